"""Case conferences, who sat in them and what was decided (records.md 2.15)."""

from shared_schema.records.field import ACCOUNT, CODED, DECLINED, IDENTITY, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ONCE, Group
from shared_schema.records.types import Bool, Choice, Date, LongText, Ref, Text
from shared_schema.vocabularies.conference import (
    ATTENDEE_ROLE,
    CONFERENCE_STATE,
    CONFERENCE_TYPE,
    DECISION_TYPE,
    PRESENCE,
)

_MINUTES, _OWNER = Group("minutes"), Group("owner")
_SIGNED = When("state", ("signed",))

CASE_CONFERENCE = Kind(
    "case_conference",
    "Case conference",
    "កិច្ចប្រជុំករណី",
    Placement.DOSSIER,
    (
        Field("held_on", Date(), "Date", "កាលបរិច្ឆេទ", OPERATIONAL, ASK, short=True, required=True, future_ok=True),
        Field("place", Text(), "Place", "ទីកន្លែង", ACCOUNT, ASK, short=True),
        Field("conference_type", Choice(CONFERENCE_TYPE), "Type", "ប្រភេទ", CODED, ASK, short=True, required=True),
        Field("state", Choice(CONFERENCE_STATE), "State", "ស្ថានភាព", OPERATIONAL, _MINUTES, short=True, default="planned"),
        Field("chair", Ref(("worker",)), "Chair", "ប្រធាន", OPERATIONAL, ASK, short=True),
        Field("person_present", Choice(PRESENCE), "Person present", "សាមីខ្លួនចូលរួម", CODED, ASK, short=True, required_when=_SIGNED),
        Field("person_view", LongText(), "The person's own view", "ទស្សនៈរបស់សាមីខ្លួន", ACCOUNT, ASK, short=True, asked=True, non_answers=(DECLINED,)),
        Field("strengths", LongText(), "Strengths", "ចំណុចខ្លាំង", ACCOUNT, ASK),
        Field("limitations", LongText(), "Limits", "ដែនកំណត់", ACCOUNT, ASK),
        Field("minutes_signed_by", Ref(("worker",)), "Minutes signed by", "អ្នកចុះហត្ថលេខាកំណត់ហេតុ", OPERATIONAL, _MINUTES, required_when=_SIGNED),
        Field("minutes_signed_on", Date(), "Minutes signed on", "ថ្ងៃចុះហត្ថលេខាកំណត់ហេតុ", OPERATIONAL, _MINUTES, required_when=_SIGNED),
    ),
)

CONFERENCE_ATTENDEE = Kind(
    "conference_attendee",
    "Conference attendee",
    "អ្នកចូលរួមប្រជុំ",
    Placement.DOSSIER,
    (
        Field("conference_id", Ref(("case_conference",)), "Conference", "កិច្ចប្រជុំករណី", OPERATIONAL, ONCE, short=True, required=True),
        Field("name", Text(), "Name", "ឈ្មោះ", IDENTITY, ASK, short=True, required=True),
        Field("agency", Ref(("provider",)), "Agency", "ស្ថាប័ន", OPERATIONAL, ASK, short=True),
        Field("agency_text", Text(), "Or agency in words", "ឬស្ថាប័នជាពាក្យ", ACCOUNT, ASK, short=True),
        Field("role", Choice(ATTENDEE_ROLE), "Role", "តួនាទី", OPERATIONAL, ASK),
        Field("confidentiality_signed", Bool(), "Undertaking signed", "បានចុះកិច្ចសន្យារក្សាការសម្ងាត់", OPERATIONAL, ASK),
    ),
)

CONFERENCE_DECISION = Kind(
    "conference_decision",
    "Conference decision",
    "សេចក្តីសម្រេចកិច្ចប្រជុំ",
    Placement.DOSSIER,
    (
        Field("conference_id", Ref(("case_conference",)), "Conference", "កិច្ចប្រជុំករណី", OPERATIONAL, ONCE, short=True, required=True),
        Field("discussion", LongText(), "Discussion", "ការពិភាក្សា", ACCOUNT, ASK),
        Field("text", Text(), "Decision", "សេចក្តីសម្រេច", ACCOUNT, ASK, short=True, required=True),
        Field("decision_type", Choice(DECISION_TYPE), "Type of decision", "ប្រភេទសេចក្តីសម្រេច", CODED, ASK, short=True, required=True),
        Field("owner_agency", Ref(("provider",)), "Agency that does it", "ស្ថាប័នទទួលខុសត្រូវ", OPERATIONAL, _OWNER, short=True),
        Field("owner_worker", Ref(("worker",)), "Worker who does it", "បុគ្គលិកទទួលខុសត្រូវ", OPERATIONAL, _OWNER, short=True),
        Field("due_on", Date(), "By when", "ត្រឹមថ្ងៃ", OPERATIONAL, ASK, short=True, required=True, future_ok=True),
        Field("dissent", Text(), "Dissent", "មតិផ្ទុយ", ACCOUNT, ASK),
        Field("task_id", Text(), "Task", "កិច្ចការ", OPERATIONAL, ONCE),
    ),
)
