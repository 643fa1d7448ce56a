from django.db import migrations

from records.policies import part_by_authority

TABLES = ("pairdecision", "secondopinion", "putoff", "bulkacceptance", "bulkpair", "nameform")


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0006_judging")]

    operations = [part_by_authority(f"lhb_ingest_{table}") for table in TABLES]
