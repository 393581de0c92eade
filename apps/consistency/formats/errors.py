"""What is wrong with a file, and where."""


class FormatError(Exception):
    """A mistake in a history. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line:,}: {reason}")
        self.line = line
        self.reason = reason
