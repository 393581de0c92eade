"""Addresses of the course."""

from django.urls import path

from apps.tutorials import course_views, record_views, step_views

urlpatterns = [
    path("lessons/", course_views.course, name="course"),
    path("lessons/<slug:slug>/", course_views.lesson_page, name="lesson"),
    path("lessons/<slug:slug>/transfer/", course_views.transfer, name="transfer"),
    path("lessons/<slug:slug>/runs/<str:name>/", course_views.lesson_run, name="lesson_run"),
    path("lessons/<slug:slug>/<slug:name>/", step_views.step_page, name="step"),
    path("lessons/<slug:slug>/<slug:name>/panel/", step_views.step_panel, name="step_panel"),
    path("lessons/<slug:slug>/<slug:name>/reached/", step_views.reached, name="reached"),
    path("lessons/<slug:slug>/<slug:name>/draft/", step_views.draft, name="draft"),
    path("lessons/<slug:slug>/<slug:name>/predict/", step_views.predict, name="predict"),
    path("lessons/<slug:slug>/<slug:name>/hint/", step_views.hint, name="hint"),
    path("lessons/<slug:slug>/<slug:name>/again/", step_views.again, name="again"),
    path("lessons/<slug:slug>/<slug:name>/found/", step_views.found, name="found"),
    path("lessons/<slug:slug>/<slug:name>/reveal/", step_views.reveal, name="reveal"),
    path("progress/", record_views.record, name="record"),
    path("progress/return/", record_views.come_back, name="come_back"),
    path("progress/print/", record_views.printed, name="printed_record"),
    path("progress/export/", record_views.export, name="export_record"),
    path("progress/delete/", record_views.delete, name="delete_record"),
]
