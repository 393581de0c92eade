from django.db import migrations, models

EARLIER = ("accessattemptexpiration", "accessattempt", "accessfailurelog", "accesslog")
"""Tables of django-axes, which counted failed logins before; they hold addresses and names that were typed."""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        *(migrations.RunSQL(f"DROP TABLE IF EXISTS axes_{name}", migrations.RunSQL.noop) for name in EARLIER),
        migrations.CreateModel(
            name='LoginCount',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failed', models.DateTimeField(db_index=True, null=True)),
                ('succeeded', models.DateTimeField(null=True)),
            ],
        ),
    ]
