"""Addresses of classes."""

from django.urls import path

from apps.classroom import class_views

urlpatterns = [
    path("classroom/", class_views.classroom, name="classroom"),
    path("classes/", class_views.classes, name="classes"),
    path("classes/<str:class_id>/settings/", class_views.class_settings, name="class_settings"),
    path("classes/<str:class_id>/settings/teachers/", class_views.co_teacher, name="co_teacher"),
    path("classes/<str:class_id>/code/", class_views.new_code, name="new_code"),
]
