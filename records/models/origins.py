"""Where cases come from: coded reasons that an authority may add to, what is known of each spell, and light queries."""

from django.db import models
from django.db.models import F, Q

from records.choices import CaseOrigin
from records.codes import Asker, CodeKind, Direction
from records.models.authority import Authority, Bilingual
from records.models.case import Case, Spell


class CaseCodeQuerySet(models.QuerySet):
    def usable(self, authority_id: str | None, on) -> "CaseCodeQuerySet":
        """Everybody's codes and the authority's own, that hold on the day."""
        held = Q(valid_from=None) | Q(valid_from__lte=on)
        held &= Q(valid_to=None) | Q(valid_to__gte=on)
        return self.filter(held, Q(authority=None) | Q(authority=authority_id))


class CaseCode(Bilingual):
    """One code of one list. Without an authority it is everybody's, and the administrator's to change."""

    kind = models.CharField(max_length=20, choices=CodeKind)
    code = models.SlugField(max_length=30)
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    counts_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=5, choices=Direction, blank=True)  # of an origin
    from_days = models.PositiveSmallIntegerField(null=True, blank=True)  # of a duration
    is_checked = models.BooleanField(default=False)  # somebody compared it with its source
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day

    objects = CaseCodeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(name="each_code_once", fields=["kind", "code", "authority"], nulls_distinct=False),
            models.CheckConstraint(
                name="code_ends_after_it_began",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]


class Circumstances(models.Model):
    """Origin, reason and previous school of one spell of a case, as far as they are known. Empty is 'not known'."""

    spell = models.OneToOneField(Spell, on_delete=models.CASCADE, related_name="circumstances")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="circumstances")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    origin = models.ForeignKey(CaseCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(CaseCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_name = models.CharField(max_length=200, blank=True)  # the previous school
    off_roll_on = models.DateField(null=True, blank=True)
    ground = models.ForeignKey(CaseCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_anonymous = models.BooleanField(default=False)  # the referrer wished to stay unnamed
    referrer_contact = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="anonymous_means_no_way_to_reach", condition=Q(is_anonymous=False) | Q(referrer_contact="")
            ),
        ]


class Query(models.Model):
    """Somebody asked about a child, and most often it is answered at once: logged, and no case. It may become one."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    origin = models.CharField(max_length=20, choices=CaseOrigin)  # who asks
    asked_by = models.CharField(max_length=200, blank=True)
    received_on = models.DateField()
    forenames = models.CharField(max_length=150, blank=True)
    surname = models.CharField(max_length=150, blank=True)
    born_on = models.DateField(null=True, blank=True)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="light_queries")
    erased_on = models.DateField(null=True, blank=True)  # since then a line that says no more than that it was asked

    class Meta:
        verbose_name_plural = "queries"
        ordering = [F("closed_on").asc(nulls_first=True), "-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="query_closed_by_somebody",
                condition=Q(closed_on=None, closed_by=None, case=None, erased_on=None)
                | Q(closed_on__gte=F("received_on"), closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="query_erased_means_without_words",
                condition=Q(erased_on=None)
                | Q(asked_by="", forenames="", surname="", born_on=None, question="", answer=""),
            ),
        ]
        indexes = [models.Index(fields=["authority", "closed_on"])]

    @property
    def full_name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    @property
    def asker(self) -> str:
        return str(Asker(self.origin).label)
