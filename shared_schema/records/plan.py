"""The reintegration plan and its goals (records.md 2.12)."""

from shared_schema.records.field import ACCOUNT, CODED, DECLINED, NOT_ASKED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, LATEST, ONCE, Group, Protective
from shared_schema.records.types import Choice, Date, Ref, Text
from shared_schema.vocabularies.conference import APPROVAL, GOAL_PROGRESS
from shared_schema.vocabularies.outcome import OUTCOME_DOMAIN
from shared_schema.vocabularies.person import YES_NO_UNSURE
from shared_schema.vocabularies.services import SERVICE_TYPE
from shared_schema.vocabularies.visit import FOLLOW_UP_PATTERN

_APPROVAL, _PROGRESS = Group("approval"), Group("progress")
_PATTERN = Protective(("intensive", "standard", "light"))
_OPEN = (NOT_ASKED, DECLINED)

REINTEGRATION_PLAN = Kind(
    "reintegration_plan",
    "Reintegration plan",
    "ផែនការសមាហរណកម្ម",
    Placement.DOSSIER,
    (
        Field("made_on", Date(), "Plan date", "ថ្ងៃធ្វើផែនការ", CODED, ONCE, short=True, required=True),
        Field("vision", Text(), "What the person wants", "អ្វីដែលសាមីខ្លួនចង់បាន", ACCOUNT, ASK, short=True, non_answers=_OPEN),
        Field("agreed_by_person", Choice(YES_NO_UNSURE), "Person agrees", "សាមីខ្លួនយល់ព្រម", CODED, ASK, short=True, non_answers=_OPEN),
        Field("follow_up_pattern", Choice(FOLLOW_UP_PATTERN), "Visit pattern", "កាលវិភាគតាមដាន", CODED, _PATTERN),
        Field("approval", Choice(APPROVAL), "Approval", "ការអនុម័ត", OPERATIONAL, _APPROVAL, default="draft"),
        Field("approved_by", Ref(("worker",)), "Approved by", "អនុម័តដោយ", OPERATIONAL, _APPROVAL),
        Field("approved_on", Date(), "Approved on", "ថ្ងៃអនុម័ត", OPERATIONAL, _APPROVAL),
    ),
)

GOAL = Kind(
    "goal",
    "Goal",
    "គោលដៅ",
    Placement.DOSSIER,
    (
        Field("domain", Choice(OUTCOME_DOMAIN), "Domain", "វិស័យ", CODED, ASK, short=True, required=True),
        Field("goal", Text(), "Goal", "គោលដៅ", ACCOUNT, ASK, short=True, required=True),
        Field("service_type", Choice(SERVICE_TYPE), "Through which service", "តាមសេវា", CODED, ASK, short=True),
        Field("provider", Ref(("provider",)), "By whom", "ដោយ", OPERATIONAL, ASK, short=True),
        Field("planned_end_date", Date(), "By when", "ត្រឹមថ្ងៃ", OPERATIONAL, LATEST, short=True, future_ok=True),
        Field("progress", Choice(GOAL_PROGRESS), "Progress", "វឌ្ឍនភាព", CODED, _PROGRESS, short=True, default="not_started"),
        Field("actual_end_date", Date(), "Reached on", "សម្រេចថ្ងៃ", CODED, _PROGRESS, short=True, required_when=When("progress", ("achieved",))),
    ),
)
