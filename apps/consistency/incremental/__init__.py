"""The same models, while a run goes on: each operation that completes adds to what is known, and nothing is taken back.

These find that a model is violated, and a few operations that show it; the checkers say why.
"""
