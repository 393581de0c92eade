"""Addresses of instructors' accounts."""

from django.urls import path

from apps.accounts import instructor_views, views

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/instructors/", instructor_views.make_instructor, name="make_instructor"),
    path("account/instructors/<int:user_id>/password/", instructor_views.give_password, name="give_password"),
    path("account/instructors/<int:user_id>/active/", instructor_views.set_active, name="set_active"),
]
