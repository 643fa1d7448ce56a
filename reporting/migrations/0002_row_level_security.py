from django.db import migrations

from records.policies import append_only, part_by_authority

PARTED = "returnline".split()
LOGS = "releasedline download countingnote".split()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        *(part_by_authority(f"reporting_{table}") for table in PARTED),
        part_by_authority("reporting_return", or_readable="state = 'released'"),
        *(append_only(f"reporting_{table}") for table in LOGS),
    ]
