"""Attempts at steps that were renamed go on under the new name."""

from typing import Any

from django.db import migrations

from apps.tutorials.migrations.renamed_steps import RENAMED


def rename(apps: Any, schema_editor: Any) -> None:
    attempts = apps.get_model("tutorials", "Attempt").objects
    for lesson, names in RENAMED.items():
        for old, new in names.items():
            attempts.filter(lesson=lesson, step=old).update(step=new)


class Migration(migrations.Migration):
    dependencies = [("tutorials", "0003_tries_and_explanations")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
