"""The ASGI application: pages go to Django, sockets to the live labs, and only from our own origin."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import SessionMiddlewareStack
from django.conf import settings
from django.urls import re_path

from apps.live.serving.proxies import TrustedProxies
from config.origin import SameOrigin
from config.pages import Pages
from config.static_files import StaticFiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

# Only now are the apps loaded that this needs.
from apps.classroom.routing import websocket_urlpatterns as class_sockets  # noqa: E402
from apps.live.routing import websocket_urlpatterns as lab_sockets  # noqa: E402

refused = re_path("", WebsocketDenier.as_asgi())  # type: ignore[arg-type]
sockets = URLRouter([*lab_sockets, *class_sockets, refused])  # type: ignore[list-item]

application = TrustedProxies(
    ProtocolTypeRouter({"http": StaticFiles(Pages()), "websocket": SameOrigin(SessionMiddlewareStack(sockets))}),
    settings.TRUSTED_PROXIES,
)
