"""The course: lessons on live clusters, and how far each learner has come."""
