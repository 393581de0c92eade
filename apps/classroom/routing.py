"""Socket addresses of classes."""

from typing import Any

from django.urls import path

from apps.classroom.live.dashboard_consumer import DashboardConsumer
from apps.classroom.live.seat_consumer import SeatConsumer

# Django types a path's target as a view; Channels' router takes ASGI applications.
seat_socket: Any = SeatConsumer.as_asgi()
dashboard_socket: Any = DashboardConsumer.as_asgi()

websocket_urlpatterns = [
    path("ws/seats/<str:seat>/", seat_socket),
    path("ws/classes/<str:class_id>/", dashboard_socket),
]
