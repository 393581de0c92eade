"""Work too long for a page: management commands that run apart from the server's pages, with progress and cancel."""
