"""Pages on forgetting: what goes when, the certificates of what has gone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, PurgeCertificate
from lhb_ingest.review import stops_of
from lhb_ingest.views.lists import page_of
from records.permissions import requires
from records.rights import Right


@requires(Right.SEE_PURGES)
@require_safe
def purges(request: HttpRequest) -> HttpResponse:
    held = Extract.objects.held().order_by("purge_on", "pk")
    certificates = PurgeCertificate.objects.select_related("extract", "purged_by")
    page = page_of(request, certificates.prefetch_related("extract__stops__passed_by"), 25)
    for certificate in page:
        certificate.lines = [(Outcome(code).label, count) for code, count in certificate.counts.items()]
        certificate.total = sum(certificate.counts.values())
        certificate.was_stopped = stops_of(certificate.extract)
    return render(request, "lhb_ingest/purges.html", {"held": held, "page": page})
