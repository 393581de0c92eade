"""The Django app of the course."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import register


class TutorialsConfig(AppConfig):
    """Lessons, and how far each learner has come."""

    name = "apps.tutorials"
    label = "tutorials"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read every lesson at the start, so that a mistake is told at once; carry records at logins."""
        from apps.tutorials.course import check_lessons
        from apps.tutorials.record_check import check_records
        from apps.tutorials.record_views import carry_at_login

        register(check_lessons, "lessons")
        register(check_records, "lessons")
        user_logged_in.connect(carry_at_login, dispatch_uid="carry_at_login")
