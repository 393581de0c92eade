"""The catalogue of labs, and the labs of a visitor."""
