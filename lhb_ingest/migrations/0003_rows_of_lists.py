from django.db import migrations

# Instead of two foreign keys: a list of half a million rows is asked about once and not a million times.
HOLD = """
CREATE FUNCTION cme_rows_have_a_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its record;
BEGIN
    FOR its IN SELECT DISTINCT extract_id, authority_id FROM fresh LOOP
        PERFORM FROM lhb_ingest_extract WHERE id = its.extract_id AND authority_id = its.authority_id FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE foreign_key_violation USING MESSAGE = 'rows without an extract of their authority';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER rows_have_a_list AFTER INSERT ON lhb_ingest_extractrow REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION cme_rows_have_a_list();

CREATE FUNCTION cme_rows_stay_with_their_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING MESSAGE = 'a row cannot go to another extract or authority';
END $$;
CREATE TRIGGER rows_stay_with_their_list AFTER UPDATE OF extract_id, authority_id ON lhb_ingest_extractrow FOR EACH ROW
    WHEN (OLD.extract_id IS DISTINCT FROM NEW.extract_id OR OLD.authority_id IS DISTINCT FROM NEW.authority_id)
    EXECUTE FUNCTION cme_rows_stay_with_their_list();

CREATE FUNCTION cme_no_rows_are_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM lhb_ingest_extractrow WHERE extract_id = OLD.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'an extract that has rows cannot go';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER no_rows_are_left BEFORE DELETE ON lhb_ingest_extract FOR EACH ROW
    EXECUTE FUNCTION cme_no_rows_are_left();
CREATE TRIGGER no_rows_are_left_behind BEFORE UPDATE OF id, authority_id ON lhb_ingest_extract FOR EACH ROW
    WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.authority_id IS DISTINCT FROM NEW.authority_id)
    EXECUTE FUNCTION cme_no_rows_are_left();
"""
LET_GO = """
DROP TRIGGER no_rows_are_left_behind ON lhb_ingest_extract;
DROP TRIGGER no_rows_are_left ON lhb_ingest_extract;
DROP FUNCTION cme_no_rows_are_left();
DROP TRIGGER rows_stay_with_their_list ON lhb_ingest_extractrow;
DROP FUNCTION cme_rows_stay_with_their_list();
DROP TRIGGER rows_have_a_list ON lhb_ingest_extractrow;
DROP FUNCTION cme_rows_have_a_list();
"""

# Rows of a list are found by their list: a finer picture of what stands in their columns would cost a tenth of storing.
COLUMNS = [
    *("id", "forenames", "surname", "former_names", "born_on", "address", "postcode", "line_number", "source_ref"),
    *("middle_names", "preferred_name", "upn", "school", "school_name", "year_group", "suitability", "fingerprint"),
    *("outcome", "authority_id", "extract_id", "came_from", "earlier_line", "since_last", "name_as_written"),
]


def look_less_closely(statistics: int) -> str:
    changes = (f"ALTER COLUMN {name} SET STATISTICS {statistics}" for name in COLUMNS)
    return f"ALTER TABLE lhb_ingest_extractrow {', '.join(changes)}"


class Migration(migrations.Migration):
    dependencies = [("lhb_ingest", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(HOLD, LET_GO),
        migrations.RunSQL(look_less_closely(25), look_less_closely(-1)),
    ]
