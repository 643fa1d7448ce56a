"""Checks purge certificates from the shell, as the page does: the chain, a file that its sender still has, a digest."""

import hashlib
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.certificates import certificates_of_file, check_chain, facts_of, number_of_digest
from records.actions.disposing import faulty_certificates
from records.models import Authority
from records.scope import scope


class Command(BaseCommand):
    help = "Computes every purge certificate of an authority anew. Ends with 1 where one is missing or altered."

    def add_arguments(self, parser):
        parser.add_argument("--authority", required=True, help="its code, 660 to 681")
        parser.add_argument("--file", type=Path, help="a file that its sender still has")
        parser.add_argument("--digest", default="", help="one noted at an earlier visit")
        parser.add_argument("--facts", action="store_true", help="print each certificate's facts as they are hashed")

    def handle(self, *args, **options):
        authority = Authority.objects.filter(pk=options["authority"]).first()
        if authority is None:
            raise CommandError("There is no authority with this code.")
        with scope(authority=authority.pk):
            failed = self._chain(authority, facts=options["facts"])
            failed |= self._disposals(authority)
            if options["file"]:
                failed |= self._file(authority, options["file"])
            if options["digest"]:
                failed |= self._digest(authority, options["digest"])
        if failed:
            raise SystemExit(1)

    def _chain(self, authority: Authority, *, facts: bool) -> bool:
        if facts:
            for certificate in authority.purgecertificate_set.select_related("extract").order_by("number"):
                self.stdout.write(json.dumps(facts_of(certificate), sort_keys=True, ensure_ascii=False))
        chain = check_chain(authority)
        self.stdout.write(
            f"Certificates checked: {chain.checked}. Without a number, from before the chain: {chain.before}."
        )
        self.stdout.write(f"The last is number {chain.last_number}, digest {chain.last or '-'}. Note it down.")
        for fault in chain.faults:
            self.stderr.write(f"{fault.code}: {fault.number}")
        return not chain.is_whole

    def _disposals(self, authority: Authority) -> bool:
        """Certificates of disposal runs are a chain of their own."""
        faults = faulty_certificates(authority)
        for number in faults:
            self.stderr.write(f"disposal: {number}")
        return bool(faults)

    def _file(self, authority: Authority, path: Path) -> bool:
        with open(path, "rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
        found = certificates_of_file(authority, fingerprint)
        for certificate in found:
            self.stdout.write(
                f"This file is that of certificate {certificate.number}, purged {certificate.purged_at:%Y-%m-%d}."
            )
        if not found:
            self.stderr.write(f"No certificate is about a file with SHA-256 {fingerprint}.")
        return not found

    def _digest(self, authority: Authority, digest: str) -> bool:
        number = number_of_digest(authority, digest)
        if number is None:
            self.stderr.write("No certificate has this digest: certificates were taken away since.")
        else:
            self.stdout.write(f"The digest is that of certificate {number}: it is still there.")
        return number is None
