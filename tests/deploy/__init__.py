"""Running it for others: settings, proxies, TLS."""
