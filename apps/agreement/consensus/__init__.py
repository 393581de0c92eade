"""Binary consensus in rounds among three nodes of which one may stop: what `flp` and `ben_or` share."""
