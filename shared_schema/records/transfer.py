"""Moving a case to another office, and two cases that may be one person (records.md 2.20).

Both kinds lie in two scopes and hold codes for both; words are for the home's scope alone.
"""

from shared_schema.records.field import ACCOUNT, CODED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group
from shared_schema.records.types import Choice, Choices, Date, Int, Ref, Text
from shared_schema.vocabularies.match_evidence import MATCH_EVIDENCE
from shared_schema.vocabularies.tracing import MATCH_BAND
from shared_schema.vocabularies.transfer import (
    HANDOVER_ITEM,
    LINK_STATE,
    TRANSFER_REASON,
    TRANSFER_REFUSAL,
    TRANSFER_STATE,
)

_STATE = Group("state")
_DECIDED = When("state", ("not_duplicate", "merged", "unmerged"))

CASE_TRANSFER = Kind(
    "case_transfer",
    "Transfer of a case",
    "ការផ្ទេរករណី",
    Placement.DOSSIER,
    (
        Field("from_office", Ref(("office",)), "From office", "ពីការិយាល័យ", OPERATIONAL, ONCE, short=True, required=True),
        Field("to_office", Ref(("office",)), "To office", "ទៅការិយាល័យ", OPERATIONAL, ONCE, short=True, required=True),
        Field("to_worker", Ref(("worker",)), "To worker", "ទៅបុគ្គលិក", OPERATIONAL, ASK, short=True),
        Field("reason", Choice(TRANSFER_REASON), "Reason", "មូលហេតុ", CODED, ASK, short=True, required=True),
        Field("state", Choice(TRANSFER_STATE), "State", "ស្ថានភាព", OPERATIONAL, _STATE, short=True, default="draft"),
        Field("sent_on", Date(), "Sent on", "ថ្ងៃផ្ញើ", OPERATIONAL, _STATE, short=True),
        Field("answered_on", Date(), "Answered on", "ថ្ងៃឆ្លើយ", OPERATIONAL, _STATE, short=True),
        Field("refused_why", Choice(TRANSFER_REFUSAL), "Refused because", "មិនទទួលព្រោះ", OPERATIONAL, _STATE, short=True, required_when=When("state", ("refused",))),
        Field("state_reason", Text(), "Reason in words", "មូលហេតុជាពាក្យ", ACCOUNT, ASK, home_only=True),
        Field("handover_done", Choices(HANDOVER_ITEM), "Handed over", "បានប្រគល់", OPERATIONAL, ELEMENTS),
    ),
    two_dossiers=True,
)

CASE_LINK = Kind(
    "case_link",
    "Link between two cases",
    "ទំនាក់ទំនងរវាងករណីពីរ",
    Placement.DOSSIER,
    (
        Field("case_a", Ref(("case",)), "First case", "ករណីទី1", OPERATIONAL, ONCE, short=True, required=True),
        Field("case_b", Ref(("case",)), "Second case", "ករណីទី2", OPERATIONAL, ONCE, short=True, required=True),
        Field("state", Choice(LINK_STATE), "State", "ស្ថានភាព", OPERATIONAL, _STATE, short=True, default="proposed"),
        Field("survivor", Ref(("case",)), "Kept case", "ករណីដែលរក្សាទុក", OPERATIONAL, _STATE, short=True, required_when=When("state", ("merged",))),
        Field("decided_by", Ref(("worker",)), "Decided by", "អ្នកសម្រេច", OPERATIONAL, _STATE, short=True),
        Field("decided_on", Date(), "Decided on", "ថ្ងៃសម្រេច", OPERATIONAL, _STATE, short=True),
        Field("reason", Text(), "Reason in words", "មូលហេតុជាពាក្យ", ACCOUNT, ASK, asked_when=_DECIDED, home_only=True),
        Field("band", Choice(MATCH_BAND), "Band", "ក្រុមពិន្ទុ", OPERATIONAL, LATEST),
        Field("score", Int(), "Score", "ពិន្ទុ", OPERATIONAL, LATEST),
        Field("evidence", Choices(MATCH_EVIDENCE), "What agrees, what differs", "ចំណុចដូច និងខុស", OPERATIONAL, LATEST),
    ),
    two_dossiers=True,
)
