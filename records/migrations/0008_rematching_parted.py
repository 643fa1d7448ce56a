from django.db import migrations

from records.policies import part_by_authority


class Migration(migrations.Migration):
    dependencies = [("records", "0007_rematching")]

    operations = [part_by_authority("records_closureproposal")]
