"""The words: every coded value that a page shows or a rule reads, with its English and (by the catalogue) its Welsh."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    CASEWORKER = "caseworker", _("Caseworker")
    CASE_MANAGER = "case_manager", _("Case manager")
    LIST_OFFICER = "list_officer", _("List officer")
    DATA_OFFICER = "data_officer", _("Health board data officer")
    EVALUATOR = "evaluator", _("Evaluator")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class ListKind(TextChoices):
    """What a list coming in holds. All but HEALTH become roll entries; HEALTH is compared and purged."""

    HEALTH = "health", _("Health extract")
    SCHOOL_ROLL = "school_roll", _("School roll")
    EOTAS = "eotas", _("EOTAS list")
    INDEPENDENT = "independent", _("Independent school return")
    HOME_EDUCATION = "home_education", _("Home education register")
    OTHER_AUTHORITY = "other_authority", _("Another authority's roll")


class Suitability(TextChoices):
    """What the authority has found about an education at home: 'not established' is never 'unsuitable'."""

    ESTABLISHED = "established", _("Suitability established")
    NOT_ESTABLISHED = "not_established", _("Suitability not yet established")
    UNSUITABLE = "unsuitable", _("Judged unsuitable")


class CaseStatus(TextChoices):
    OPENED = "opened", _("Opened")
    ENQUIRIES = "enquiries", _("Enquiries under way")
    LOCATED = "located", _("Child located")
    NOT_LOCATED = "not_located", _("Child not located")
    PLACE_SOUGHT = "place_sought", _("Place being sought")
    SUITABILITY_OPEN = "suitability_open", _("Suitability not yet established")
    CLOSED = "closed", pgettext_lazy("case status", "Closed")


class CaseOrigin(TextChoices):
    HEALTH_LIST = "health_list", _("Found by comparing the health list")
    LEFT_ROLL = "left_roll", _("Left a roll and is on no other")
    SCHOOL = "school", _("Referral from a school")
    OTHER_AUTHORITY = "other_authority", _("Referral from another authority")
    PROFESSIONAL = "professional", _("Referral from another professional")
    PUBLIC = "public", _("Referral from a member of the public")


class Ground(TextChoices):
    """Why a record leaves the database (law-and-domain 1.5). The last three are not grounds of the Regulations."""

    REG6_OTHER_LA = "reg6_other_la", _("Ordinarily resident in another authority in Wales or England (regulation 6)")
    REG11_AGE = "reg11_age", _("No longer of compulsory school age (regulation 11)")
    REGISTERED_PUPIL = "registered_pupil", _("Now a registered pupil (regulation 3(3)(b))")
    SUITABLE_EDUCATION = "suitable_education", _("Receiving suitable education (regulation 3(3)(c))")
    OUTSIDE_WALES_ENGLAND = "outside_wales_england", _("Left Wales and England (regulation 3(3)(a))")
    DIED = "died", _("The child has died")
    ENTRY_ERROR = "entry_error", _("Entered in error (regulation 5)")
    REGIME_END = "regime_end", _("The legal basis of the record has ended")
    NO_GROUND = "no_ground", _("No ground for removal: the record stays")


class ClosureReason(TextChoices):
    MAINTAINED_SCHOOL = "maintained_school", _("On the roll of a maintained school")
    INDEPENDENT_SCHOOL = "independent_school", _("On the roll of an independent school")
    SCHOOL_ELSEWHERE = "school_elsewhere", _("On the roll of a school outside the area")
    EOTAS = "eotas", _("Educated otherwise than at school (EOTAS)")
    HOME_EDUCATION = "home_education", _("Home educated, found suitable")
    MOVED_AUTHORITY = "moved_authority", _("Moved to another authority in Wales or England")
    MOVED_AWAY = "moved_away", _("Left Wales and England")
    OVER_AGE = "over_age", _("No longer of compulsory school age")
    DIED = "died", _("The child has died")
    ENTRY_ERROR = "entry_error", _("Opened in error or held twice")
    NOT_FOUND = "not_found", _("Never found after reasonable enquiries")


class AgeBand(TextChoices):
    """How old a child was when the case was closed, as coarsely as a case that was erased may say."""

    YOUNGER = "under_8", _("Under 8")
    JUNIOR = "8_to_10", _("8 to 10")
    LOWER = "11_to_13", _("11 to 13")
    UPPER = "14_and_on", _("14 and over")
    NOT_KNOWN = "not_known", _("Not known")


class DismissalReason(TextChoices):
    KNOWN_IN_EDUCATION = "known_in_education", _("Known to be in education: the lists do not show it yet")
    SCHOOL_ELSEWHERE = "school_elsewhere", _("At a school outside the area")
    MOVED = "moved", _("No longer lives in the area")
    NOT_OF_AGE = "not_of_age", _("Not of compulsory school age")
    SUITABLE = "suitable", _("Receiving suitable education at home")
    HELD_TWICE = "held_twice", _("The same child is held twice")
    DIED = "died", _("The child has died")
    LIST_ERROR = "list_error", _("The health list is wrong")


class Condition(TextChoices):
    """The three findings that put a child on the CME database (regulation 3(3))."""

    RESIDENT = "resident", _("Ordinarily resident in the area")
    NOT_REGISTERED = "not_registered", _("Not a registered pupil")
    NOT_SUITABLE = "not_suitable", _("Is not, or may not be, receiving suitable education")


class Basis(TextChoices):
    """What a finding rests on. Being on a health list is not by itself a basis for residence (regulation 2)."""

    LISTS_COMPARED = "lists_compared", _("Comparison with every current list")
    FAMILY = "family", _("The family said so")
    VISIT = "visit", _("Home visit")
    SCHOOL = "school", _("A school said so")
    COUNCIL_RECORD = "council_record", _("Another record of the council")
    OTHER_AGENCY = "other_agency", _("Another agency said so")
    PRESUMED = "presumed", _("Presumed until enquiries show otherwise")
    OTHER = "other", _("Something else, as noted")


class SuitabilityFinding(TextChoices):
    IS_NOT = "is_not", _("Is not receiving suitable education")
    MAY_NOT_BE = "may_not_be", _("May not be receiving suitable education")


class FlagKind(TextChoices):
    ALN = "aln", _("Additional learning needs (ALN)")
    CLA = "cla", _("Looked after (CLA)")
    FSM = "fsm", _("Free school meals (FSM)")
    ETHNICITY = "ethnicity", _("Ethnic group")
    LANGUAGE = "language", _("Language of the home")


class AlnLevel(TextChoices):
    NOT_KNOWN = "not_known", _("Not known")
    NONE = "none", _("No ALN")
    SCHOOL_ACTION = "school_action", _("School Action (legacy)")
    SCHOOL_ACTION_PLUS = "school_action_plus", _("School Action Plus (legacy)")
    SCHOOL_IDP = "school_idp", _("Individual development plan maintained by the school")
    AUTHORITY_IDP = "authority_idp", _("Individual development plan maintained by the authority")
    STATEMENT = "statement", _("Statement (legacy)")


class YesNoUnknown(TextChoices):
    NOT_KNOWN = "not_known", _("Not known")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class EthnicGroup(TextChoices):
    """The main groups. An authority with finer codes notes them; 'not known' is not 'prefers not to say'."""

    NOT_KNOWN = "not_known", _("Not known")
    WHITE = "white", _("White")
    TRAVELLER = "traveller", _("Gypsy, Roma or Irish Traveller")
    MIXED = "mixed", _("Mixed or several ethnic groups")
    ASIAN = "asian", _("Asian, Asian Welsh or Asian British")
    BLACK = "black", _("Black, Black Welsh or Black British")
    ARAB = "arab", _("Arab")
    OTHER = "other", _("Another ethnic group")
    NOT_SAID = "not_said", _("Prefers not to say")


class HomeLanguage(TextChoices):
    NOT_KNOWN = "not_known", _("Not known")
    WELSH = "welsh", _("Welsh")
    ENGLISH = "english", _("English")
    BOTH = "both", _("Welsh and English")
    OTHER = "other", _("Another language")


class FlagSource(TextChoices):
    FAMILY = "family", _("The family")
    SCHOOL = "school", _("A school")
    ALN_TEAM = "aln_team", _("The ALN team")
    SOCIAL_SERVICES = "social_services", _("Social services")
    BENEFITS = "benefits", _("The benefits service")
    OTHER_AUTHORITY = "other_authority", _("Another authority")
    OTHER = "other", pgettext_lazy("source of a fact", "Other")


class ProposalState(TextChoices):
    """Of a proposal of closure: a person accepts or refuses it, or the lists withdraw it."""

    OPEN = "open", _("Waiting for a person")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Another child")
    WITHDRAWN = "withdrawn", _("Withdrawn: the lists no longer say so")


class TransferState(TextChoices):
    """How it stands with telling another authority of a child (regulation 6)."""

    TO_SEND = "to_send", _("The pack is still to be sent")
    TOLD = "told", _("Told by a pack")
    WAITING = "waiting", _("Told, waits for the answer")
    ACCEPTED = "accepted", pgettext_lazy("transfer of a child", "Accepted")
    REFUSED = "refused", pgettext_lazy("transfer of a child", "Refused")

    @classmethod
    def unfinished(cls) -> tuple[str, ...]:
        return cls.TO_SEND, cls.WAITING


class EventKind(TextChoices):
    OPENED = "opened", _("Case opened")
    FINDING = "finding", _("Finding recorded")
    ENTERED = "entered", _("Entered on the CME database")
    MOVED = "moved", _("Status changed")
    NOTED = "noted", _("Note added")
    FLAGGED = "flagged", _("Fact recorded")
    ASSIGNED = "assigned", _("Caseworker changed")
    CLOSED = "closed", _("Case closed")
    REMOVED = "removed", _("Record removed from the CME database")
    RECORD_CHANGED = "record_changed", _("Statutory record changed")
    CHILD_CORRECTED = "child_corrected", _("Details of the child corrected")
    SEEN_ON_LIST = "seen_on_list", _("A list shows the child: closure proposed")
    PROPOSAL_ENDED = "proposal_ended", _("Proposal of closure ended")
    LEFT_LIST = "left_list", _("A list no longer shows the child")
    REOPENED = "reopened", _("Case reopened")
    MARKED = "marked", _("Flag set")
    UNMARKED = "unmarked", _("Flag ended")
    ENQUIRED = "enquired", _("Enquiry recorded")
    TASK_SET = "task_set", _("Task set")
    TASK_CHANGED = "task_changed", _("Task changed")
    TASK_ENDED = "task_ended", _("Task ended")
    CLOCK_STARTED = "clock_started", _("Clock started")
    CLOCK_CHANGED = "clock_changed", _("Clock reckoned again")
    CLOCK_PAUSED = "clock_paused", _("Clock paused")
    CLOCK_RESUMED = "clock_resumed", _("Clock goes on")
    CLOCK_ENDED = "clock_ended", _("Clock ended")
    TRANSFERRED = "transferred", _("Another authority told of the child")
    ERASED = "erased", _("Details erased")
    CLOSURE_ASKED = "closure_asked", _("Closing asked for")
    CLOSURE_REFUSED = "closure_refused", _("Closing not agreed")
    CONTACT_SET = "contact_set", _("Person around the child recorded")
    CONTACT_ENDED = "contact_ended", _("Person around the child taken off")
    ADDRESS_SET = "address_set", _("Address of the child recorded")
    SIBLING_SET = "sibling_set", _("Brother or sister recorded")
    SIBLING_ENDED = "sibling_ended", _("Brother or sister taken off")
    CIRCUMSTANCES = "circumstances", _("Origin and reason recorded")
    LETTER_MADE = "letter_made", _("Letter written")
    LETTER_POSTED = "letter_posted", _("Letter given to GOV.UK Notify")
    ATTACHED = "attached", _("Attachment added")
    DETACHED = "detached", _("Attachment removed")
    QUERIED = "queried", _("Value queried")
    QUERY_STEP = "query_step", _("Step taken on a query")
    QUERY_SETTLED = "query_settled", _("Query settled")
    REBASED = "rebased", _("Record put on another legal basis")


class AdminEventKind(TextChoices):
    PERSON_ADDED = "person_added", _("Person or system added")
    PERSON_CHANGED = "person_changed", _("Person or system changed")
    PASSWORD_RENEWED = "password_renewed", _("New password made")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("Second factor taken away")
    TOKEN_MADE = "token_made", _("Token made")
    TOKEN_ENDED = "token_ended", _("Token ended")
    AUTHORITY_CHANGED = "authority_changed", _("Authority changed")
    REFERENCE_LOADED = "reference_loaded", _("Reference data loaded")
    FIELD_RULES_SET = "field_rules_set", _("Field rules set")
    LIMITS_SET = "limits_set", _("Limits of plausible lists set")
    LIST_LET_THROUGH = "list_let_through", _("Stopped list let through")
    LIST_UNDONE = "list_undone", _("Approved list taken back")
    LIST_GIVEN_UP = "list_given_up", _("Kind of list given up")
    MATCH_TAKEN_APART = "match_taken_apart", _("Match of a purged row taken apart")
    CODES_SAVED = "codes_saved", _("Origins and reasons changed")


class ReferenceKind(TextChoices):
    """What an administrator loads."""

    DISTRICTS = "districts", _("Postcode districts")
    SCHOOLS = "schools", _("Schools")
    DEPRIVATION = "deprivation", _("Deprivation of areas")


class Origin(TextChoices):
    """Where an address on the statutory record stands."""

    CURRENT = "current", _("Current address")
    LAST_KNOWN = "last_known", _("Last known address")


class AddressStanding(TextChoices):
    """One address of a child among those over the years."""

    CURRENT = "current", _("Current address")
    LAST_KNOWN = "last_known", _("Last known address")
    FORMER = "former", _("Former address")


class Relation(TextChoices):
    """Who somebody is to the child, or to the case."""

    PARENT = "parent", _("Parent")
    CARER = "carer", _("Carer, or somebody else with parental responsibility")
    FAMILY = "family", _("Another member of the family")
    EDUCATION = "education", _("Provides education")
    AUTHORITY = "authority", _("Another authority")
    PROFESSIONAL = "professional", _("Another professional")


class Preference(TextChoices):
    """In which language somebody wants to be written to. 'Not asked' is not English."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    WELSH = "welsh", _("Welsh")
    ENGLISH = "english", _("English")
    BOTH = "both", _("Welsh and English")


class LetterKind(TextChoices):
    """Which letter. Each has a pair of texts, the shipped one or the authority's own."""

    ENQUIRY = "enquiry", _("Enquiry about a child's education")
    S437 = "s437", _("Notice under section 437")
    HOME_EDUCATION = "home_education", _("Acknowledgement of home education")
    RECEIVING = "receiving", _("Notice to a receiving authority")


class LetterState(TextChoices):
    PRINTED = "printed", _("To print")
    WAITING = "waiting", _("Waits for GOV.UK Notify")
    SENT = "sent", _("GOV.UK Notify has it")
    FAILED = "failed", _("GOV.UK Notify did not take it")
    POSTED = "posted", _("Printed and posted")
    NOT_POSTED = "not_posted", _("Taken, but not posted")


class MarkerKind(TextChoices):
    """What stands on a case beside its status: a flag with a reason, since a day, by somebody."""

    PAUSED = "paused", pgettext_lazy("case marker", "Paused")
    SAFEGUARDING = "safeguarding", _("Safeguarding concern")


class ClockKind(TextChoices):
    """What a number of days counts towards. The targets are the authority's own, never law."""

    REG6_NOTICE = "reg6_notice", _("Tell the receiving authority: 28 days (regulation 6)")
    REG6_REMOVAL = "reg6_removal", _("Remove the record: the child has left (regulation 6)")
    S437_NOTICE = "s437_notice", _("Notice to satisfy the authority: 15 days (section 437)")
    OFF_ROLL_RETURN = "off_roll_return", _("School's return after taking off the roll: ten school days (regulation 12)")
    RIGHTS_REQUEST = "rights_request", _("Answer a rights request: one calendar month")
    TARGET_CONTACT = "target_contact", _("Target of the authority: first contact")
    TARGET_LOCATED = "target_located", _("Target of the authority: child located")
    TARGET_OUTCOME = "target_outcome", _("Target of the authority: outcome")
    TARGET_IN = "target_in", _("Target of the authority: trace a child who came in")
    TARGET_OUT = "target_out", _("Target of the authority: trace a child who left")


class ClockOutcome(TextChoices):
    MET = "met", _("Done")
    DROPPED = "dropped", _("No longer needed")
    ORDER = "order", _("A school attendance order was served (section 437)")


class EnquiryResult(TextChoices):
    FOUND = "found", _("Found something, as noted")
    NOTHING = "nothing", _("Nothing found")
    NO_ANSWER = "no_answer", _("No answer")
    NOT_NEEDED = "not_needed", _("Not needed, as noted")


class TaskOutcome(TextChoices):
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("No longer needed")


class ClosureRule(TextChoices):
    """What an authority does when a child leaves its area."""

    ON_LEAVING = "on_leaving", _("Close the case when the child has left the area")
    UNTIL_IN_SCHOOL = "until_in_school", _("Keep the case until the child is confirmed in education elsewhere")


class SpanKind(TextChoices):
    """A stretch of an authority's school calendar."""

    TERM = "term", _("Schools are open")
    CLOSED = "closed", _("Schools are closed")


class BulkKind(TextChoices):
    """What can be done to many cases at once."""

    ASSIGN = "assign", _("Give to a caseworker")
    MOVE = "move", _("Change the status")
    TASK = "task", _("Set a task")
    LETTER = "letter", _("Write to the parents")
