from django.db import migrations

from records.policies import append_only, part_by_authority


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0001_initial")]

    operations = [
        part_by_authority("lhb_ingest_extract", or_health_board=True),
        part_by_authority("lhb_ingest_extractrow"),
        part_by_authority("lhb_ingest_rowproblem", or_health_board=True),
        part_by_authority("lhb_ingest_match"),
        part_by_authority("lhb_ingest_nearmatch"),
        part_by_authority("lhb_ingest_candidate"),
        part_by_authority("lhb_ingest_purgecertificate"),
        append_only("lhb_ingest_purgecertificate"),
    ]
