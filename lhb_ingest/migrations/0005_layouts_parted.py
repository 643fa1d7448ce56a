from django.db import migrations

from records.policies import part_by_authority, part_by_owner


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0004_layouts")]

    operations = [
        part_by_owner("lhb_ingest_senderlayout"),
        part_by_authority("lhb_ingest_mendedsheet", or_health_board=True),
    ]
