"""Cases open at the end of a month, broken down one way at a time: all of one total."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from records.choices import AlnLevel, CaseOrigin, CaseStatus, EthnicGroup, FlagKind, YesNoUnknown
from records.codes import CodeKind, shipped
from records.rules import YEAR_GROUPS
from reporting import questions
from reporting.choices import Band, Unit
from reporting.figures.indicator import Indicator, in_language, words

YEARS = {
    "year_r": _("Reception"),
    **{f"year_{group}": format_lazy(_("Year {group}"), group=group) for group in YEAR_GROUPS[1:]},
    "year_other": _("Younger or older"),
}

STOCK = [
    Indicator(
        code="open_cases",
        title=_("Open cases"),
        definition=_("Cases that were open at the end of the last day of the month."),
        unit=Unit.CASES,
        rows=questions.open_cases,
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_status",
        title=_("Open cases by status"),
        definition=_("Cases open at the end of the last day of the month, by their status at that time."),
        unit=Unit.CASES,
        rows=questions.stock_by_status,
        categories=words(CaseStatus, without=(CaseStatus.CLOSED,)),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_duration",
        title=_("Open cases by duration"),
        definition=_(
            "Cases open at the end of the last day of the month, by the time since the authority received the row or "
            "the referral. Received in the month itself is under 1 month; received in it or in one of the two months "
            "before is under 3 months, and so on."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_duration,
        categories=words(Band),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_aln",
        title=_("Open cases by ALN level"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest level of additional learning needs that "
            "was recorded as at that day or before. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.ALN),
        categories=words(AlnLevel),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_cla",
        title=_("Open cases of looked after children"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest fact as at that day or before on "
            "whether the child is looked after. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.CLA),
        categories=words(YesNoUnknown),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_fsm",
        title=_("Open cases by free school meals"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest fact as at that day or before on "
            "whether the child is eligible for free school meals. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.FSM),
        categories=words(YesNoUnknown),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_origin",
        title=_("Open cases by how the child came to notice"),
        definition=_("Cases open at the end of the last day of the month, by how the child came to notice."),
        unit=Unit.CASES,
        rows=questions.stock_by_origin,
        categories=words(CaseOrigin),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_reason",
        title=_("Open cases by reason"),
        definition=_(
            "Cases open at the end of the last day of the month, by the coded reason why the child is missing "
            "education. Codes that an authority has added are counted together; a case without one is not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_reason,
        categories={code: in_language(line.name, line.name_cy) for code, line in shipped(CodeKind.REASON).items()}
        | {questions.OWN_REASON: _("A code of the authority’s own")},
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_year_group",
        title=_("Open cases by year group"),
        definition=_(
            "Cases open at the end of the last day of the month, by the year group in which the child is, or would be, "
            "on that day. The academic year begins on 1 September."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_year_group,
        categories=YEARS,
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_ethnicity",
        title=_("Open cases by ethnic group"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest fact as at that day or before on the "
            "ethnic group of the child. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.ETHNICITY),
        categories=words(EthnicGroup),
        shares_total_with="open_cases",
    ),
]
