"""The API for a health board's system: send an extract, read its state and its problems. Same rights, same writers."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from lhb_ingest.actions import receive_extract
from lhb_ingest.forms import SendExtractByApiForm
from lhb_ingest.models import Extract, RowProblem
from lhb_ingest.sentences import problem_sentence, refusal_sentence
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
            "dropped_columns",
            "received_at",
            "checked_at",
            "purge_on",
        ]
        read_only_fields = fields

    def get_refusal(self, extract: Extract) -> str:
        return refusal_sentence(extract.refusal)

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
