"""A text file read piece by piece: only what is not yet understood is in memory."""

import re
from collections.abc import Callable
from typing import TextIO

from apps.consistency.formats.errors import FormatError

CHUNK_CHARS = 65_536
FORM_CHARS_MAX = 1_000_000
"""No single operation is longer; an unclosed bracket is therefore reported before the whole file is in memory."""


class Text:
    """A window on the text: `window` from `at` on is not consumed yet."""

    def __init__(self, file: TextIO, progress: Callable[[int], None]) -> None:
        self._file = file
        self._progress = progress
        self._read_chars = 0
        self._line = 1
        self._counted = 0
        self.window = ""
        self.at = 0
        self.ended = False

    @property
    def line(self) -> int:
        """Return the line on which the window begins, from 1."""
        self._line += self.window.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    @property
    def consumed_chars(self) -> int:
        """Return how many characters of the file have been consumed."""
        return self._read_chars - len(self.window) + self.at

    def more(self) -> bool:
        """Read on; return False at the end of the file."""
        if self.ended:
            return False
        line = self.line
        if len(self.window) - self.at > FORM_CHARS_MAX:
            raise FormatError(line, f"this has not ended after {FORM_CHARS_MAX:,} characters")
        try:
            chunk = self._file.read(CHUNK_CHARS)
        except UnicodeDecodeError:
            raise FormatError(line, "from here on this is not text in UTF-8; save the file as UTF-8") from None
        self.ended = not chunk
        self.window, self.at, self._counted = self.window[self.at :] + chunk, 0, 0
        self._read_chars += len(chunk)
        self._progress(self._read_chars)
        return not self.ended

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return how the text goes on, without consuming it. Reads on while the match might become longer."""
        while True:
            found = pattern.match(self.window, self.at)
            if (found is not None and found.end() < len(self.window)) or not self.more():
                return found

    def peek(self) -> str:
        """Return the next character, or nothing at the end."""
        while self.at >= len(self.window):
            if not self.more():
                return ""
        return self.window[self.at]

    def take(self, count: int) -> None:
        """Consume characters of the window."""
        self.at += count

    def skip(self, blank: str) -> str:
        """Consume every character that is in `blank`; return the next one that is not."""
        while (character := self.peek()) and character in blank:
            self.take(1)
        return character

    def head(self, characters: int) -> str:
        """Return as much of what comes next, without consuming it."""
        while len(self.window) - self.at < characters and self.more():
            pass
        return self.window[self.at : self.at + characters]

    def take_line(self) -> str | None:
        """Consume a line and its end; return None at the end of the file."""
        while True:
            end = self.window.find("\n", self.at)
            if end >= 0:
                found = self.window[self.at : end]
                self.take(end + 1 - self.at)
                return found
            if not self.more():
                found = self.window[self.at :]
                self.at = len(self.window)
                return found or None
