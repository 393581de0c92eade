"""Saying why a verdict is what it is: in words, on few operations, and by hand."""
