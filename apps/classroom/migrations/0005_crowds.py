from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('classroom', '0004_arrived_seats'),
    ]

    operations = [
        migrations.AddField(
            model_name='classroom',
            name='crowd_until',
            field=models.DateTimeField(null=True),
        ),
    ]
