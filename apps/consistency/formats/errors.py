"""The error of a file: what is wrong with it, and where."""


class FormatError(Exception):
    """A mistake in a history, in one line. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = " ".join(reason.splitlines()).encode("utf-8", "replace").decode()
        super().__init__(f"line {line:,}: {self.reason}")
