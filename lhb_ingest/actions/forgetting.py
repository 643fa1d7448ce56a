"""What lists still know of a child whose case file is erased goes with it, in the same transaction."""

from django.db import transaction

from lhb_ingest.models import Candidate, PairDecision, Remembered
from records.models import Case


@transaction.atomic
def forget_candidate(*, case: Case) -> None:
    """Takes the keyed fingerprints of the case's candidate, and what was said of its pairs.

    Rows go with their list's purge, which gives a certificate. `records` calls this by `CASE_FORGETTERS` of the
    settings, because it may not know the rooms above it.
    """
    for candidate in Candidate.objects.filter(case=case):
        PairDecision.objects.filter(candidate=candidate).delete()
        PairDecision.objects.filter(authority=case.authority_id, row_fingerprint=candidate.fingerprint).delete()
        Remembered.objects.filter(authority=case.authority_id, fingerprint=candidate.fingerprint).delete()
        candidate.fingerprint = candidate.reference = ""
        candidate.save(update_fields=["fingerprint", "reference"])
