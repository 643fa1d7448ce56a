"""The words of lists coming in: what becomes of a list, of a row, of a candidate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExtractState(TextChoices):
    """received → checked → compared → approved → purged; or refused, stopped, cancelled on the way; or taken back.

    Before the first a person may have to explain the headings; from a review, mended rows send the list back.
    """

    NEEDS_LAYOUT = "needs_layout", _("Its headings need explaining")
    RECEIVED = "received", _("Waiting to be checked")
    MENDING = "mending", _("Mended rows waiting to be read")
    CHECKED = "checked", _("Waiting to be compared")
    STOPPED = "stopped", _("Stopped")
    IN_REVIEW = "in_review", _("Ready to review")
    APPROVED = "approved", _("Approved")
    UNDONE = "undone", _("Taken back")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    PURGED = "purged", _("Purged")


WAITING_FOR_WORKER = (ExtractState.RECEIVED, ExtractState.MENDING, ExtractState.CHECKED)
HELD = (
    ExtractState.NEEDS_LAYOUT,
    ExtractState.MENDING,
    ExtractState.STOPPED,
    ExtractState.IN_REVIEW,
    ExtractState.APPROVED,
    ExtractState.UNDONE,
)
NOT_TAKEN = (ExtractState.REFUSED, ExtractState.CANCELLED, ExtractState.UNDONE)  # the same file may come again
GONE = (ExtractState.REFUSED, ExtractState.CANCELLED)  # file and rows went then


class Outcome(TextChoices):
    """What becomes of one row. Every row has exactly one, so the counts add up to the rows of the file."""

    TO_CHECK = "to_check", _("Not yet compared")
    PROBLEM = "problem", _("Cannot be used")
    OUTSIDE_AGE = "outside_age", _("Outside compulsory school age")
    OUTSIDE_AREA = "outside_area", _("Outside the area")
    MATCHED = "matched", _("Found on a list")
    SUITABILITY = "suitability", _("Home educated, suitability not established")
    TO_JUDGE = "to_judge", _("Near matches for a person to judge")
    UNMATCHED = "unmatched", _("On no list")
    KNOWN_CANDIDATE = "known_candidate", _("Already being considered")
    KNOWN_CASE = "known_case", _("Already a case")
    DISMISSED_BEFORE = "dismissed_before", _("Dismissed before, nothing changed")
    HELD_TWICE = "held_twice", _("The same child twice in the file")
    # education lists
    NEW_ENTRY = "new_entry", _("New on the list")
    CHANGED_ENTRY = "changed_entry", _("Changed since the last list")
    SAME_ENTRY = "same_entry", _("The same as on the last list")
    LEFT_LIST = "left_list", _("Left the list, and is on no other")  # no line of the file: what the entry said


# Outcomes that the check gives: comparing again leaves them as they are.
SET_ASIDE = (Outcome.OUTSIDE_AGE, Outcome.OUTSIDE_AREA, Outcome.HELD_TWICE)


class JobState(TextChoices):
    """waiting → running → finished; or back to waiting when the worker was lost, and given up after too often."""

    WAITING = "waiting", _("Waiting for its turn")
    RUNNING = "running", pgettext_lazy("state of a job", "Under way")
    FINISHED = "finished", pgettext_lazy("state of a job", "Finished")
    GIVEN_UP = "given_up", _("Given up")


class Worklist(TextChoices):
    """The worklists that are kept apart (law-and-domain 1.7)."""

    UNKNOWN = "unknown", _("Not found on a list")
    SUITABILITY = "suitability", _("Home educated, suitability not established")
    LEFT_LIST = "left_list", _("Left a list and is on no other")


class CandidateState(TextChoices):
    WAITING = "waiting", _("To be considered")
    FOUND = "found", _("Found on a list by a person")
    DISMISSED = "dismissed", _("Dismissed")
    CONFIRMED = "confirmed", _("Confirmed: a case was opened")


class Judgement(TextChoices):
    SAME = "same", _("The same child")
    DIFFERENT = "different", _("A different child")
    NOT_ASKED = "not_asked", _("Not judged: found on another list")


class SheetState(TextChoices):
    """What became of a sheet of mended rows."""

    WAITING = "waiting", _("Waiting to be read")
    TAKEN = "taken", _("Read")
    REFUSED = "refused", _("Refused")


class DateOrder(TextChoices):
    """In what order the sender writes dates that could be read both ways, as 03/04/2015 can."""

    DAY_FIRST = "day_first", _("Day, month, year")
    MONTH_FIRST = "month_first", _("Month, day, year")


class Verdict(TextChoices):
    """What a person said of a pair. It is kept with fingerprints when row and near match have gone."""

    SAME = "same", _("The same child")
    DIFFERENT = "different", _("A different child")
    NONE = "none", _("None of these")
    UNSURE = "unsure", _("Unsure")


NOT_THE_SAME = (Verdict.DIFFERENT, Verdict.NONE)


class UnsureReason(TextChoices):
    SIBLING = "sibling", _("It may be a brother, sister or twin")
    MOVED = "moved", _("The family may have moved")
    NAMES = "names", _("The names are too unlike")
    BIRTH_DATE = "birth_date", _("The dates of birth do not agree")
    SCHOOL_KNOWS = "school_knows", _("A school or a colleague may know the family")


class TakenApart(TextChoices):
    """Why a match was taken apart."""

    SIBLING = "sibling", _("It is a brother, sister or twin")
    NAMESAKE = "namesake", _("It is another child of the same name")
    OTHERS_ENTRY = "others_entry", _("The entry is another child’s on the health list")
    LIST_WRONG = "list_wrong", _("One of the lists was wrong")
    OTHER = "other", pgettext_lazy("why a match was taken apart", "Another reason")


class GivenUp(TextChoices):
    """Why a kind of list, or one sender's, is not sent any more."""

    NOT_KEPT = "not_kept", _("Nobody keeps such a list any more")
    ELSEWHERE = "elsewhere", _("The children are on another list now")
    NOT_SENT = "not_sent", _("The sender does not send it any more")


class BecameOf(TextChoices):
    """What became of a child whose match was taken apart after the purge."""

    SEEN = "seen", _("A later health list shows the child again")
    CASE = "case", _("A case was opened")
    GONE = "gone", _("The health board says that the child lives elsewhere")
    FOUND = "found", _("The child was found on a list")
    UNKNOWN = "unknown", _("The health board cannot say who the child is")


class BulkState(TextChoices):
    """sampling → ready → working → accepted → undone; or stopped, where a pair of the sample was not the same child."""

    SAMPLING = "sampling", _("The sample is being judged")
    READY = "ready", _("The sample was right: the rest can be accepted")
    WORKING = "working", _("Being accepted")
    ACCEPTED = "accepted", _("Accepted")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    STOPPED = "stopped", _("Stopped: a pair of the sample was not the same child")


# ----------------------------------------------------------------------------------------------------------- the review
class Rule(TextChoices):
    """What a list may do to a value that an entry has."""

    TAKE = "take", _("Take the list’s value")
    ASK = "ask", _("Ask")
    IF_EMPTY = "if_empty", _("Only where ours is empty")
    NEVER = "never", _("Never")
    OLDER = "older", _("Ours is of a later day")  # nobody sets this one: the days decide


class Difference(TextChoices):
    """What kind of change it is, so that alike ones are answered together."""

    FILLED = "filled", _("Ours is empty")
    EMPTIED = "emptied", _("The list’s is empty")
    WRITING = "writing", _("Written otherwise: capitals, accents, spaces, signs")
    OTHER = "other", _("Another value")


class Answer(TextChoices):
    TAKE = "take", _("The list’s value was taken")
    KEEP = "keep", _("Our value was kept")


class Absence(TextChoices):
    """What becomes of a child who is no longer on a list."""

    ENDED = "ended", _("Has left: the entry ends")
    KEEP = "keep", _("Stays on the list: this list is partial or late")
    ASK = "ask", _("To be checked: somebody is asked")


class Act(TextChoices):
    """What an approval did to an entry."""

    BEGAN = "began", _("New entry")
    CHANGED = "changed", _("Changed entry")
    ENDED = "ended", _("Ended entry")
    SEEN = "seen", _("Seen again")


class Doubt(TextChoices):
    IN_FILE = "in_file", _("Perhaps the same child on another line")
    OTHER_REFERENCE = "other_reference", _("Perhaps on the list already, under another reference")
    OTHER_LIST = "other_list", _("Another list says otherwise of the same UPN")


class SinceLast(TextChoices):
    """A health row beside the source’s last approved extract."""

    NEW = "new", _("New since the last extract")
    CHANGED = "changed", _("Changed since the last extract")
    SAME = "same", _("The same as on the last extract")


class SampleKind(TextChoices):
    """What a pair of the monthly sample is. Whoever judges it is not told."""

    ACCEPTED = "accepted", _("Accepted without a person")
    CONTROL = "control", _("Not accepted: mixed in, so that ‘same’ is not always right")
    NOTHING_NEAR = "nothing_near", _("Nothing near was found: beside the least unlike entry")
    REJECTED = "rejected", _("A person said of every near match that it is another child")


class PreviewState(TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be reckoned")


class SampleState(TextChoices):
    OPEN = "open", _("To be judged")
    SETTLED = "settled", _("Settled")
    LAPSED = "lapsed", _("Lapsed: the list was purged or taken back first")


class SampleAnswered(TextChoices):
    SAME = "same", _("The same child")
    DIFFERENT = "different", _("A different child")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


class Field(TextChoices):
    """What a column of a list can mean."""

    SOURCE_REF = "source_ref", _("The sender’s reference for the child")
    SURNAME = "surname", _("Surname")
    FORENAMES = "forenames", _("Forenames")
    FULL_NAME = "full_name", _("Full name, in one column")
    MIDDLE_NAMES = "middle_names", _("Middle names")
    PREFERRED_NAME = "preferred_name", _("Preferred forename")
    FORMER_SURNAME = "former_surname", _("Former surname")
    BORN_ON = "born_on", _("Date of birth")
    ADDRESS_1 = "address_1", _("Address, or its first line")
    ADDRESS_2 = "address_2", _("Address, second line")
    ADDRESS_3 = "address_3", _("Address, third line or town")
    ADDRESS_4 = "address_4", _("Address, fourth line")
    ADDRESS_5 = "address_5", _("Address, fifth line")
    POSTCODE = "postcode", _("Postcode")
    UPN = "upn", _("Unique pupil number (UPN)")
    SCHOOL = "school", _("School number")
    SCHOOL_NAME = "school_name", _("School or provider, by name")
    YEAR_GROUP = "year_group", _("Year group")
    SUITABILITY = "suitability", _("Suitability of the education")
