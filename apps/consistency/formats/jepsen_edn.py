"""Jepsen's EDN: a vector, a list or a bare sequence of maps `{:type :invoke, :f :read, :value nil, :process 0}`.

Maps may be tagged, and names may be keywords or strings. A run saved here also has `:name`, and, where an operation
observed something, `:returned`: the names of the writes observed. Knossos, Elle, Maelstrom (`history.edn`) and
Porcupine (`kv`) have files of this form.
"""

from collections.abc import Iterator

from apps.consistency.formats.edn import Form, forms
from apps.consistency.formats.errors import FormatError
from apps.consistency.formats.pairing import Pairing, event_of
from apps.consistency.formats.raw import RawOperation, Source, short
from apps.consistency.formats.text import Text

TITLE = "Jepsen EDN"


def read(text: Text, source: Source) -> Iterator[RawOperation]:
    """Yield the operations, as they complete."""
    source.format = TITLE
    pairing = Pairing(source)
    for line, form in forms(text):
        if not isinstance(form, Form):
            raise FormatError(
                line,
                "a history is made of maps like {:type :invoke, :f :read, :value nil, :process 0},"
                f" and this is {short(form)}",
            )
        yield from pairing.add(event_of(form, line, ":"))
    yield from pairing.rest()
