"""The pages of labs, and the parts of them that are fetched."""
