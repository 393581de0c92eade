"""Socket addresses of classes."""

from typing import Any

websocket_urlpatterns: list[Any] = []
