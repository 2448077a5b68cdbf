"""The consent ledger: one dated entry per decision of the person; entries are added, not edited (records.md 2.3)."""

from shared_schema.records.field import ACCOUNT, CODED, IDENTITY, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ONCE, Protective
from shared_schema.records.types import Choice, Choices, Date, Ref, Text
from shared_schema.vocabularies.consent import (
    CONSENT_DECISION,
    CONSENT_EVIDENCE,
    CONSENT_GIVER,
    CONSENT_PURPOSE,
    CONSENT_SCOPE,
    RECIPIENT_CLASS,
    SHARING_PURPOSES,
)
from shared_schema.vocabularies.person import YES_NO_UNSURE

_TO_PROVIDER = When("purpose", ("share_with_provider",))
_SHARING = When("purpose", SHARING_PURPOSES, also=When("decision", ("given",)))
_WITHDRAWN = When("withdrawn_on")

CONSENT = Kind(
    "consent",
    "Consent",
    "ការយល់ព្រម",
    Placement.DOSSIER,
    (
        Field("purpose", Choice(CONSENT_PURPOSE), "Purpose", "គោលបំណង", CODED, ONCE, short=True, required=True),
        Field("decision", Choice(CONSENT_DECISION), "Decision", "សេចក្តីសម្រេច", CODED, ONCE, short=True, required=True),
        Field("decided_on", Date(), "Date", "កាលបរិច្ឆេទ", CODED, ONCE, short=True, required=True),
        Field("recipient", Ref(("provider",)), "Shared with", "ចែករំលែកជាមួយ", OPERATIONAL, ONCE, short=True, asked_when=_TO_PROVIDER),
        Field("recipient_class", Choice(RECIPIENT_CLASS), "Or: kind of recipient", "ឬប្រភេទអ្នកទទួល", CODED, ONCE, asked_when=_TO_PROVIDER),
        Field("scope", Choices(CONSENT_SCOPE), "What may be shared", "អ្វីដែលអាចចែករំលែក", CODED, ONCE, short=True, required_when=_SHARING),
        Field("expires_on", Date(), "Ends on", "ផុតកំណត់", CODED, ONCE, future_ok=True),
        Field("given_by", Choice(CONSENT_GIVER), "Given by", "ផ្តល់ដោយ", CODED, ONCE, short=True, required=True),
        Field("giver_member", Ref(("family_member",)), "Guardian", "អាណាព្យាបាល", OPERATIONAL, ONCE, required_when=When("given_by", ("guardian",))),
        Field("child_assent", Choice(YES_NO_UNSURE), "Child agrees", "កុមារយល់ស្រប", CODED, ONCE, short=True),
        Field("evidence", Choice(CONSENT_EVIDENCE), "Recorded as", "ភស្តុតាង", CODED, ONCE, short=True, required=True),
        Field("evidence_file", Ref(("attachment",)), "Signed or thumb-printed form", "ទម្រង់មានហត្ថលេខា / ស្នាមមេដៃ", IDENTITY, ASK, asked_when=When("evidence", ("signature", "thumbprint"))),
        Field("witness_name", Text(), "Witness", "សាក្សី", IDENTITY, ONCE, required_when=When("evidence", ("thumbprint", "oral_witnessed"))),
        Field("interpreter_name", Text(), "Interpreter", "អ្នកបកប្រែ", IDENTITY, ONCE),
        Field("language", Text(), "Language of the interpreter", "ភាសារបស់អ្នកបកប្រែ", IDENTITY, ONCE),
        Field("conditions", Text(), "Conditions", "លក្ខខណ្ឌ", ACCOUNT, ONCE),
        Field("withdrawn_on", Date(), "Withdrawn on", "ថ្ងៃដកការយល់ព្រម", CODED, Protective(earliest=True), short=True),
        Field("withdrawn_how", Text(), "How withdrawn", "របៀបដក", ACCOUNT, ASK, required_when=_WITHDRAWN),
        Field("withdrawn_note", Text(), "Note on the withdrawal", "កំណត់ចំណាំអំពីការដក", ACCOUNT, ASK, asked_when=_WITHDRAWN),
    ),
)
