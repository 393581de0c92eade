"""Socket addresses."""

from typing import Any

from django.urls import path

from apps.live.lab.consumers import LabConsumer

# Django types a path's target as a view; Channels' router takes ASGI applications.
socket: Any = LabConsumer.as_asgi()

websocket_urlpatterns = [
    path("ws/labs/<str:lab_id>/", socket),
    path("ws/shared/<str:token>/", socket),
]
