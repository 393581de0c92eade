"""What a command is refused with."""


class CommandError(Exception):
    """A command that cannot be carried out; nothing was changed.

    `code` is a stable `namespace.reason`, `message` says in plain words what was wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
