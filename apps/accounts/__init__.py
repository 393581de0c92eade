"""Accounts of instructors. Learners have none: they are visitors, or sit in a class."""
