"""The pages of letters: one is chosen, seen in both languages, written; downloaded; the authority's own texts."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records import tasks
from records.actions import make_letter, post_again, save_letter_template, serve_letter
from records.actions.letters import in_words, languages_due, pair_of
from records.choices import LetterKind, LetterState
from records.errors import Refused
from records.forms.letters import LetterForm, PairForm, ServedForm, WhichLetterForm
from records.letters import BOTH, PLACEHOLDERS, Pair, check_pair, filled
from records.models import Case, Letter, LetterTemplate
from records.permissions import requires
from records.posting import can_post, printed
from records.rights import Right
from records.views.pages import attempt, find_case, posted, reads_and_sends, too_late

FAILURES = (LetterState.FAILED, LetterState.NOT_POSTED)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_letter_new(request: HttpRequest, pk: int) -> HttpResponse:
    """First to whom and which; then the words as they will go, and how."""
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    which = WhichLetterForm(request.GET if "kind" in request.GET else None, case=case)
    if not which.is_valid():
        has_people = case.contacts.current().exists()
        return render(request, "records/letter_which.html", {"case": case, "form": which, "has_people": has_people})
    contact, kind = which.cleaned_data["contact"], which.cleaned_data["kind"]
    form = LetterForm(posted(request), kind=kind, can_post=can_post(case.authority_id))
    made: list[Letter] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(make_letter(by=request.user, contact=contact, kind=kind, **form.given()))
    ):
        begin_posting(made[0])
        messages.success(request, _("The letter was written."))
        return redirect("case_letter", pk=pk, letter=made[0].pk)
    version, pair = pair_of(case.authority, kind)
    context = {"case": case, "form": form, "contact": contact, "kind": LetterKind(kind), "version": version}
    context["texts"] = in_words(case, contact.name, pair, BOTH, by=request.user)
    return render(request, "records/letter_new.html", context | {"due": due_in_words(languages_due(contact))})


def due_in_words(languages: tuple[str, ...]) -> str:
    if languages == BOTH:
        return _("Welsh and English")
    return _("Welsh") if languages == ("cy",) else _("English")


def begin_posting(letter: Letter) -> None:
    if letter.state == LetterState.WAITING:
        transaction.on_commit(lambda: tasks.post_letter.delay(letter.authority_id, letter.pk))


def find_letter(case: Case, number: int) -> Letter:
    return get_object_or_404(case.letters.select_related("made_by", "case", "authority"), pk=number)


@requires(Right.SEE_CASES)
@reads_and_sends
def case_letter(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    """The letter as it was sent; the day of service of a notice, once it is known."""
    case = find_case(request, pk)
    found = find_letter(case, letter)
    may_work = request.user.has_right(Right.WORK_CASES)
    form = None
    if may_work and found.kind == LetterKind.S437 and not found.served_on:
        form = ServedForm(posted(request))
        if form.is_valid() and attempt(
            form, lambda: serve_letter(by=request.user, letter=found, served_on=form.cleaned_data["served_on"])
        ):
            messages.success(request, _("The day of service was recorded, and the clock runs."))
            return redirect("case_letter", pk=pk, letter=letter)
    context = {"case": case, "letter": found, "form": form, "has_failed": found.state in FAILURES}
    return render(request, "records/letter.html", context | {"can_work": may_work})


@requires(Right.SEE_CASES)
@require_safe
def case_letter_pdf(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    """The letter as a tagged PDF. Its name says the case's number and no more."""
    found = find_letter(find_case(request, pk), letter)
    response = HttpResponse(printed([found]), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.case.reference}-{found.pk}.pdf"'
    return response


@requires(Right.WORK_CASES)
@require_POST
def case_letter_again(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    found = find_letter(find_case(request, pk), letter)
    try:
        begin_posting(post_again(by=request.user, letter=found))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("case_letter", pk=pk, letter=letter)


# ------------------------------------------------------------------------------------------------ the texts themselves
@requires(Right.SET_WAYS)
@require_safe
def letter_templates(request: HttpRequest) -> HttpResponse:
    """The letters of the authority and which version of each holds."""
    rows = []
    for kind in LetterKind:
        version, _pair = pair_of(request.user.authority, kind)
        rows.append({"kind": kind.value, "name": kind.label, "version": version})
    return render(request, "records/letter_templates.html", {"rows": rows, "authority": request.user.authority})


@requires(Right.SET_WAYS)
@reads_and_sends
def letter_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Both texts side by side, a preview with a made-up child, and saving as a new version."""
    if kind not in LetterKind.values:
        raise Http404
    authority = request.user.authority
    version, pair = pair_of(authority, kind)
    form = PairForm(posted(request), initial={**vars(pair), "version": version})
    shown = pair
    if form.is_valid():
        given = dict(form.cleaned_data)
        read = given.pop("version")
        shown = Pair(**given)
        if "preview" in request.POST:
            attempt(form, lambda: check_pair(shown))
        elif attempt(
            form,
            lambda: save_letter_template(by=request.user, authority=authority, kind=kind, pair=shown, version=read),
        ):
            messages.success(request, _("The letter was saved as a new version."))
            return redirect("letter_template", kind=kind)
    versions = LetterTemplate.objects.filter(kind=kind).select_related("made_by")[:10]
    context = {"form": form, "kind": LetterKind(kind), "version": version, "versions": versions}
    context |= {"preview": preview(shown, authority), "placeholders": PLACEHOLDERS.items(), "authority": authority}
    return render(request, "records/letter_template.html", context)


def preview(pair: Pair, authority: Any) -> dict[str, str]:
    """The pair with a made-up child in it."""
    common = {"child": "Gwenllïan Prawf", "recipient": "Siân Prawf", "reference": f"{authority.pk}-00000"}
    common |= {"caseworker": "Nia Prawf", "address of the child": "1 Stryd Prawf, LL65 0ZZ"}
    english = common | {"authority": authority.name, "date of birth": "14 March 2016"}
    welsh = common | {"authority": authority.name_cy, "date of birth": "14 Mawrth 2016"}
    return {
        "subject": filled(pair.subject, english),
        "body": filled(pair.body, english),
        "subject_cy": filled(pair.subject_cy, welsh),
        "body_cy": filled(pair.body_cy, welsh),
    }
