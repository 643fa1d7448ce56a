from django.db import migrations

from records.policies import part_by_authority

TABLES = ("fieldrule", "limits", "stop", "fieldchange", "rowdoubt", "absentchild", "entrychange", "remembered")


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0008_review")]

    operations = [part_by_authority(f"lhb_ingest_{table}") for table in TABLES]
