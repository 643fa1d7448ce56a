"""One authority with something of everything in it, made by the real writers: for walks over every page and policy."""

import datetime
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lhb_ingest import actions
from lhb_ingest.exports import csv_text
from lhb_ingest.mending import sheet_to_mend
from lhb_ingest.models import (
    AbsentChild,
    AcceptanceThreshold,
    BulkAcceptance,
    BulkPair,
    Candidate,
    EntryChange,
    Extract,
    FieldChange,
    FieldRule,
    KeptMatch,
    Limits,
    Match,
    NameForm,
    NearMatch,
    PairDecision,
    PurgeCertificate,
    PutOff,
    RowDoubt,
    SampleAnswer,
    SampleItem,
    SecondOpinion,
    SenderLayout,
    Stop,
    ThresholdPreview,
)
from records.actions import (
    FindingGiven,
    ItemsGiven,
    ParentGiven,
    ProviderGiven,
    change_person,
    close_case,
    join_siblings,
    move_case,
    note_on_case,
    open_case,
    propose_closure,
    record_fact,
    record_statutory_items,
)
from records.choices import ListKind, Role
from records.models import (
    AccessLog,
    Authority,
    BulkAct,
    Case,
    CaseCode,
    ClosureProposal,
    DisposalRun,
    Query,
    RollEntry,
    SavedFilter,
    Transfer,
    User,
)
from records.scope import scope
from reporting.models import Return
from reporting.months import month_before, month_of
from reporting.returns import look_at_return, make_return, release_return
from tests.factories import make_system, make_user
from tests.world_casework import be_asked, be_told, give_keeping, give_ways, give_work

TODAY = timezone.localdate()
BORN = datetime.date(TODAY.year - 10, 3, 14)
FINDINGS = [
    FindingGiven("resident", "visit"),
    FindingGiven("not_registered", "lists_compared"),
    FindingGiven("not_suitable", "presumed", suitability="may_not_be"),
]

HEALTH = "RECORD_ID,SURNAME,FORENAMES,DATE_OF_BIRTH,ADDRESS_1,POSTCODE"
SCHOOL = "PupilRef,Surname,Forename,DOB,School,SchoolName,AddressLine1,Postcode"
HOME = "Ref,ChildName,DOB,Address,Postcode,Suitability"


def day(number: int) -> str:
    """Birthdays that differ, so that nobody is anybody's near match by chance."""
    return (BORN + datetime.timedelta(days=17 * number)).strftime("%d-%b-%Y")


def csv_file(name: str, heading: str, *lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join([heading, *lines, ""]).encode())


@dataclass
class World:
    """What `make_world` made, by the name that a test needs it under."""

    authority: Authority
    people: dict[str, User] = field(default_factory=dict)  # role -> a person
    systems: dict[str, User] = field(default_factory=dict)  # role -> a client of the API; its key is `key_of(role)`
    approved: Extract = None  # a health extract, with its candidates
    review: Extract = None  # a health extract, ready to review, with problems
    roll: Extract = None  # a school roll, ready to review, with children who are no longer on it
    candidate: Candidate = None  # with a near match that nobody has judged
    near: NearMatch = None
    name_form: NameForm = None
    group: BulkAcceptance = None  # its sample is being judged
    group_ready: BulkAcceptance = None
    group_accepted: BulkAcceptance = None
    match: Match = None  # by rule, on the approved list
    kept_match: KeptMatch = None  # of a row that was purged
    asked: KeptMatch = None  # taken apart since: the health board is to be asked
    judged: Candidate = None  # nothing near: ready to be confirmed
    decided: Candidate = None  # confirmed; `case` is its case
    case: Case = None  # open, with findings, facts, notes, and the statutory record
    closed: Case = None  # never found, so its statutory record stayed
    transfer: Transfer = None  # another authority told this one of a child
    query: Query = None  # open
    code_of_own: CaseCode = None
    saved_filter: SavedFilter = None  # the caseworker's, for the team
    bulk: BulkAct = None  # asked for by the caseworker, not done
    made: Return = None
    looked: Return = None
    released: Return = None
    certificate: PurgeCertificate = None
    unexplained: Extract = None  # a health extract whose headings nobody has explained
    layout: SenderLayout = None  # one that a list officer kept
    absent: AbsentChild = None  # somebody is asked whether the child has left
    entry: RollEntry = None  # of the school roll
    proposal: ClosureProposal = None  # of the open case
    disposal: DisposalRun = None  # to be decided
    sample: SampleItem = None  # that one officer has answered

    @property
    def code(self) -> str:
        return self.authority.pk

    def key_of(self, role: str) -> str:
        return f"practice-key-{self.code}-{role}"


def make_world(code: str = "660") -> World:
    world = World(Authority.objects.select_related("health_board").get(pk=code))
    board = world.authority.health_board_id
    for role in Role.values:
        world.people[role] = make_user(role, code, board, name=f"{role} of {code}")
        world.systems[role] = make_system(role, world.key_of(role), authority=code, health_board=board)
    people = world.people[Role.ADMINISTRATOR], world.people[Role.AUDITOR]
    change = {"name": people[1].name, "role": people[1].role, "health_board": None, "is_active": True}
    change_person(by=people[0], person=people[1], authority=None, **change | {"role": Role.EVALUATOR})
    change_person(by=people[0], person=people[1], authority=world.authority, **change)
    world.transfer = be_told(receiver=world.authority)
    with scope(authority=code):
        world.query, world.code_of_own = be_asked(world.people)
        _lists(world)
        _work(world)
        _measured(world)
        give_ways(authority=world.authority, manager=world.people[Role.CASE_MANAGER])
        world.saved_filter, world.bulk = give_work(case=world.case, by=world.people[Role.CASEWORKER])
        world.disposal = give_keeping(case=world.case, by=world.people[Role.CASE_MANAGER])
        world.case.refresh_from_db()
        _returns(world)
        AccessLog.objects.create(
            authority_id=code,
            user=world.people["caseworker"],
            page="case",
            subject="case",
            subject_id=1,
            at=timezone.now(),
        )
    return world


def send(world: World, kind: str, file: SimpleUploadedFile, *, approve: bool = False) -> Extract:
    """Sends a list and does what the worker would do with it."""
    role = Role.DATA_OFFICER if kind == ListKind.HEALTH else Role.LIST_OFFICER
    extract = actions.receive_extract(
        by=world.people[role], authority=world.authority, kind=kind, file=file, as_at=TODAY
    )
    assert actions.check_extract(extract_id=extract.pk) and actions.compare_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    assert extract.state == "in_review", extract.refusal
    if approve:
        extract = actions.approve_extract(by=world.people[Role.LIST_OFFICER], extract=extract, absent="ended")
    return extract


def _lists(world: World) -> None:
    code = f"{world.authority.postcode_districts[0]} 1AA"
    school = f"{world.code}4001,Ysgol Uwchradd"

    def pupil(number: int, surname: str, forename: str) -> str:
        return f"P{number:04d},{surname},{forename},{day(number)},{school},{number} Stryd Fawr,{code}"

    def patient(number: int, surname: str, forename: str, born: str = "", postcode: str = code) -> str:
        return f"H{number:04d},{surname},{forename},{born or day(number)},{number} Stryd Fawr,{postcode}"

    first = [pupil(1, "Jones", "Siân"), pupil(2, "Roberts", "Owain"), pupil(3, "Departed", "Mali")]
    second = [pupil(1, "Jones", "Siân Mair"), pupil(2, "Roberts", "Owain"), pupil(4, "New", "Elin")]
    homes = [f"E0001,Gwen Parry,{day(5)},5 Stryd Fawr,{code},not established"]
    send(world, ListKind.SCHOOL_ROLL, csv_file("roll-1.csv", SCHOOL, *first), approve=True)
    send(world, ListKind.HOME_EDUCATION, csv_file("ehe.csv", HOME, *homes), approve=True)
    old = send(world, ListKind.HEALTH, csv_file("old.csv", HEALTH, patient(1, "Jones", "Siân")), approve=True)
    Extract.objects.filter(pk=old.pk).update(purge_on=TODAY)
    world.certificate = actions.purge_extract(extract=old)
    world.approved = send(
        world,
        ListKind.HEALTH,
        csv_file(
            "health-1.csv",
            HEALTH,
            patient(1, "Jones", "Siân"),  # matched
            patient(1, "Jones", "Siân"),  # held twice
            patient(2, "Roberts", "Rhiannon"),  # near: another forename, all else the same
            patient(5, "Parry", "Gwen"),  # home educated
            patient(6, "Nobody", "Tomos"),
            patient(7, "Nowhere", "Angharad"),
            patient(8, "Lost", "Llinos"),
            patient(9, "Baby", "Ifan", born=TODAY.strftime("%d-%b-%Y")),  # outside school age
            patient(10, "Away", "Carys", postcode="SW1A 1AA"),  # outside the area
            patient(11, "Undated", "Huw", born="31/02/2015"),  # a problem
        ),
        approve=True,
    )
    world.review = send(
        world,
        ListKind.HEALTH,
        csv_file(
            "health-2.csv",
            HEALTH,
            patient(6, "Nobody", "Tomos"),  # considered already
            patient(12, "Unknown", "Beca"),
            patient(13, "Undated", "Huw", born="31/02/2015"),
            patient(14, "Odd", "Nel", postcode="LL6O XXX"),  # used without a postcode
        ),
    )
    sheet = sheet_to_mend(world.review)  # sent back as it is: the line is still bad
    mended = SimpleUploadedFile("mended.csv", csv_text(sheet.headings, sheet.rows).encode())
    actions.receive_mended_rows(by=world.people[Role.DATA_OFFICER], extract=world.review, file=mended)
    assert actions.mend_extract(extract_id=world.review.pk) and actions.compare_extract(extract_id=world.review.pk)
    world.review.refresh_from_db()
    world.roll = send(world, ListKind.SCHOOL_ROLL, csv_file("roll-2.csv", SCHOOL, *second))
    world.unexplained = actions.receive_extract(
        by=world.people[Role.DATA_OFFICER],
        authority=world.authority,
        kind=ListKind.HEALTH,
        file=csv_file("health-3.csv", HEALTH + ",COMMENTS", patient(15, "Odd", "Nel") + ","),
        as_at=TODAY,
    )
    world.layout = actions.keep_layout(
        by=world.people[Role.LIST_OFFICER],
        kind=ListKind.EOTAS,
        sender="",
        name="Hafan",
        columns={"Rhif": "source_ref", "Pwy": "full_name", "Pryd": "born_on"},
        dropped=["Sylwadau"],
    )
    _review(world)


def _review(world: World) -> None:
    """What a review leaves behind, of each kind one."""
    by, now = world.people[Role.LIST_OFFICER], timezone.now()
    head = {"authority": world.authority, "extract": world.roll}
    entry, row = RollEntry.objects.get(source_ref="P0003"), world.roll.rows.first()
    world.entry = entry
    FieldRule.objects.create(
        authority=world.authority, kind="school_roll", field="surname", rule="ask", set_at=now, set_by=by
    )
    Limits.objects.create(authority=world.authority, set_at=now, set_by=by)
    Stop.objects.create(
        **head,
        code="few_rows",
        values={"rows": 2, "before": 3, "last": f"{TODAY}"},
        stopped_at=now,
        passed_at=now,
        passed_by=by,
        reason="Half-term",
    )
    FieldChange.objects.create(
        **head, row=row, entry=entry, field="upn", difference="other", old="", new="", rule="ask"
    )
    RowDoubt.objects.create(**head, row=row, kind="in_file", other_line=3)
    asked = {"choice": "ask", "chosen_at": now, "chosen_by": by}
    world.absent = AbsentChild.objects.create(authority=world.authority, extract=world.approved, entry=entry, **asked)
    EntryChange.objects.create(**head, entry=entry, act="seen")


def candidate_of(world: World, surname: str) -> Candidate:
    return Candidate.objects.get(extract=world.approved, row__surname=surname)


def _work(world: World) -> None:
    by = world.people[Role.CASEWORKER]
    world.candidate = candidate_of(world, "Roberts")
    world.near = world.candidate.row.near_matches.get()
    world.match = Match.objects.get(row__extract=world.approved, row__surname="Jones")
    _judging(world)
    world.judged = candidate_of(world, "Nobody")
    world.case = actions.confirm_candidate(by=by, candidate=candidate_of(world, "Nowhere"), findings=FINDINGS)
    world.decided = Candidate.objects.get(case=world.case)
    actions.dismiss_candidate(by=by, candidate=candidate_of(world, "Lost"), reason="moved", note="Symud")
    note_on_case(by=by, case=world.case, text="Galwad ffôn")
    record_fact(by=by, case=world.case, kind="aln", value="school_idp", source="school", as_at=TODAY)
    items = ItemsGiven(
        forenames="Angharad",
        surname="Nowhere",
        born_on=BORN,
        parents=[ParentGiven(name="Non Nowhere")],
        providers=[ProviderGiven(name="Hafan")],
    )
    record_statutory_items(by=by, case=world.case, items=items)
    move_case(by=by, case=world.case, to="enquiries")
    world.case.refresh_from_db()
    world.closed = open_case(
        by=by,
        authority=world.authority,
        forenames="Cai",
        surname="Closed",
        born_on=BORN,
        address="",
        postcode="",
        origin="school",
        received_on=TODAY,
        findings=FINDINGS,
    )
    join_siblings(by=by, case=world.case, other=world.closed)
    world.closed = close_case(by=by, case=world.closed, reason="not_found", evidence="Neb gartref")


def _judging(world: World) -> None:
    """A row of each table beside the judging of pairs."""
    by, now, ours = world.people[Role.CASEWORKER], timezone.now(), {"authority": world.authority}
    of_purged = {"extract": world.approved, "entry": world.match.entry, "method": "exact", "made_at": now, **ours}
    world.kept_match = KeptMatch.objects.create(line_number=901, fingerprint="a", **of_purged)
    undone = {"undone_at": now, "undone_by": by, "undone_why": "sibling"}
    world.asked = KeptMatch.objects.create(line_number=902, fingerprint="b", **of_purged, **undone)
    PairDecision.objects.create(
        row_fingerprint="0", entry_fingerprint="1", verdict="different", by=by, at=now, used_on=TODAY, **ours
    )
    SecondOpinion.objects.create(candidate=world.candidate, asked_by=by, asked_at=now, **ours)
    PutOff.objects.create(candidate=world.candidate, by=by, at=now, **ours)
    world.name_form = actions.add_name_form(
        by=world.people[Role.CASE_MANAGER], authority=world.authority, name="Gwladys", form="Lala", source="Llyfr enwau"
    )
    alike = "forename:form surname:same born_on:same home:"
    world.group, world.group_ready, world.group_accepted = (
        BulkAcceptance.objects.create(pattern=alike + home, state=state, begun_at=now, begun_by=by, **ours)
        for state, home in (("sampling", "same"), ("ready", "partly"), ("accepted", "different"))
    )
    pair = {"candidate": world.candidate, "entry": world.near.entry, "is_sampled": True}
    BulkPair.objects.create(bulk=world.group, **pair, **ours)


def _measured(world: World) -> None:
    """A proposal of closure, a pair of the blind sample with one answer, a threshold."""
    entry = RollEntry.objects.current().get(surname="Jones")
    reasons = [{"field": "surname", "level": "same", "bits": 6.0}]
    world.proposal = propose_closure(case=world.case, entry=entry, reasons=reasons, weight=24.0, about="0" * 32)
    match, now, manager = Match.objects.first(), timezone.now(), world.people[Role.CASE_MANAGER]
    drawn = {"name_group": "not_known", "weight": 1.0, "drawn_at": now, "list_kind": match.entry.kind}
    world.sample = SampleItem.objects.create(
        authority=world.authority,
        extract=match.row.extract,
        month=month_of(TODAY),
        row=match.row,
        entry=match.entry,
        kind="accepted",
        **drawn,
    )
    SampleAnswer.objects.create(item=world.sample, authority=world.authority, answer="same", by=manager, at=now)
    ThresholdPreview.objects.create(
        authority=world.authority, extract=world.approved, wanted=1.0, least=12.0, by=manager, at=now
    )
    AcceptanceThreshold.objects.create(
        authority=world.authority, least=12.0, before=2.0, expected=1.0, reason="Pwyllog", by=manager, at=now
    )


def _returns(world: World) -> None:
    manager = world.people[Role.CASE_MANAGER]
    month = month_of(TODAY)
    found = []
    for _ in range(3):
        month = month_before(month)
        found.append(make_return(authority=world.authority, month=month))
    world.made, world.looked, world.released = found
    world.looked = look_at_return(by=manager, cme_return=world.looked, fingerprint=world.looked.fingerprint)
    look_at_return(by=manager, cme_return=world.released, fingerprint=world.released.fingerprint)
    world.released = release_return(by=make_user(Role.CASE_MANAGER, world.code), cme_return=world.released)
