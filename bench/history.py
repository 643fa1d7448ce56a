"""Ten years of casework and lists in all 22 authorities, written straight into the tables: the writers would take days.

True to the tables' constraints and to their sizes, and to nothing else: nobody in it has a name. Counts are of all
Wales; the authorities' sizes differ as real ones do.
"""

import datetime

from django.db import connection, transaction

from records.choices import CaseStatus, Role
from records.models import Authority, User
from records.scope import scope

YEARS = 10
CASES, ROWS = 60_000, 500_000
TABLES = (
    *("records_child", "records_case", "records_spell", "records_caseevent", "records_casefact", "records_enquiry"),
    *("records_clock", "records_tally", "lhb_ingest_extract", "lhb_ingest_extractrow"),
)

CHILDREN = """
INSERT INTO records_child (authority_id, forenames, surname, former_names, born_on, address, postcode, made_at)
SELECT %(code)s, 'Plentyn', 'Rhif ' || n, '{}', %(until)s::date - 1826 - (n * 7919) %% 7000, '', '', now()
FROM generate_series(1, %(cases)s) AS n
"""
# Received over the ten years, opened within days, most closed within the year.
CASES_OF_CHILDREN = """
WITH days AS (
  SELECT id, until - received_ago AS received_on, until - received_ago + (id %% 4)::int AS opened_on,
         until - received_ago + (4 + id * 31 %% 400)::int AS closed_on, until
  FROM (SELECT id, 4 + (row_number() OVER (ORDER BY id) * 3650 / %(cases)s)::int AS received_ago,
               %(until)s::date AS until
        FROM records_child WHERE authority_id = %(code)s) AS received
)
INSERT INTO records_case (authority_id, child_id, regime_id, origin, referred_by, received_on, opened_on, opened_by_id,
  assigned_to_id, status, version, changed_at, closed_on, closed_by_id, closure_reason, closure_ground,
  closure_evidence, age_band)
SELECT %(code)s, id, 'S436A', (ARRAY['health_list', 'left_roll', 'school', 'public'])[1 + id %% 4], '',
  received_on, opened_on, %(by)s, CASE WHEN id %% 3 = 0 THEN %(by)s END,
  CASE WHEN closed_on <= until THEN 'closed' ELSE (%(statuses)s::text[])[1 + id %% 6] END, 1, opened_on,
  CASE WHEN closed_on <= until THEN closed_on END, CASE WHEN closed_on <= until THEN %(by)s END,
  CASE WHEN closed_on <= until
    THEN (ARRAY['eotas', 'never_found', 'died'])[1 + (id %% 17 > 8)::int + (id %% 29 = 0)::int] ELSE '' END,
  CASE WHEN closed_on <= until THEN (ARRAY['suitable_education', 'no_ground'])[1 + id %% 2] ELSE '' END, '', ''
FROM days
"""
SPELLS = """
INSERT INTO records_spell (case_id, authority_id, number, origin, received_on, opened_on, opened_by_id, closed_on,
  closed_by_id, reason, ground, evidence)
SELECT id, authority_id, 1, origin, received_on, opened_on, opened_by_id, closed_on, closed_by_id, closure_reason,
  closure_ground, '' FROM records_case WHERE authority_id = %(code)s
"""
EVENTS = """
INSERT INTO records_caseevent (case_id, authority_id, kind, detail, by_id, at)
SELECT one.id, one.authority_id, what.kind, what.detail::jsonb, one.opened_by_id, one.opened_on + what.days
FROM records_case AS one, (VALUES
  ('opened', '{}', interval '9 hours'), ('moved', '{"from": "opened", "to": "enquiries"}', interval '2 days'),
  ('entered', '{}', interval '3 days'), ('noted', '{}', interval '5 days'),
  ('moved', '{"from": "enquiries", "to": "located"}', interval '30 days'), ('enquired', '{}', interval '2 days'),
  ('removed', '{"ground": "suitable_education"}', interval '90 days')) AS what (kind, detail, days)
WHERE one.authority_id = %(code)s AND one.opened_on + what.days <= %(until)s::date
"""
FACTS = """
INSERT INTO records_casefact (case_id, authority_id, kind, value, source, as_at, recorded_by_id, recorded_at)
SELECT one.id, one.authority_id, what.kind, what.value[1 + one.id %% 2], 'school', one.opened_on, one.opened_by_id,
  one.opened_on
FROM records_case AS one, (VALUES
  ('aln', ARRAY['school_idp', 'none']), ('cla', ARRAY['yes', 'no']), ('fsm', ARRAY['yes', 'no']),
  ('ethnicity', ARRAY['white', 'mixed'])) AS what (kind, value)
WHERE one.authority_id = %(code)s
"""
ENQUIRIES = """
INSERT INTO records_enquiry (case_id, authority_id, name, name_cy, key, position, checked_on, with_whom, result, note,
  checked_by_id, recorded_at)
SELECT one.id, one.authority_id, 'Step', 'Cam', 'step' || n, n, one.opened_on + n * 5, '', 'nothing', '',
  one.opened_by_id, one.opened_on
FROM records_case AS one, generate_series(1, 4) AS n WHERE one.authority_id = %(code)s
"""
CLOCKS = """
INSERT INTO records_clock (case_id, authority_id, kind, starts_on, due_on, is_provisional, pause_reason, days_paused,
  started_by_id, ended_on, ended_by_id, outcome)
SELECT one.id, one.authority_id, what, one.opened_on, one.opened_on + 28, false, '', 0, one.opened_by_id,
  one.opened_on + (20 + one.id %% 12)::int, one.opened_by_id, 'met'
FROM records_case AS one, unnest(ARRAY['reg6_notice', 'off_roll_return', 's437_notice']) AS what
WHERE one.authority_id = %(code)s
"""
MONTHLY_TALLIES = """
INSERT INTO records_tally (authority_id, source_key, measure, category, "on", count)
SELECT %(code)s, 'extract:' || n, what.measure, category, (%(until)s::date - (n || ' months')::interval)::date,
  10 + n * 37 %% 200
FROM generate_series(0, %(months)s) AS n, (VALUES
  ('list', ARRAY['health', 'school_roll', 'eotas']), ('rows_received', ARRAY['health', 'school_roll', 'eotas']),
  ('problem_rows', ARRAY['health']), ('fault', ARRAY['name', 'born_on', 'postcode']),
  ('outcome', ARRAY['matched', 'unmatched', 'to_judge', 'outside_age', 'known_case']),
  ('matched_by_list', ARRAY['school_roll', 'eotas', 'independent']), ('matched_by_method', ARRAY['exact', 'likely']),
  ('candidate_arrived', ARRAY['unknown', 'suitability'])) AS what (measure, categories),
  unnest(what.categories) AS category
"""
CANDIDATE_TALLIES = """
INSERT INTO records_tally (authority_id, source_key, measure, category, "on", count)
SELECT authority_id, 'candidate:' || id || '-' || n, 'candidate', (ARRAY['confirmed', 'dismissed'])[n], opened_on, 1
FROM records_case, generate_series(1, 2) AS n WHERE authority_id = %(code)s
"""
EXTRACTS = """
INSERT INTO lhb_ingest_extract (authority_id, health_board_id, kind, layout, sender, as_at, covers_all, file, file_name,
  size, fingerprint, state, refusal, dropped_columns, reading, refs_with_problems, counts, received_at, received_by_id,
  approved_at, approved_by_id, absent_choice, purge_on, rematch_due)
SELECT %(code)s, CASE kind WHEN 'health' THEN %(board)s END, kind, 'standard', '',
  (%(until)s::date - (n || ' months')::interval)::date, true, '', '', 1000, md5(kind || n),
  CASE WHEN n > 0 THEN 'purged' ELSE 'approved' END, '{}', '{}', '{}', '{}', '{}',
  %(until)s::date - (n || ' months')::interval, %(by)s, %(until)s::date - (n || ' months')::interval, %(by)s, '',
  %(until)s::date, false
FROM generate_series(0, %(months)s) AS n, unnest(ARRAY['health', 'school_roll', 'eotas']) AS kind
"""
EXTRACT_ROWS = """
INSERT INTO lhb_ingest_extractrow (extract_id, authority_id, forenames, surname, former_names, born_on, address,
  postcode, line_number, source_ref, middle_names, preferred_name, upn, school, school_name, year_group, suitability,
  fingerprint, outcome)
SELECT one.id, one.authority_id, 'Plentyn', 'Rhif ' || n, '{}', one.as_at - 3000 - n %% 2000, '', '', n + 1, '', '', '',
  '', '', '', '', '', md5(n::text), 'matched'
FROM lhb_ingest_extract AS one, generate_series(1, %(rows)s) AS n
WHERE one.authority_id = %(code)s AND one.kind = 'health' AND one.state = 'approved'
"""
STATEMENTS = (
    CHILDREN,
    CASES_OF_CHILDREN,
    SPELLS,
    EVENTS,
    FACTS,
    ENQUIRIES,
    CLOCKS,
    MONTHLY_TALLIES,
    CANDIDATE_TALLIES,
    EXTRACTS,
    EXTRACT_ROWS,
)


def write(until: datetime.date) -> dict[str, list[User]]:
    """The history of every authority up to a day; by code, its two case managers."""
    authorities = list(Authority.objects.order_by("pk"))
    weights = {one.pk: 3 + 14 * place / 21 for place, one in enumerate(authorities)}  # 10 is an authority's average
    managers = {one.pk: [_manager(one, number) for number in (1, 2)] for one in authorities}
    for one in authorities:
        share = weights[one.pk] / sum(weights.values())
        told = {
            "code": one.pk,
            "board": one.health_board_id,
            "until": until,
            "cases": round(CASES * share),
            "rows": round(ROWS * share),
            "months": 12 * YEARS,
            "by": managers[one.pk][0].pk,
            "statuses": [status for status in CaseStatus.values if status != CaseStatus.CLOSED],
        }
        with scope(authority=one.pk), connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement, told)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT cme_analyze(%s)", [table])
    return managers


def _manager(authority: Authority, number: int) -> User:
    return User.objects.create(
        email=f"manager{number}.{authority.pk}@history.example",
        name=f"Manager {number}",
        role=Role.CASE_MANAGER,
        authority=authority,
    )
