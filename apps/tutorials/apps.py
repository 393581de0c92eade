"""The Django app of the course."""

from django.apps import AppConfig
from django.core.checks import register


class TutorialsConfig(AppConfig):
    """Lessons, and how far each learner has come."""

    name = "apps.tutorials"
    label = "tutorials"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every lesson read at the start, so that a mistake in one is told before anybody opens it."""
        from apps.tutorials.course import check_lessons

        register(check_lessons, "lessons")
