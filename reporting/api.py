"""The API of figures going out: an evaluator's system reads released returns, and nothing else."""

from django.http import Http404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from records.permissions import InScope
from records.rights import Right
from reporting import exports, together_files
from reporting.filters import ReleasedFilter
from reporting.models import ReleasedLine, Return
from reporting.months import last_day, month_from, month_name
from reporting.returns import note_download
from reporting.together import together


class ReturnSerializer(serializers.ModelSerializer):
    """A released return, without its lines."""

    authority = serializers.CharField(source="authority_id")
    authority_name = serializers.CharField(source="authority.name")
    authority_name_cy = serializers.CharField(source="authority.name_cy")
    month = serializers.SerializerMethodField(help_text="As 2026-01.")

    class Meta:
        model = Return
        fields = [
            "id",
            "authority",
            "authority_name",
            "authority_name_cy",
            "month",
            "version",
            "definitions",
            "released_at",
        ]

    def get_month(self, cme_return: Return) -> str:
        return month_name(cme_return.month)


class LineSerializer(serializers.ModelSerializer):
    """One number after disclosure control, with what it means in both languages."""

    category = serializers.SerializerMethodField(help_text="'total', or the code of a part.")
    shown = serializers.CharField(
        help_text="0, a multiple of 5, [c] confidential, [x] not given, [z] not applicable; days as they are."
    )
    words = serializers.SerializerMethodField(help_text="Names, definition, unit and note, in English and Welsh.")

    class Meta:
        model = ReleasedLine
        fields = ["indicator", "category", "shown", "words"]

    def get_category(self, line: ReleasedLine) -> str:
        return line.category or "total"

    def get_words(self, line: ReleasedLine) -> dict[str, str]:
        one = exports.Line(line.indicator, line.category, line.shown, exports.note_on(line.indicator, line.shown))
        about = exports.about_line(one)
        return {name: text for name, text in about.items() if name.endswith(("_en", "_cy"))}


class ReturnWithLinesSerializer(ReturnSerializer):
    """One released return, with all that a reader has to know about its numbers."""

    as_at = serializers.SerializerMethodField(help_text="The day at the end of which open cases are counted.")
    correction = serializers.SerializerMethodField(help_text="Why this version was made, in English and Welsh.")
    replaced_by = serializers.SerializerMethodField(help_text="The number of the newest version, if it is not this.")
    signs = serializers.SerializerMethodField(help_text="Each sign that stands for a number, and what it means.")
    rounding = serializers.SerializerMethodField(help_text="How the other numbers are rounded.")
    lines = LineSerializer(source="released_lines", many=True)

    class Meta(ReturnSerializer.Meta):
        fields = [
            *ReturnSerializer.Meta.fields,
            *("as_at", "fingerprint", "correction", "replaced_by", "signs", "rounding", "lines"),
        ]

    def get_as_at(self, cme_return: Return) -> str:
        return last_day(cme_return.month).isoformat()

    def get_correction(self, cme_return: Return) -> dict[str, str]:
        return exports.in_both("reason", cme_return.get_correction_display) if cme_return.is_correction else {}

    def get_replaced_by(self, cme_return: Return) -> int | None:
        same = Return.objects.released().filter(authority=cme_return.authority_id, month=cme_return.month)
        newest = same.order_by("version").last()
        return newest.pk if newest and newest.pk != cme_return.pk else None

    def get_signs(self, cme_return: Return) -> list[dict[str, str]]:
        return exports.signs()

    def get_rounding(self, cme_return: Return) -> dict[str, str]:
        return exports.in_both("rounding", lambda: exports.ROUNDED)


class Released(InScope):
    """Released returns only, whoever asks."""

    rights = (Right.SEE_RELEASED,)
    queryset = Return.objects.released().select_related("authority")


class ReleasedReturns(Released, generics.ListAPIView):
    """Released returns, the newest month first."""

    serializer_class = ReturnSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = ReleasedFilter


class ReleasedReturn(Released, generics.RetrieveAPIView):
    """One released return with its lines, their definitions and notes. Each reading is noted as a download."""

    serializer_class = ReturnWithLinesSerializer

    def retrieve(self, request, *args, **kwargs) -> Response:
        response = super().retrieve(request, *args, **kwargs)
        one = Return(pk=response.data["id"])
        note_download(by=request.user, cme_return=one, is_exact=False, form="api")
        return response


class ReleasedMonth(InScope, APIView):
    """A month of every authority: who has released, what to beware of, and what the released numbers come to."""

    rights = (Right.SEE_RELEASED,)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request, month: str) -> Response:
        try:
            found = together(month_from(month))
        except ValueError:
            raise Http404 from None
        if not found.returns:
            raise Http404
        for one in found.returns.values():
            note_download(by=request.user, cme_return=one, is_exact=False, form="api")
        return Response(together_files.about(found) | {"totals": together_files.totals(found)})


class CSVRenderer(BaseRenderer):
    """Passes on a file that is made already."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return data


class ReleasedCSV(Released, generics.GenericAPIView):
    """One released return as tidy CSV: the same bytes as from the page."""

    serializer_class = ReturnSerializer
    renderer_classes = [CSVRenderer]

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request, pk: int) -> Response:
        one = self.get_object()
        note_download(by=request.user, cme_return=one, is_exact=False, form="csv")
        disposition = f'attachment; filename="{exports.file_name(one, exact=False)}"'
        return Response(exports.csv_of(one, exports.released_lines(one)), headers={"Content-Disposition": disposition})

    def perform_content_negotiation(self, request, force=False):
        return super().perform_content_negotiation(request, force=True)  # there is only this one format

    def handle_exception(self, exc) -> Response:
        """Errors are JSON, as everywhere else."""
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().handle_exception(exc)
