from django.db import migrations


class Migration(migrations.Migration):
    """Whoever may see a list may read why it was stopped: the sender has to know what to send instead."""

    dependencies = [("lhb_ingest", "0015_name_as_written")]

    operations = [
        migrations.RunSQL(
            "CREATE POLICY readable ON lhb_ingest_stop FOR SELECT "
            "USING (extract_id IN (SELECT id FROM lhb_ingest_extract))",
            "DROP POLICY readable ON lhb_ingest_stop",
        )
    ]
