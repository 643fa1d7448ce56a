import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_spells_of_cases")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="spell",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="records.spell"
            ),
        ),
    ]
