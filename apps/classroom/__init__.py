"""Classes: learners on their own clusters, taught live by someone who sees all of them."""
