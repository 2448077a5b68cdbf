"""A match between a person and a family, and its verification by two people (records.md 2.9 and 2.10)."""

from shared_schema.records.field import (
    ACCOUNT,
    CODED,
    DECLINED,
    IDENTITY,
    NOT_ASKED,
    OPERATIONAL,
    Field,
    When,
)
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group, Protective
from shared_schema.records.types import Bool, Choice, Choices, Date, Int, LongText, Place, Ref, Text
from shared_schema.vocabularies.match_evidence import MATCH_EVIDENCE
from shared_schema.vocabularies.person import YES_NO_UNSURE
from shared_schema.vocabularies.tracing import (
    COMPLICITY,
    DOCUMENT_TYPE,
    HOME_SAFETY,
    MATCH_BAND,
    MATCH_SOURCE,
    MATCH_STATE,
    MATCH_STEP,
    MATCH_WHY,
    VERIFICATION_FACT,
    VERIFICATION_RESULT,
)

_STATE = Group("state")
_SIDE_A, _SIDE_B, _RESULT = Group("side_a"), Group("side_b"), Group("result")
_SIGN_1, _SIGN_2 = Group("sign1"), Group("sign2")
_REJECTED = When("state", ("rejected",))
_DECIDED = When("state", ("under_verification", "confirmed", "rejected", "reunited", "reunited_elsewhere"))
_COMPLICITY = Protective(("involved", "suspected", "not_checked", "cleared"))
_HOME_SAFETY = Protective(("unsafe", "needs_support", "not_checked", "safe"))
_OPEN = (NOT_ASKED, DECLINED)

MATCH = Kind(
    "match",
    "Match",
    "ការផ្គូផ្គង",
    Placement.DOSSIER,
    (
        Field("case_id", Ref(("case",)), "Case", "ករណី", OPERATIONAL, ONCE, short=True, required=True),
        Field("found_by", Choice(MATCH_SOURCE), "Found by", "រកឃើញដោយ", OPERATIONAL, ONCE, short=True, required=True),
        Field("inquiry_id", Ref(("tracing_inquiry",)), "Inquiry", "សំណើស្វែងរក", OPERATIONAL, ONCE, short=True),
        Field("family_member_id", Ref(("family_member",)), "Or located relative", "ឬសាច់ញាតិដែលរកឃើញ", OPERATIONAL, ONCE, short=True),
        Field("band", Choice(MATCH_BAND), "Band", "ក្រុមពិន្ទុ", OPERATIONAL, LATEST),
        Field("score", Int(), "Score", "ពិន្ទុ", OPERATIONAL, LATEST),
        Field("weights_version", Text(), "Weight set", "សំណុំទម្ងន់", OPERATIONAL, LATEST),
        Field("evidence", Choices(MATCH_EVIDENCE), "What agrees, what differs", "ចំណុចដូច និងខុស", CODED, LATEST),
        Field("proposed_step", Choice(MATCH_STEP), "Proposed by the worker", "បុគ្គលិកស្នើ", CODED, LATEST),
        Field("proposed_why", Choice(MATCH_WHY), "Proposed because", "ស្នើព្រោះ", CODED, LATEST),
        Field("state", Choice(MATCH_STATE), "State", "ស្ថានភាព", CODED, _STATE, short=True, required=True, default="proposed"),
        Field("why", Choice(MATCH_WHY), "Because", "ព្រោះ", CODED, _STATE, short=True, required_when=_REJECTED),
        Field("decided_by", Ref(("worker",)), "Decided by", "អ្នកសម្រេច", OPERATIONAL, _STATE, short=True, required_when=_DECIDED),
        Field("decided_on", Date(), "Decided on", "ថ្ងៃសម្រេច", OPERATIONAL, _STATE, short=True),
        Field("state_reason", Text(), "Reason in words", "មូលហេតុជាពាក្យ", ACCOUNT, ASK, asked_when=When("why"), home_only=True),
    ),
    two_dossiers=True,
)

VERIFICATION = Kind(
    "verification",
    "Verification",
    "ការផ្ទៀងផ្ទាត់",
    Placement.DOSSIER,
    (
        Field("match_id", Ref(("match",)), "Match", "ការផ្គូផ្គង", OPERATIONAL, ONCE, short=True, required=True),
        Field("beneficiary_interviewed_on", Date(), "Person heard on", "ថ្ងៃសួរសាមីខ្លួន", OPERATIONAL, _SIDE_A, short=True),
        Field("beneficiary_interviewed_by", Ref(("worker",)), "Person heard by", "អ្នកសួរសាមីខ្លួន", OPERATIONAL, _SIDE_A, short=True),
        Field("family_interviewed_on", Date(), "Family heard on", "ថ្ងៃសួរគ្រួសារ", OPERATIONAL, _SIDE_B, short=True),
        Field("family_interviewed_by", Ref(("worker",)), "Family heard by", "អ្នកសួរគ្រួសារ", OPERATIONAL, _SIDE_B, short=True),
        Field("family_interviewed_place", Place(), "Family heard at", "ទីកន្លែងសួរគ្រួសារ", IDENTITY, _SIDE_B, short=True),
        Field("beneficiary_answers", LongText(), "What the person told", "ចម្លើយរបស់សាមីខ្លួន", ACCOUNT, ASK, short=True, non_answers=_OPEN),
        Field("family_answers", LongText(), "What the family told", "ចម្លើយរបស់គ្រួសារ", ACCOUNT, ASK, short=True, non_answers=_OPEN),
        Field("interviewed_apart", Bool(), "Heard separately", "សួរដាច់ដោយឡែក", CODED, ASK, short=True),
        Field("facts_checked", Choices(VERIFICATION_FACT), "Facts compared and found equal", "ចំណុចដែលត្រូវគ្នា", CODED, ELEMENTS, short=True),
        Field("facts_differ", Text(), "What did not agree", "ចំណុចមិនត្រូវគ្នា", ACCOUNT, ASK),
        Field("beneficiary_recognises", Choice(YES_NO_UNSURE), "Person recognises the family", "សាមីខ្លួនស្គាល់គ្រួសារ", CODED, ASK, short=True, non_answers=_OPEN),
        Field("family_recognises", Choice(YES_NO_UNSURE), "Family recognises the person", "គ្រួសារស្គាល់សាមីខ្លួន", CODED, ASK, short=True, non_answers=_OPEN),
        Field("documents_seen", Choices(DOCUMENT_TYPE), "Documents seen", "ឯកសារបានឃើញ", CODED, ELEMENTS),
        Field("authority_witness", Text(), "Commune or village witness", "សាក្សីអាជ្ញាធរ", IDENTITY, ASK),
        Field("complicity_check", Choice(COMPLICITY), "Did the family take part in the trafficking?", "តើគ្រួសារពាក់ព័ន្ធទេ?", CODED, _COMPLICITY, short=True, required=True, default="not_checked"),
        Field("home_safety", Choice(HOME_SAFETY), "Safety of the home", "សុវត្ថិភាពផ្ទះ", CODED, _HOME_SAFETY, short=True, required=True, default="not_checked"),
        Field("beneficiary_wish", Choice(YES_NO_UNSURE), "Wants to return", "ចង់ត្រឡប់ទៅវិញ", CODED, ASK, short=True, non_answers=_OPEN),
        Field("family_willing", Choice(YES_NO_UNSURE), "Family willing and able", "គ្រួសារព្រមទទួល", CODED, ASK, short=True, non_answers=_OPEN),
        Field("result", Choice(VERIFICATION_RESULT), "Result", "លទ្ធផល", CODED, _RESULT, short=True, required_when=When("first_sign_by")),
        Field("first_sign_by", Ref(("worker",)), "First sign-off by", "ហត្ថលេខាទី1 ដោយ", OPERATIONAL, _SIGN_1, short=True),
        Field("first_sign_on", Date(), "First sign-off on", "ថ្ងៃហត្ថលេខាទី1", OPERATIONAL, _SIGN_1, short=True),
        Field("second_sign_by", Ref(("worker",)), "Second sign-off by", "ហត្ថលេខាទី2 ដោយ", OPERATIONAL, _SIGN_2, short=True),
        Field("second_sign_on", Date(), "Second sign-off on", "ថ្ងៃហត្ថលេខាទី2", OPERATIONAL, _SIGN_2, short=True),
        Field("first_sign_basis", Text(), "First sign-off over", "មូលដ្ឋានហត្ថលេខាទី1", OPERATIONAL, _SIGN_1),
        Field("second_sign_basis", Text(), "Second sign-off over", "មូលដ្ឋានហត្ថលេខាទី2", OPERATIONAL, _SIGN_2),
    ),
)
