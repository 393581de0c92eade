"""JSON written piece by piece: an answer of hundreds of megabytes never lies in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse


def written_object(members: Mapping[str, Any]) -> Iterator[str]:
    """Yield the JSON of an object. A member that is an iterator is written as an array, one element at a time."""
    before = "{\n "
    for name, value in members.items():
        yield f"{before}{json.dumps(name)}: "
        if isinstance(value, Iterator):
            yield from _array(value)
        else:
            yield _written(value)
        before = ",\n "
    yield "\n}"


def _array(elements: Iterable[Any]) -> Iterator[str]:
    before = "["
    for element in elements:
        yield f"{before}\n  {_written(element)}"
        before = ","
    yield "[]" if before == "[" else "\n ]"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def json_file(members: Mapping[str, Any], name: str) -> StreamingHttpResponse:
    """Return an answer that sends an object as a file, as it is written."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(written_object(members), content_type="application/json", headers=headers)
