from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0013_verzonden"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="geblokkeerd_op",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="opgeruimd_op",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # Nobody knows since when: their term begins now.
        migrations.RunSQL(
            "UPDATE privacy_account SET geblokkeerd_op = now() WHERE NOT is_active",
            migrations.RunSQL.noop,
        ),
    ]
