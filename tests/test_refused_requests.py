"""Requests that are refused before any view sees them: a page in words, and a line in the log now and then."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.test import Client

from config.refused_requests import WORDS_CHARS_MAX, InOneLine


def record_of(error: BaseException) -> logging.LogRecord:
    return logging.LogRecord("any", logging.ERROR, "", 0, str(error), None, (type(error), error, None))


def test_the_log_tells_of_refused_requests_in_one_line_and_not_again_at_once() -> None:
    in_one_line, first = InOneLine(), record_of(DisallowedHost("evil\n" * 1_000))
    assert in_one_line.filter(first)
    assert first.levelno == logging.WARNING
    assert first.exc_info is None
    assert "\n" not in first.getMessage()
    assert len(first.getMessage()) < WORDS_CHARS_MAX + 50
    assert not in_one_line.filter(record_of(DisallowedHost("another")))
    assert in_one_line.filter(record_of(TooManyFieldsSent("more than a thousand")))
    mistake = record_of(RuntimeError("a mistake of ours"))
    assert in_one_line.filter(mistake)
    assert mistake.exc_info


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"content-type": "multipart/form-data; boundary="}])
def test_a_request_that_cannot_be_read_is_refused_in_words(headers: dict[str, str]) -> None:
    answer = Client().post("/labs/", data=b"x", content_type="text/plain", headers=headers)
    assert answer.status_code == 400
    assert "This request was refused" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/check/", 400), ("/nowhere/", 404)])
def test_a_form_that_cannot_be_read_does_not_fail_the_page_that_says_so(path: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = client.post(path, data=b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == status
    assert "message-page" in answer.text
