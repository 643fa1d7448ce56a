"""The writers of letters: templates by version; a letter made of one, printed or sent; the day a notice is served."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.actions.clocks import begin_clock, check_start
from records.actions.due import reckon_next_due
from records.actions.events import take, tell
from records.choices import ClockKind, EventKind, LetterKind, LetterState, Relation
from records.errors import Refused
from records.letters import SHIPPED, Pair, check_pair, filled, languages_for
from records.models import Authority, Case, Contact, Letter, LetterTemplate, Task, User
from records.rules import can_work, check_open

NEAREST = (Relation.PARENT, Relation.CARER)
TWICE_WITHIN = datetime.timedelta(minutes=1)
FOLLOWED_FOR = datetime.timedelta(days=7)  # as long as GOV.UK Notify keeps a letter
FOLLOWED_AT_ONCE = 200


def pair_of(authority: Authority, kind: str) -> tuple[int, Pair]:
    """The version that holds and its texts; version 0 is the shipped one."""
    newest = LetterTemplate.objects.filter(authority=authority, kind=kind).first()
    if newest is None:
        return 0, SHIPPED[LetterKind(kind)]
    return newest.version, Pair(newest.subject, newest.subject_cy, newest.body, newest.body_cy)


@transaction.atomic
def save_letter_template(*, by: User, authority: Authority, kind: str, pair: Pair, version: int) -> LetterTemplate:
    """A new version of a letter. `version` is the one that was read: of two people one is refused."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    stands, _pair = pair_of(authority, kind)
    if version != stands:
        raise Refused(_("Somebody saved this letter meanwhile. Look at it again first."))
    check_pair(pair)
    return LetterTemplate.objects.create(
        authority=authority, kind=kind, version=stands + 1, made_by=by, made_at=timezone.now(), **vars(pair)
    )


def values_for(case: Case, recipient: str, by: User, language: str) -> dict[str, str]:
    """What fills the placeholders in one language, by their English names."""
    child = case.child
    with translation.override("cy" if language == "cy" else "en-gb"):
        return {
            "child": child.full_name,
            "date of birth": date_format(child.born_on, "j F Y") if child.born_on else "",
            "address of the child": ", ".join(filter(None, (child.address, child.postcode))),
            "recipient": recipient,
            "authority": str(case.authority),
            "reference": case.reference,
            "caseworker": (case.assigned_to or by).name,
        }


def in_words(case: Case, recipient: str, pair: Pair, languages: Sequence[str], *, by: User) -> dict[str, str]:
    """The texts of a letter, filled; of a language that is not sent, nothing."""
    texts: dict[str, str] = {}
    for language, end in (("en", ""), ("cy", "_cy")):
        values = values_for(case, recipient, by, language)
        for name in ("subject", "body"):
            text = filled(getattr(pair, name + end), values) if language in languages else ""
            texts[name + end] = text[:400] if name == "subject" else text
    return texts


def languages_due(contact: Contact, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """By the person's own preference, and that of the other parents; Refused where `asked` is less than is due."""
    household = contact.case.contacts.current().filter(relation__in=NEAREST).exclude(pk=contact.pk)
    others = household.values_list("language", flat=True) if contact.relation in NEAREST else ()
    return languages_for(contact.language, others, asked)


@transaction.atomic
def make_letter(
    *,
    by: User,
    contact: Contact,
    kind: str,
    languages: Sequence[str] = (),
    by_post: bool = False,
    served_on: datetime.date | None = None,
) -> Letter:
    """Writes a letter to a person around the child and keeps its words. The same twice within a minute is one.

    `languages` empty: those that are due. `by_post`: it waits for GOV.UK Notify, else somebody prints it. A section 437
    notice starts its clock on `served_on`, the day of service; where that is not known yet, `serve_letter` does later.
    """
    case = take(contact.case, version=None)
    check_open(case.status)
    contact = _reachable(contact, by_post=by_post)
    due, now = languages_due(contact, languages), timezone.now()
    version, pair = pair_of(case.authority, kind)
    texts = in_words(case, contact.name, pair, due, by=by)
    given = {"kind": kind, "version": version, "recipient": contact.name, **texts}
    if same := contact.letters.filter(**given, made_at__gt=now - TWICE_WITHIN).first():
        return same
    letter = Letter.objects.create(
        case=case,
        authority_id=case.authority_id,
        contact=contact,
        address=", ".join(filter(None, (contact.address, contact.postcode))),
        state=LetterState.WAITING if by_post else LetterState.PRINTED,
        made_by=by,
        made_at=now,
        **given,
    )
    told = {"letter": letter.pk, "template": kind, "version": version, "languages": list(due)}
    tell(case, EventKind.LETTER_MADE, by=by, **told)
    if served_on:
        serve(case, letter, served_on, by=by)
    return letter


def _reachable(contact: Contact, *, by_post: bool) -> Contact:
    """The person as they stand now. Raises Refused where no letter can be written to them."""
    contact = Contact.objects.select_related("case").get(pk=contact.pk)
    if contact.ended_on:
        raise Refused(_("This person has been taken off the case already."))
    if by_post and not (contact.address and contact.postcode):
        raise Refused(_("A letter by post needs the person's address with its postcode."))
    return contact


@transaction.atomic
def serve_letter(*, by: User, letter: Letter, served_on: datetime.date) -> Letter:
    """The day on which a section 437 notice was served, which counts as the first of the fifteen."""
    case = take(letter.case, version=None)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    serve(case, letter, served_on, by=by)
    return letter


def serve(case: Case, letter: Letter, served_on: datetime.date, *, by: User) -> None:
    if letter.kind != LetterKind.S437:
        raise Refused(_("Only a notice under section 437 has a day of service."))
    if letter.served_on:
        raise Refused(_("The day of service is recorded already. Correct the clock if it was another day."))
    check_start(case, ClockKind.S437_NOTICE, served_on)
    if served_on < timezone.localdate(letter.made_at) - datetime.timedelta(days=7):
        raise Refused(_("The notice was written later than that. Check the day of service."))
    letter.served_on = served_on
    letter.save(update_fields=["served_on"])
    # Two parents served on one day have one clock.
    if not case.clocks.filter(kind=ClockKind.S437_NOTICE, starts_on=served_on, ended_on=None).exists():
        begin_clock(case, ClockKind.S437_NOTICE, served_on, by=by)
        reckon_next_due(case)


def write_to_parents(*, by: User, case: Case, kind: str) -> list[Letter]:
    """The same letter to each parent or carer of a case. Refused where there is none."""
    people = case.contacts.current().filter(relation__in=NEAREST).select_related("case")
    letters = [make_letter(by=by, contact=person, kind=kind) for person in people]
    if not letters:
        raise Refused(_("No parent or carer is recorded on this case."))
    return letters


@transaction.atomic
def note_posted(*, letter: Letter, notify_id: str = "", problem: str = "") -> Letter:
    """What GOV.UK Notify answered: it has the letter, or it has not and says why."""
    case = take(letter.case, version=None)
    letter.state = LetterState.FAILED if problem else LetterState.SENT
    letter.problem, letter.notify_id = problem[:200], notify_id
    letter.sent_at = None if problem else timezone.now()
    letter.save(update_fields=["state", "problem", "notify_id", "sent_at"])
    tell(case, EventKind.LETTER_POSTED, by=None, letter=letter.pk, state=letter.state)
    return letter


def letters_to_follow(*, authority: Authority, before: datetime.datetime) -> list[Letter]:
    """Letters that GOV.UK Notify has and that nobody has asked after since `before`; it forgets them in time."""
    asked = Q(followed_at=None, sent_at__lt=before) | Q(followed_at__lt=before)
    first = timezone.now() - FOLLOWED_FOR
    found = Letter.objects.filter(asked, authority=authority, state=LetterState.SENT, sent_at__gte=first)
    return list(found.select_related("case").order_by("sent_at")[:FOLLOWED_AT_ONCE])


@transaction.atomic
def note_followed(*, letter: Letter, state: str, problem: str = "") -> Letter:
    """What became of a letter that GOV.UK Notify has: posted, or not, and then somebody has a task on the open case."""
    case = take(letter.case, version=None)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    letter.followed_at = timezone.now()
    if letter.state != LetterState.SENT or state == letter.state:
        letter.save(update_fields=["followed_at"])
        return letter
    letter.state, letter.problem = state, problem[:200]
    letter.save(update_fields=["state", "problem", "followed_at"])
    tell(case, EventKind.LETTER_POSTED, by=None, letter=letter.pk, state=state)
    if state == LetterState.NOT_POSTED and can_work(case.status):
        ask_to_look(case)
    return letter


def ask_to_look(case: Case) -> None:
    """A task for today, in both languages: whoever has the case may read either."""
    titles = []
    for language in ("cy", "en-gb"):
        with translation.override(language):
            titles.append(_("A letter was not posted. Look at it and send it again."))
    today = timezone.localdate()
    task = Task.objects.create(
        case=case,
        authority_id=case.authority_id,
        title=" / ".join(titles),
        due_on=today,
        assigned_to=case.assigned_to,
        made_at=timezone.now(),
    )
    tell(case, EventKind.TASK_SET, by=None, task=task.pk, due_on=today.isoformat())
    reckon_next_due(case)


@transaction.atomic
def post_again(*, by: User, letter: Letter) -> Letter:
    """Once more to GOV.UK Notify, where it did not go the first time."""
    take(letter.case, version=None)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state not in (LetterState.FAILED, LetterState.NOT_POSTED):
        raise Refused(_("This letter does not need to be sent again."))
    letter.state, letter.problem, letter.followed_at = LetterState.WAITING, "", None
    letter.save(update_fields=["state", "problem", "followed_at"])
    return letter
