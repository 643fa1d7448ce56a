from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0013_reading")]

    operations = [
        migrations.AddField(model_name="job", name="size", field=models.PositiveBigIntegerField(default=0)),
    ]
