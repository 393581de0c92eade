"""Addresses of the course."""

from django.urls import path

from apps.tutorials import course_views, record_views, step_views
from apps.tutorials.closing import unless_closed

LESSON_PAGES = (
    ("", course_views.lesson_page, "lesson"),
    ("transfer/", course_views.transfer, "transfer"),
    ("<slug:name>/", step_views.step_page, "step"),
    ("<slug:name>/panel/", step_views.step_panel, "step_panel"),
    ("<slug:name>/reached/", step_views.reached, "reached"),
    ("<slug:name>/draft/", step_views.draft, "draft"),
    ("<slug:name>/predict/", step_views.predict, "predict"),
    ("<slug:name>/hint/", step_views.hint, "hint"),
    ("<slug:name>/again/", step_views.again, "again"),
    ("<slug:name>/found/", step_views.found, "found"),
    ("<slug:name>/explain/", step_views.explain, "explain"),
    ("<slug:name>/reveal/", step_views.reveal, "reveal"),
)
"""The pages of a lesson and its steps: under `lessons/` for a visitor, elsewhere for other learners."""

urlpatterns = [
    path("lessons/", course_views.course, name="course"),
    path("lessons/<slug:slug>/runs/<str:name>/", course_views.lesson_run, name="lesson_run"),
    path("lessons/<slug:slug>/runs/<str:name>/recording/", course_views.lesson_recording, name="lesson_recording"),
    *(path(f"lessons/<slug:slug>/{route}", unless_closed(view), name=name) for route, view, name in LESSON_PAGES),
    path("progress/", record_views.record, name="record"),
    path("progress/return/", record_views.come_back, name="come_back"),
    path("progress/print/", record_views.printed, name="printed_record"),
    path("progress/export/", record_views.export, name="export_record"),
    path("progress/delete/", record_views.delete, name="delete_record"),
]
