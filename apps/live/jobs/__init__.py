"""Work too long for a page: management commands beside the server or on task workers, with progress and cancel."""
