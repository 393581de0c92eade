"""What a type says to an operation that is not allowed."""


class CrdtError(Exception):
    """An operation that was refused: nothing changed. `code` and `message` as for a refused command."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
