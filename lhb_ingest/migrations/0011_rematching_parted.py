from django.db import migrations

from records.policies import append_only, part_by_authority


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0010_rematching")]

    operations = [
        part_by_authority("lhb_ingest_sampleitem"),
        part_by_authority("lhb_ingest_sampleanswer"),
        part_by_authority("lhb_ingest_acceptancethreshold"),
        append_only("lhb_ingest_acceptancethreshold"),
    ]
