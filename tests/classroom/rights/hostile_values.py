"""Values and bodies that no page would send: for fields, names in addresses, headers, JSON, multipart and chunks."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

Fields = list[tuple[bytes, bytes]]
"""Names and values, as often as they are sent."""

BOUNDARY = b"a-boundary"
FORM, MULTIPART, JSON = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a-boundary",
    "application/json",
)

LARGE_CHARS = 10_000
JUNK: tuple[bytes, ...] = (
    b"", b" ", b"0", b"-1", b"1", b"2", b"1.5", b"%d" % 10**40, b"9" * 20, b"9" * LARGE_CHARS, b"1e999", b"NaN",
    b"-Infinity",
    b"null", b"true", b"on", b"[]", b"{}",
    b"[" * 2_000, b'{"a":' * 2_000, b"x" * LARGE_CHARS, b"x" * 201, b"\0", b"a\0b",
    b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", "\u00b2".encode(), "\u0663".encode(), "\u202e\u200b".encode(),
    "\N{PILE OF POO}".encode() * 300, b"__proto__", b"constructor", b"../../etc/passwd", b"' OR 1=1 --",
    b"<script>alert(1)</script>",
    b"{{ 7 }}{% include 'x' %}", b"%s%n%d", b"a\r\nSet-Cookie: a=b", b"//evil.example",
    b"http://[", b"javascript:alert(1)",
    b"2026-02-30", b"9999-12-31T23:59", b"0001-01-01T00:00", b"2026-12-01", b"-0001-01-01", b"a,b,,c",
    b"quorum:majorities",
    b"[this](source:zzz)", b"[this](run:a/b)", b"alice#1", b"alice",
)  # fmt: skip

JSON_JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**40, -1.5, float("nan"), float("inf"), "", "x" * LARGE_CHARS, "\0", "\ud800",
    "__proto__", [], [[]], {},
    {"__proto__": 1}, {"a": []}, [None] * 300, "\u202e", "1", "n1", "alice#1",
)  # fmt: skip

TYPES = (
    FORM, MULTIPART, JSON, "text/plain", "", "application/octet-stream", "multipart/form-data",
    "multipart/form-data; boundary=",
    f"multipart/form-data; boundary={'b' * 500}", "multipart/form-data; boundary=a\0b", f"{FORM}; charset=utf-16",
    f"{FORM}; charset=bogus",
    "application/json; charset=utf-7", "multipart/mixed; boundary=a-boundary", "/", ";;;",
)  # fmt: skip

HEADERS: tuple[tuple[str, str], ...] = (
    ("HX-Request", "true"), ("HX-Request", "\xff"), ("HX-Target", "x" * LARGE_CHARS), ("HX-Current-URL", "http://["),
    ("HX-Current-URL", "%ED%A0%80"), ("HX-Current-URL-URI-AutoEncoded", "true"), ("HX-Prompt", "\0"),
    ("HX-Boosted", "true"),
    ("Accept-Encoding", "gzip;q=nan, br"), ("Accept-Encoding", "\xff"), ("Accept-Language", "x" * 500),
    ("Accept", "*/*;q=\xff"),
    ("Referer", "http://["), ("Referer", "javascript:0"), ("Origin", "null"), ("Host", "evil.example"),
    ("Host", "[::1"), ("Host", ""),
    ("X-Forwarded-For", "' OR 1=1"), ("X-Forwarded-Host", "evil.example"),
    ("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"), ("If-None-Match", '"' * 500), ("Range", "bytes=9-1,-0"),
    ("Content-Encoding", "gzip"), ("Authorization", "Basic \xff"), ("X-Requested-With", "\0"),
    ("X-HTTP-Method-Override", "DELETE"),
)  # fmt: skip

COOKIES = ("", "\xff\xfe", "x" * 4_000, "../../etc/passwd", "a; Path=/", '"', "\0", "null", "..", "' OR 1=1 --")
"""In place of the key of a session, or beside it."""


def mutated_json(random: Random, value: Any) -> Any:
    """Return a copy of JSON in which one value, name or item somewhere is another, is lost, or is there twice."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        name = random.choice(list(value))
        if random.random() < 0.1:
            return {each: kept for each, kept in value.items() if each != name}
        return {**value, name: mutated_json(random, value[name]), **_extra(random)}
    if isinstance(value, list) and value and random.random() < 0.85:
        at = random.randrange(len(value))
        more = random.choice(([mutated_json(random, value[at])], [], [value[at]] * 2))
        return [*value[:at], *more, *value[at + 1 :]]
    return random.choice(JSON_JUNK)


def _extra(random: Random) -> dict[str, Any]:
    return {random.choice(("extra", "__proto__", "\ud800", "")): 1} if random.random() < 0.1 else {}


def spliced(random: Random, body: bytes) -> bytes:
    """Return bytes with some cut out and some put in."""
    at = random.randrange(len(body) + 1)
    return body[:at] + random.choice(JUNK) + body[at + random.choice((0, 1, 5, len(body))) :]


def urlencoded(fields: Fields) -> bytes:
    """Write fields as a form, or as a query."""
    return b"&".join(
        quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in fields
    )


def multipart(random: Random, fields: Fields) -> bytes:
    """Write fields as parts; now and then as files, with odd heads, or without an end."""
    parts = []
    for name, value in fields:
        file_name = random.choice((b"", b"", b'; filename="run.json"', b'; filename=""', b'; filename="../\\\xff\0"'))
        more = random.choice(
            (
                b"",
                b"",
                b"Content-Type: text/html; charset=bogus\r\n",
                b"Content-Transfer-Encoding: base64\r\n",
                b"\xff: \xff\r\n",
            )
        )
        head = b'Content-Disposition: form-data; name="' + name.replace(b'"', b"%22") + b'"' + file_name
        parts.append(b"--" + BOUNDARY + b"\r\n" + head + b"\r\n" + more + b"\r\n" + value + b"\r\n")
    return b"".join(parts) + random.choice((b"--" + BOUNDARY + b"--\r\n",) * 4 + (b"", b"--" + BOUNDARY, b"\r\n" * 50))


def uploaded(name: str, text: bytes) -> bytes:
    """Write one file as a form that sends it."""
    head = f'--a-boundary\r\nContent-Disposition: form-data; name="{name}"; filename="a.json"\r\n\r\n'
    return head.encode() + text + b"\r\n--a-boundary--\r\n"


def json_bytes(value: Any) -> bytes:
    """Write JSON, also of what is none: NaN, half characters as they are escaped."""
    return json.dumps(value).encode()


def chunked(random: Random, body: bytes) -> bytes:
    """Write a body in chunks of which one may be nonsense."""
    size = random.choice(
        (b"%x" % len(body),) * 3
        + (b"-1", b"zz", b"%x" % 2**70, b"", b"0x1", b"+5", b"%x" % (len(body) + 9), b"5;x=\xff")
    )
    return (
        size
        + b"\r\n"
        + body
        + random.choice((b"\r\n0\r\n\r\n", b"\r\n0\r\n\r\n", b"0\r\n\r\n", b"\r\n0\r\nTrailer: \xff\r\n\r\n"))
    )
