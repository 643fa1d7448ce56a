"""What lists still know of a child whose case file is erased goes with it, in the same transaction."""

from django.dispatch import receiver

from lhb_ingest.models.judging import PairDecision
from lhb_ingest.models.matches import Candidate
from lhb_ingest.models.reviews import Remembered
from records.models import Case
from records.signals import case_erased


@receiver(case_erased)
def forget_candidate(sender: type, case: Case, **kwargs: object) -> None:
    """Takes the keyed fingerprints of the case's candidate, and what was said of its pairs. Rows go with their list's
    purge, which gives a certificate."""
    for candidate in Candidate.objects.filter(case=case):
        PairDecision.objects.filter(candidate=candidate).delete()
        PairDecision.objects.filter(authority=case.authority_id, row_fingerprint=candidate.fingerprint).delete()
        Remembered.objects.filter(authority=case.authority_id, fingerprint=candidate.fingerprint).delete()
        candidate.fingerprint = candidate.reference = ""
        candidate.save(update_fields=["fingerprint", "reference"])
