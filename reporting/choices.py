"""The words of figures going out: where a return stands, and the categories that figures are broken down by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReturnState(TextChoices):
    MADE = "made", _("To be looked at")
    LOOKED_AT = "looked_at", _("To be released")
    RELEASED = "released", _("Released")


class CorrectionReason(TextChoices):
    """Why figures that are out are made anew. Published with them, so coded: nobody's name can stand in it."""

    LATE_LIST = "late_list", _("A list of the month came late")
    RECORDS_PUT_RIGHT = "records_put_right", _("Records of the month were put right")
    COUNTED_WRONGLY = "counted_wrongly", _("The program counted wrongly")


class RowOutcome(TextChoices):
    """What became of a usable row of a health extract, as its tallies name it. A test holds it to lhb_ingest."""

    OUTSIDE_AGE = "outside_age", _("Outside compulsory school age")
    OUTSIDE_AREA = "outside_area", _("Outside the area")
    HELD_TWICE = "held_twice", _("The same child twice in the file")
    MATCHED = "matched", _("Found on a list")
    SUITABILITY = "suitability", _("Home educated, suitability not established")
    TO_JUDGE = "to_judge", _("Near matches for a person to judge")
    UNMATCHED = "unmatched", _("On no list")
    KNOWN_CANDIDATE = "known_candidate", _("Already being considered")
    KNOWN_CASE = "known_case", _("Already a case")
    DISMISSED_BEFORE = "dismissed_before", _("Dismissed before, nothing changed")


class CandidateWorklist(TextChoices):
    UNKNOWN = "unknown", _("Not found on a list")
    SUITABILITY = "suitability", _("Home educated, suitability not established")
    LEFT_LIST = "left_list", _("Left a list and is on no other")


class CandidateDecision(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed: a case was opened")
    DISMISSED = "dismissed", _("Dismissed")
    FOUND = "found", _("Found on a list by a person")


class Band(TextChoices):
    """How long an open case has been open, by the month in which it was received."""

    UNDER_1 = "under_1", _("Under 1 month")
    FROM_1 = "from_1", _("1 month to under 3 months")
    FROM_3 = "from_3", _("3 months to under 6 months")
    FROM_6 = "from_6", _("6 months to under 12 months")
    FROM_12 = "from_12", _("12 months or more")


class Unit(TextChoices):
    ROWS = "rows", _("Rows")
    CANDIDATES = "candidates", _("Candidates")
    CASES = "cases", _("Cases")
    RECORDS = "records", _("Records")
    DAYS = "days", _("Days")
    LISTS = "lists", _("Lists")
    VALUES = "values", _("Values")
    ENQUIRIES = "enquiries", _("Enquiries")
    DUTIES = "duties", _("Notices and answers")
    PERCENT = "percent", _("Per cent")
    HOURS = "hours", _("Hours")
    QUERIES = "queries", _("Queries of values")


class Average(TextChoices):
    MEDIAN = "median", _("Median")
    MEAN = "mean", _("Mean")
    P90 = "p90", _("90th percentile")


class Direction(TextChoices):
    """Which way a child was traced, by the recorded origin (Blaenau Gwent counts the two apart)."""

    IN = "traced_in", _("Traced in: the child came into the area")
    OUT = "traced_out", _("Traced out: the child left the area")
    NEITHER = "neither", _("Neither, or not recorded")


class InTime(TextChoices):
    IN_TIME = "in_time", _("In time")
    LATE = "late", _("Late")


class Activity(TextChoices):
    """What an authority's people spend their time on, where it writes the hours down."""

    PREPARING = "preparing", _("Preparing and sending lists")
    MATCHING = "matching", _("Judging matches and candidates")
    ENQUIRIES = "enquiries", _("Enquiries about a child")
    VISITS = "visits", _("Visits and journeys")
    REPORTING = "reporting", _("Figures and answers to requests")


class Method(TextChoices):
    """How a row was found on a list, as the tallies of a health extract name it."""

    EXACT = "exact", _("Automatically, everything the same")
    LIKELY = "likely", _("Automatically, with differences")
    PERSON = "person", _("By a person")


class Fault(TextChoices):
    """What is wrong with values of a list, as its tallies name it."""

    NAME = "name", _("Name missing or unusable")
    BORN_ON = "born_on", _("Date of birth missing, impossible or later than the list")
    POSTCODE = "postcode", _("Not a postcode")
    REFERENCE = "reference", _("Reference missing or twice")
    OTHER = "other_fault", _("Another fault")
