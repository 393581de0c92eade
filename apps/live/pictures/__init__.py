"""Pictures drawn on the server, as SVG elements: clusters, histories."""
