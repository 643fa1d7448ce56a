"""The API for a health board's system: send an extract, read its state and its problems, send mended rows.

Same rights, same writers. An extract whose headings no layout knows is in the state `needs_layout` until somebody of
the board has said on the site what they mean; then it goes on by itself, and the next one with these headings just
loads.
"""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from lhb_ingest.actions import receive_extract, receive_mended_rows
from lhb_ingest.choices import Outcome
from lhb_ingest.forms import MendedRowsForm, SendExtractByApiForm
from lhb_ingest.models import Extract, MendedSheet, RowProblem
from lhb_ingest.sentences import ignored_sentence, problem_sentence, refusal_sentence
from lhb_ingest.tasks import start
from records.access import note_look
from records.choices import ListKind
from records.errors import Refused
from records.permissions import InScope
from records.rights import Right


class ExtractSerializer(serializers.ModelSerializer):
    """One extract: where it stands, never what was found in it."""

    state_label = serializers.CharField(source="get_state_display", read_only=True)
    refusal = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    lines_not_used = serializers.SerializerMethodField()

    class Meta:
        model = Extract
        fields = [
            "id",
            "authority",
            "as_at",
            "file_name",
            "size",
            "fingerprint",
            "state",
            "state_label",
            "refusal",
            "rows",
            "lines_not_used",
            "dropped_columns",
            "supplements",
            "received_at",
            "checked_at",
            "purge_on",
        ]
        read_only_fields = fields

    def get_refusal(self, extract: Extract) -> str:
        return refusal_sentence(extract.refusal)

    def get_lines_not_used(self, extract: Extract) -> int | None:
        return extract.counts.get(Outcome.PROBLEM)

    def get_rows(self, extract: Extract) -> int | None:
        return extract.counts.get("rows")


class ProblemSerializer(serializers.ModelSerializer):
    """What is wrong on one line, and what to do."""

    what_to_do = serializers.SerializerMethodField()

    class Meta:
        model = RowProblem
        fields = ["line_number", "column", "value", "code", "stops_row", "what_to_do"]

    def get_what_to_do(self, problem: RowProblem) -> str:
        return problem_sentence(problem.code, problem.value)


class SentExtract(serializers.Serializer):
    """What a client sends: the authority's code, the day on which the list was true, and the file."""

    authority = serializers.CharField(max_length=3)
    as_at = serializers.DateField()
    file = serializers.FileField(allow_empty_file=True)


class SheetSerializer(serializers.ModelSerializer):
    """A sheet of mended rows, and what became of it."""

    refusal = serializers.SerializerMethodField()
    ignored = serializers.SerializerMethodField()

    class Meta:
        model = MendedSheet
        fields = ["id", "extract", "fingerprint", "size", "state", "refusal", "counts", "ignored", "sent_at"]
        read_only_fields = fields

    def get_refusal(self, sheet: MendedSheet) -> str:
        return refusal_sentence(sheet.refusal)

    def get_ignored(self, sheet: MendedSheet) -> list[str]:
        return [ignored_sentence(each["code"], each["line"]) for each in sheet.ignored]


class SentSheet(serializers.Serializer):
    """The bad rows of an extract, mended, with the column of their line numbers."""

    file = serializers.FileField(allow_empty_file=True)


class Extracts(InScope, generics.ListCreateAPIView):
    """The health board's own extracts, newest first; POST sends one."""

    rights = (Right.SEND_EXTRACT,)
    serializer_class = ExtractSerializer
    parser_classes = [MultiPartParser]
    queryset = Extract.objects.filter(kind=ListKind.HEALTH)

    @extend_schema(request={"multipart/form-data": SentExtract}, responses={201: ExtractSerializer})
    def post(self, request, *args, **kwargs):
        form = SendExtractByApiForm(
            request.data, request.FILES, request=request._request, health_board=request.user.health_board
        )
        if not form.is_valid():
            raise ValidationError(form.errors)
        try:
            extract = receive_extract(by=request.user, kind=ListKind.HEALTH, **form.cleaned_data)
        except Refused as refused:
            raise ValidationError({"file": [str(refused)]}) from None
        start(extract)
        return Response(ExtractSerializer(extract).data, status=status.HTTP_201_CREATED)


class OneExtract(InScope, generics.RetrieveAPIView):
    rights = (Right.SEE_OWN_EXTRACTS,)
    serializer_class = ExtractSerializer
    queryset = Extract.objects.filter(kind=ListKind.HEALTH)


class Problems(InScope, generics.ListAPIView):
    """The problems of one extract, by line."""

    rights = (Right.SEE_OWN_EXTRACTS,)
    serializer_class = ProblemSerializer
    queryset = RowProblem.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return RowProblem.objects.none()
        extract = generics.get_object_or_404(Extract, pk=self.kwargs["pk"])
        note_look(self.request, subject="extract_problems", subject_id=extract.pk, authority_id=extract.authority_id)
        return extract.problems.all()


class Sheets(InScope, generics.ListCreateAPIView):
    """The sheets of mended rows of one extract, newest first; POST sends one while the extract is `in_review`.

    After it was `approved`, the rows of the sheet make an `extract` of their own, which `supplements` it. Columns:
    `Line in the file` (or `Llinell yn y ffeil`) and those of the extract; lines that need no mending are left out. The
    extract is compared again.
    """

    rights = (Right.SEND_EXTRACT,)
    serializer_class = SheetSerializer
    parser_classes = [MultiPartParser]
    queryset = MendedSheet.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return MendedSheet.objects.none()
        return self._extract().sheets.all()

    def _extract(self) -> Extract:
        return generics.get_object_or_404(Extract.objects.filter(kind=ListKind.HEALTH), pk=self.kwargs["pk"])

    @extend_schema(request={"multipart/form-data": SentSheet}, responses={201: SheetSerializer})
    def post(self, request, *args, **kwargs):
        extract = self._extract()
        form = MendedRowsForm(request.data, request.FILES, request=request._request)
        if not form.is_valid():
            raise ValidationError(form.errors)
        try:
            sheet = receive_mended_rows(by=request.user, extract=extract, file=form.cleaned_data["file"])
        except Refused as refused:
            raise ValidationError({"file": [str(refused)]}) from None
        start(sheet.extract)
        return Response(SheetSerializer(sheet).data, status=status.HTTP_201_CREATED)
