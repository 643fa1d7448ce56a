from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("lhb_ingest", "0014_job_size"),
    ]

    operations = [
        migrations.RenameField(model_name="extractrow", old_name="full_name", new_name="name_as_written"),
    ]
