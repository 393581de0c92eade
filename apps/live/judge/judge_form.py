"""The judge's form: a history, and how to read it where the file leaves that open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from apps.consistency.formats import DATA, FAILED_CAS

UPLOAD_BYTES_MAX = 2 * 1024 * 1024
INITIAL_CHARS_MAX = 200
TITLE_CHARS_MAX = 120

CHOICES: Mapping[str, tuple[str, ...]] = {
    "data": tuple(DATA),
    "keyed": ("yes", "no"),
    "failed_cas": FAILED_CAS,
}
"""The options with a few values each; the initial value is any text."""

EMPTY = "There is nothing to judge yet. Choose a file, or paste a history."
EMPTY_FILE = "The file is empty. Choose another one, or paste a history."
TOO_LARGE = "That is more than 2 MB. On your own machine, `python manage.py check_history FILE` has no such limit."


@dataclass(frozen=True, slots=True)
class Options:
    """The options for reading a history; an empty text leaves it to what the file tells."""

    data: str = ""
    initial: str = ""
    keyed: str = ""
    failed_cas: str = ""

    def chosen(self) -> dict[str, str]:
        """Return the options that are not left to the file, by their names."""
        return {name: value for name, value in asdict(self).items() if value}

    def words(self) -> str:
        """Return them as the command line has them: `--data queue --failed-cas observed`."""
        return " ".join(f"--{name.replace('_', '-')} {_quoted(value)}" for name, value in self.chosen().items())


@dataclass(frozen=True, slots=True)
class Submission:
    """A history to judge, named for lists."""

    text: bytes
    title: str
    options: Options


class Unjudgeable(Exception):
    """The history that was sent cannot be judged; the message says why."""


def submission(request: HttpRequest) -> Submission:
    """Return what the form sent, or raise Unjudgeable."""
    text, title = _sent(request)
    if not text.strip():
        raise Unjudgeable(EMPTY_FILE if "file" in request.FILES else EMPTY)
    if len(text) > UPLOAD_BYTES_MAX:
        raise Unjudgeable(TOO_LARGE)
    return Submission(text, title, options_from(request.POST))


def options_from(fields: Mapping[str, str]) -> Options:
    """Return the options among the fields of a form, or raise Unjudgeable."""
    options = Options(**{name: fields.get(name, "") for name in ("data", "initial", "keyed", "failed_cas")})
    for name, values in CHOICES.items():
        value = getattr(options, name)
        if value and value not in values:
            raise Unjudgeable(f"{name.replace('_', ' ')} is one of {', '.join(values)}, not {value[:20]}.")
    if len(options.initial) > INITIAL_CHARS_MAX:
        raise Unjudgeable(f"The initial value has more than {INITIAL_CHARS_MAX} characters.")
    return options


def _sent(request: HttpRequest) -> tuple[bytes, str]:
    """Return the text of the file or, without one, what was pasted; with the file's name."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return bytes(file.read(UPLOAD_BYTES_MAX + 1)), (file.name or "")[:TITLE_CHARS_MAX]
    return request.POST.get("text", "").encode(), ""


def _quoted(value: str) -> str:
    """Return a value as a shell takes it."""
    return value if value.isalnum() or value.replace("-", "").isalnum() else "'" + value.replace("'", "'\\''") + "'"
