"""Purge certificates as a chain: each carries the digest of the one before, so a missing or altered one shows.

What an auditor needs to check them without this program: a certificate's digest is the SHA-256 of its facts as JSON
with sorted keys, without spaces, in UTF-8 (`facts_of`). Numbers run from 1 without a gap within an authority;
`previous` is the digest of the number before, empty on the first. That the newest ones are still there is shown by a
digest noted at the last visit.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass, field

from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, PurgeCertificate
from records.models import Authority


def facts_of(certificate: PurgeCertificate) -> dict[str, object]:
    """Everything on a certificate but its digest: what was held, from whom, when it went.

    Those from before stops stood on certificates have no such fact, so that their digests hold.
    """
    extract = certificate.extract
    facts = {
        "authority": certificate.authority_id,
        "number": certificate.number,
        "previous": certificate.previous,
        "list": certificate.extract_id,
        "kind": extract.kind,
        "sender": extract.sender,
        "as_at": extract.as_at.isoformat(),
        "size": extract.size,
        "file_fingerprint": certificate.file_fingerprint,
        "rows_fingerprint": certificate.rows_fingerprint,
        "sheet_fingerprints": certificate.sheet_fingerprints,
        "counts": certificate.counts,
        "kept": certificate.kept,
        "held_from": _moment(certificate.held_from),
        "purged_at": _moment(certificate.purged_at),
        "purged_by": certificate.purged_by_id,
    }
    if certificate.stops is not None:
        facts["stops"] = certificate.stops
    if extract.supplements_id:
        facts["supplements"] = extract.supplements_id
    return facts


def stops_told(extract: Extract) -> list[dict[str, object]]:
    """Why a list was stopped and who let it through when; of the reason, which stays on the list, the SHA-256."""
    return [
        {
            "code": stop.code,
            "stopped_at": _moment(stop.stopped_at),
            "passed_at": _moment(stop.passed_at) if stop.passed_at else None,
            "passed_by": stop.passed_by_id,
            "reason": hashlib.sha256(stop.reason.encode()).hexdigest() if stop.reason else "",
        }
        for stop in extract.stops.all()
    ]


def digest_of(certificate: PurgeCertificate) -> str:
    text = json.dumps(facts_of(certificate), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat()


@dataclass(frozen=True)
class Fault:
    """What is wrong with the chain: 'altered', 'missing', 'broken' at a certificate's number, or 'unproven' for a
    purged list (its number) without any certificate."""

    code: str
    number: int


@dataclass(frozen=True)
class Chain:
    """What checking found. `last` is the newest digest, to be noted for the next visit."""

    checked: int
    before: int  # certificates from before there was a chain
    last: str
    last_number: int
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def check_chain(authority: Authority) -> Chain:
    """Computes every certificate of the authority anew. Within the scope of that authority."""
    certificates = PurgeCertificate.objects.filter(authority=authority).select_related("extract")
    chained = certificates.exclude(number=None).order_by("number").prefetch_related("extract__stops")
    number, previous, faults = 0, "", []
    for certificate in chained.iterator(chunk_size=500):
        faults += [Fault("missing", gone) for gone in range(number + 1, certificate.number)]
        if certificate.digest != digest_of(certificate) or not _has_its_stops(certificate):
            faults.append(Fault("altered", certificate.number))
        elif certificate.previous != previous and certificate.number == number + 1:
            faults.append(Fault("broken", certificate.number))
        number, previous = certificate.number, certificate.digest
    purged = Extract.objects.filter(authority=authority, state=ExtractState.PURGED)
    unproven = purged.filter(certificates=None).order_by("pk").values_list("pk", flat=True)
    faults += [Fault("unproven", extract) for extract in unproven]
    before = certificates.filter(number=None).count()
    count = certificates.exclude(number=None).count()
    return Chain(checked=count, before=before, last=previous, last_number=number, faults=faults)


def _has_its_stops(certificate: PurgeCertificate) -> bool:
    """Whether the list still says why it was stopped, and let through, as when the certificate was written."""
    return certificate.stops is None or certificate.stops == stops_told(certificate.extract)


def certificates_of_file(authority: Authority, fingerprint: str) -> list[PurgeCertificate]:
    """The certificates that say a file of this SHA-256 went."""
    found = PurgeCertificate.objects.filter(authority=authority, file_fingerprint=fingerprint.strip().lower())
    return list(found.select_related("extract", "purged_by"))


def number_of_digest(authority: Authority, digest: str) -> int | None:
    """The certificate that carries a digest noted earlier, or None: it or those after it were taken away."""
    found = PurgeCertificate.objects.filter(authority=authority, digest=digest.strip().lower())
    return found.values_list("number", flat=True).first()
