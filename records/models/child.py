"""Children: who they are in the case file, and the statutory CME record with its six items."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from records.choices import Origin


class PersonFields(models.Model):
    """What every list says of a child, as it was written there: Siân stays Siân."""

    forenames = models.CharField(max_length=150)
    surname = models.CharField(max_length=150)
    former_names = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    born_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=400, blank=True)  # lines joined by ', '
    postcode = models.CharField(max_length=8, blank=True)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


class Child(PersonFields):
    """A child in the authority's case file (s436A casework), apart from the statutory record."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)
    folded = models.GeneratedField(  # every name and former name as it is searched for; PostgreSQL keeps it
        expression=models.Func("forenames", "surname", "former_names", function="cme_folded"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["authority", "born_on"])]


class CMERecord(PersonFields):
    """A child on the CME database: the six items of Schedule 2 and nothing else (W.S.I. 2025/440).

    Items 1 to 3 are the fields of PersonFields with `address_is`; 4 `parents`; 5 `providers`; 6 `aln` and `alp`. The
    key, the authority and the regime say which record it is and under which law; they are not about the child.
    """

    case = models.OneToOneField("records.Case", on_delete=models.PROTECT, related_name="record")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    regime = models.ForeignKey("records.Regime", on_delete=models.PROTECT)
    entered_at = models.DateTimeField(auto_now_add=True)
    address_is = models.CharField(max_length=10, choices=Origin, default=Origin.LAST_KNOWN)
    aln = models.TextField(blank=True)
    alp = models.TextField(blank=True)


class RecordParent(models.Model):
    """Item 4: for every parent, name, address, postcode, telephone, e-mail; each may be unknown."""

    record = models.ForeignKey(CMERecord, on_delete=models.CASCADE, related_name="parents")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)


class RecordProvider(models.Model):
    """Item 5: name and address of whoever provides all or part of the education."""

    record = models.ForeignKey(CMERecord, on_delete=models.CASCADE, related_name="providers")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
