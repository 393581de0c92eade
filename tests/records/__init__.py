"""One record for each kind of thing, added in a test and seen through all layers."""
