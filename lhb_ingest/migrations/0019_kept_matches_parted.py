from django.db import migrations

from records.policies import part_by_authority


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0018_kept_matches")]

    operations = [
        part_by_authority("lhb_ingest_keptmatch"),
        part_by_authority("lhb_ingest_thresholdpreview"),
    ]
