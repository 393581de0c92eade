"""Attempts at steps that were renamed belong to the steps of today."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.tutorials.course import lessons
from apps.tutorials.models import Attempt

RENAMING = import_module("apps.tutorials.migrations.0003_rename_steps")


def test_every_new_name_is_a_step_of_today_and_no_old_one_is() -> None:
    for slug, steps in RENAMING.RENAMED.items():
        today = {step.slug for step in lessons()[slug].steps}
        assert set(steps.values()) <= today
        assert not set(steps) & today


@pytest.mark.django_db
def test_an_attempt_goes_to_the_renamed_step_of_its_own_lesson_only() -> None:
    for lesson in ("three-phase", "first-cluster"):
        Attempt.objects.create(visitor="v", lesson=lesson, step="cut-it-in-two", number=1)
    RENAMING.rename(apps, None)
    assert set(Attempt.objects.values_list("lesson", "step")) == {
        ("three-phase", "a-partition-instead"),
        ("first-cluster", "cut-it-in-two"),
    }
