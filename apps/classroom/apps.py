"""The Django app of classes."""

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    """Classes, their exercises, seats and votes; teaching live, the dashboard, results."""

    name = "apps.classroom"
    label = "classroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Open the labs of a class to its learners and teachers; close lessons that it grades in the open course."""
        from apps.classroom.exercises import closed_in_the_course
        from apps.classroom.rights import gone, lab_access, standing
        from apps.live.access import add_rule
        from apps.tutorials.closing import add_closer

        add_rule(lab_access, gone, standing)
        add_closer(closed_in_the_course)
