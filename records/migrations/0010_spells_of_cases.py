from django.db import migrations

from records.policies import part_by_authority

TABLES = (
    "spell closurerequest casemarker clock task enquiry enquirytemplate caselook savedfilter bulkact"
).split()
# Each case that stands becomes its first spell; a finding belongs to it; the last event says when the case changed.
FILL = (
    """INSERT INTO records_spell (case_id, authority_id, number, origin, received_on, opened_on, opened_by_id, closed_on,
           closed_by_id, reason, ground, evidence)
       SELECT id, authority_id, 1, origin, received_on, opened_on, opened_by_id, closed_on,
           closed_by_id, closure_reason, closure_ground, closure_evidence FROM records_case""",
    """UPDATE records_finding SET spell_id = records_spell.id FROM records_spell
       WHERE records_spell.case_id = records_finding.case_id""",
    """UPDATE records_case SET changed_at = coalesce(
           (SELECT max(at) FROM records_caseevent WHERE case_id = records_case.id), opened_on)""",
)


def fill(apps, schema_editor):
    """As cme_owner, on whom the policies are forced too: authority by authority."""
    with schema_editor.connection.cursor() as cursor:
        for code in apps.get_model("records", "Authority").objects.using(
            schema_editor.connection.alias
        ).values_list("pk", flat=True):
            cursor.execute("SELECT set_config('cme.authority', %s, true)", [code])
            for statement in FILL:
                cursor.execute(statement)
        cursor.execute("SELECT set_config('cme.authority', '', true)")


class Migration(migrations.Migration):
    dependencies = [("records", "0009_casework")]

    operations = [
        *(part_by_authority(f"records_{table}") for table in TABLES),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
