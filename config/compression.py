"""Answers of views are packed: by Brotli where the browser takes it, by gzip otherwise."""

from __future__ import annotations

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

QUALITY = 5
"""About as fast as gzip at its usual level, and a fifth smaller."""

BYTES_MIN = 200


class PackedAnswers(GZipMiddleware):
    """Django's middleware, with Brotli in place of gzip for what is not streamed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, packed if that makes it shorter."""
        accepted = {word.split(";")[0].strip() for word in request.headers.get("Accept-Encoding", "").split(",")}
        if "br" not in accepted or response.streaming or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        content: bytes = response.content  # type: ignore[attr-defined]
        if len(content) < BYTES_MIN:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = brotli.compress(content, quality=QUALITY)
        if len(packed) < len(content):
            response.content = packed  # type: ignore[attr-defined]
            response.headers["Content-Length"] = str(len(packed))
            response.headers["Content-Encoding"] = "br"
            etag = response.get("ETag")
            if etag and etag.startswith('"'):
                response.headers["ETag"] = f"W/{etag}"
        return response
