from django.db import migrations

from records.policies import append_only, may_analyze, part_by_authority


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        part_by_authority("records_child"),
        part_by_authority("records_cmerecord"),
        part_by_authority("records_recordparent"),
        part_by_authority("records_recordprovider"),
        part_by_authority("records_rollentry"),
        part_by_authority("records_case"),
        part_by_authority("records_finding"),
        part_by_authority("records_casefact"),
        part_by_authority("records_casenote"),
        part_by_authority("records_caseevent"),
        part_by_authority("records_tally"),
        part_by_authority("records_accesslog", or_health_board=True),
        append_only("records_caseevent"),
        append_only("records_accesslog"),
        may_analyze(),
    ]
