from django.db import migrations

from records.codes import SHIPPED


def ship(apps, schema_editor):
    """The codes that are delivered. Those of England first: the others count as them."""
    codes = apps.get_model("records", "CaseCode").objects.using(schema_editor.connection.alias)
    england = {}
    for source, kind, lines in sorted(SHIPPED, key=lambda each: not each[1].startswith("england")):
        for line in lines:
            made = codes.create(
                kind=kind,
                code=line.code,
                name=line.name,
                name_cy=line.name_cy,
                source=source,
                counts_as=england.get(line.counts_as),
                direction=line.direction,
                from_days=line.from_days,
                is_checked=line.is_checked,
            )
            if kind == "england_reason":
                england[line.code] = made


class Migration(migrations.Migration):
    dependencies = [("records", "0002_row_level_security")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
