"""JSON written piece by piece: an answer of hundreds of megabytes never lies in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import StreamingHttpResponse


def written_object(members: Mapping[str, Any]) -> Iterator[str]:
    """Yield the JSON of an object. An iterator in it, at whatever depth of objects, is written as an array, one element
    at a time.
    """
    return _object(members, "\n ")


def _object(members: Mapping[str, Any], indent: str) -> Iterator[str]:
    before = "{"
    for name, value in members.items():
        yield f"{before}{indent}{json.dumps(name)}: "
        yield from _value(value, indent + " ")
        before = ","
    yield f"{indent[:-1]}}}"


def _array(elements: Iterator[Any], indent: str) -> Iterator[str]:
    before = "["
    for element in elements:
        yield f"{before}{indent}"
        yield from _value(element, indent + " ")
        before = ","
    yield "[]" if before == "[" else f"{indent[:-1]}]"


def _value(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Iterator):
        yield from _array(value, indent)
    elif isinstance(value, Mapping) and any(isinstance(each, Iterator) for each in value.values()):
        yield from _object(value, indent)
    else:
        yield json.dumps(value, ensure_ascii=False)


def json_file(members: Mapping[str, Any], name: str) -> StreamingHttpResponse:
    """Return an answer that sends an object as a file, as it is written."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(written_object(members), content_type="application/json", headers=headers)
