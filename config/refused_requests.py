"""The log's lines about requests that Django refuses with 400: a foreign host, too many fields, too long a redirect.

They are no errors of ours, and anybody can send them as often as they like. So each kind has one line a minute, without
a traceback. The line is worth having: it tells whoever serves under a name that is missing in ALLOWED_HOSTS.
"""

from __future__ import annotations

import logging

from django.core.exceptions import SuspiciousOperation

from apps.live.upkeep.data_trouble import OnceAMinute

WORDS_CHARS_MAX = 300


class InOneLine(logging.Filter):
    """Makes the record of a refused request one line, a warning, and that once a minute and kind."""

    def __init__(self) -> None:
        super().__init__()
        self._told = OnceAMinute()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written; one of a refused request is changed to a line."""
        refusal = record.exc_info[1] if record.exc_info else None
        if not isinstance(refusal, SuspiciousOperation):
            return True
        if not self._told.is_due(type(refusal)):
            return False
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "A request was refused: %.*r", (WORDS_CHARS_MAX, str(refusal))
        record.exc_info = record.exc_text = None
        return True
