"""Classes and votes at steps that were renamed go on under the new name."""

from importlib import import_module
from typing import Any

from django.db import migrations

RENAMED = import_module("apps.tutorials.migrations.0003_rename_steps").RENAMED


def rename(apps: Any, schema_editor: Any) -> None:
    classes = apps.get_model("classroom", "Classroom").objects
    polls = apps.get_model("classroom", "Poll").objects
    for lesson, names in RENAMED.items():
        for old, new in names.items():
            classes.filter(exercise__lesson=lesson, step=old).update(step=new)
            polls.filter(exercise__lesson=lesson, step=old).update(step=new)


class Migration(migrations.Migration):
    dependencies = [("classroom", "0005_crowds")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
