"""What the next purge will take, and how an auditor checks what was taken: the chain, a file, a noted digest."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lhb_ingest.actions.purging import what_goes
from lhb_ingest.actions.receiving import fingerprint_of
from lhb_ingest.certificates import certificates_of_file, check_chain, number_of_digest
from lhb_ingest.choices import Outcome
from lhb_ingest.forms import CheckCertificateForm, PurgeDayForm
from records.permissions import requires
from records.rights import Right
from records.views.pages import reads_and_sends

FAULTS = {
    "missing": gettext_lazy("Certificate %(number)s is missing."),
    "altered": gettext_lazy("Certificate %(number)s was altered: its digest does not fit what stands on it."),
    "broken": gettext_lazy("Certificate %(number)s does not follow on the one before it: one was exchanged."),
    "unproven": gettext_lazy("List %(number)s is said to be purged, and no certificate says what went."),
}


def in_words(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(Outcome(code).label, count) for code, count in counts.items()]


@requires(Right.SEE_PURGES)
@require_safe
def purge_preview(request: HttpRequest) -> HttpResponse:
    """What the purge of a day will take, by the purge's own counting. Without a day: tomorrow's, in the night."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    form = PurgeDayForm(request.GET or None, initial={"day": tomorrow})
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else tomorrow
    found = [] if form.errors else what_goes(request.user.authority, day)
    lines = [{"going": going, "counts": in_words(going.counts)} for going in found]
    context = {
        "form": form,
        "day": day,
        "lines": lines,
        "total": sum(going.total for going in found),
        "kept": sum(going.kept for going in found),
    }
    return render(request, "lhb_ingest/purge_preview.html", context)


@requires(Right.SEE_PURGES)
@reads_and_sends
def purge_check(request: HttpRequest) -> HttpResponse:
    """An auditor's check: the chain computed anew, and whether a file or a noted digest is in it. Nothing is stored."""
    authority = request.user.authority
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CheckCertificateForm(*data)
    context = {"form": form, "asked": False}
    if form.is_bound and form.is_valid():
        context |= {"asked": True, "digest": form.cleaned_data["digest"]}
        if file := form.cleaned_data["file"]:
            fingerprint = fingerprint_of(file)
            context |= {"fingerprint": fingerprint, "found": certificates_of_file(authority, fingerprint)}
        if context["digest"]:
            context["number"] = number_of_digest(authority, context["digest"])
    chain = check_chain(authority)
    faults = [str(FAULTS[fault.code]) % {"number": fault.number} for fault in chain.faults]
    return render(request, "lhb_ingest/purge_check.html", context | {"chain": chain, "faults": faults})
