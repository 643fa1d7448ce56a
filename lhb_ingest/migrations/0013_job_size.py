from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0012_not_asked")]

    operations = [
        migrations.AddField(model_name="job", name="size", field=models.PositiveBigIntegerField(default=0)),
    ]
