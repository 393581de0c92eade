"""The pages of classes: teachers' and learners'."""
