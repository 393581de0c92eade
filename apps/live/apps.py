"""The Django app of live labs."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Runs and their commands, lab pages, sockets and pacing."""

    name = "apps.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
