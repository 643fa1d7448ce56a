from django.db import migrations

from records.policies import append_only, part_by_authority


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        part_by_authority("reporting_return", or_readable="state = 'released'"),
        part_by_authority("reporting_returnline"),
        append_only("reporting_releasedline"),
    ]
