"""The Django app of instructors' accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Instructors: Django's users, logging in, the first of them."""

    name = "apps.accounts"
    label = "accounts"
