from django.db import migrations


def want_passed_attempts(apps, schema_editor):
    """Want the runs of attempts that were passed before there were recordings."""
    runs = apps.get_model('live', 'Run').objects.filter(
        lab__in=apps.get_model('tutorials', 'Attempt').objects.exclude(passed=None).exclude(lab=None).values('lab')
    )
    wanted = apps.get_model('live', 'WantedRecording').objects
    wanted.bulk_create([wanted.model(run=run) for run in runs], ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('tutorials', '0004_tries_and_explanations'),
        ('live', '0013_recordings'),
    ]

    operations = [
        migrations.RunPython(want_passed_attempts, migrations.RunPython.noop),
    ]
