"""Closing a case, and what became of the reintegration (records.md 2.18)."""

from shared_schema.records.domains import domain_fields
from shared_schema.records.field import (
    ACCOUNT,
    CODED,
    DECLINED,
    NOT_ASKED,
    OPERATIONAL,
    UNKNOWN,
    Field,
    When,
)
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ONCE, Group
from shared_schema.records.types import Bool, Choice, Date, LongText, Ref, Text
from shared_schema.vocabularies.conference import APPROVAL
from shared_schema.vocabularies.outcome import CLOSURE_REASON, REINTEGRATION_OUTCOME
from shared_schema.vocabularies.person import YES_NO_UNSURE

_APPROVAL = Group("approval")
_REINTEGRATED = When("closure_reason", ("reintegrated",))
_CAN_BE_ASKED = When(
    "closure_reason",
    tuple(reason.code for reason in CLOSURE_REASON if reason.code not in ("died", "lost_to_follow_up")),
)

CLOSURE = Kind(
    "closure",
    "Closure",
    "ការបិទករណី",
    Placement.DOSSIER,
    (
        Field("proposed_on", Date(), "Proposed on", "ថ្ងៃស្នើ", CODED, ONCE, short=True, required=True),
        Field("closure_reason", Choice(CLOSURE_REASON), "Reason", "មូលហេតុ", CODED, ASK, short=True, required=True),
        Field("outcome", Choice(REINTEGRATION_OUTCOME), "Outcome", "លទ្ធផលសមាហរណកម្ម", CODED, ASK, short=True, required_when=_REINTEGRATED, asked=True, non_answers=(UNKNOWN,)),
        *domain_fields(asked_when=_REINTEGRATED),
        Field("domain_reason", Text(), "Why close with a domain below 3 or not answered", "ហេតុអ្វីបិទ ទោះវិស័យណាក្រោម 3 ឬគ្មានចម្លើយ", ACCOUNT, ASK),
        Field("person_agrees", Choice(YES_NO_UNSURE), "Person agrees to close", "សាមីខ្លួនយល់ព្រម", CODED, ASK, short=True, required_when=_CAN_BE_ASKED, non_answers=(NOT_ASKED, DECLINED)),
        Field("knows_whom_to_call", Bool(), "Knows whom to call", "ដឹងថាត្រូវហៅអ្នកណា", CODED, ASK, short=True, required_when=_REINTEGRATED),
        Field("summary", LongText(), "Summary", "សេចក្តីសង្ខេប", ACCOUNT, ASK),
        Field("approval", Choice(APPROVAL), "Approval", "ការអនុម័ត", OPERATIONAL, _APPROVAL, short=True, default="draft"),
        Field("approved_by", Ref(("worker",)), "Approved by", "អនុម័តដោយ", OPERATIONAL, _APPROVAL, short=True),
        Field("approved_on", Date(), "Approved on", "ថ្ងៃអនុម័ត", OPERATIONAL, _APPROVAL, short=True),
    ),
)
