from django.db import migrations

from records.policies import append_only, may_vacuum, part_by_authority, part_by_owner

PARTED = (
    "extractrow match nearmatch candidate purgecertificate pairdecision secondopinion putoff bulkacceptance "
    "bulkpair nameform fieldrule limits stop fieldchange rowdoubt absentchild entrychange remembered "
    "sampleitem sampleanswer acceptancethreshold keptmatch thresholdpreview"
).split()
LOGS = "purgecertificate acceptancethreshold".split()
PURGED = "extract extractrow rowproblem match nearmatch candidate".split()
# Whoever may see a list may read why it was stopped: the sender has to know what to send instead.
WHY_IT_STOPPED = (
    "CREATE POLICY readable ON lhb_ingest_stop FOR SELECT USING (extract_id IN (SELECT id FROM lhb_ingest_extract))"
)


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0001_initial")]

    operations = [
        *(part_by_authority(f"lhb_ingest_{table}") for table in PARTED),
        part_by_authority("lhb_ingest_extract", or_health_board=True),
        part_by_authority("lhb_ingest_rowproblem", or_health_board=True),
        part_by_owner("lhb_ingest_senderlayout"),
        part_by_authority("lhb_ingest_mendedsheet", or_health_board=True),
        *(append_only(f"lhb_ingest_{table}") for table in LOGS),
        migrations.RunSQL(WHY_IT_STOPPED, "DROP POLICY readable ON lhb_ingest_stop"),
        may_vacuum(*(f"lhb_ingest_{table}" for table in PURGED)),
    ]
