"""Assessment of needs and risk, repeated over time (records.md 2.4)."""

from shared_schema.records.domains import domain_fields
from shared_schema.records.field import ACCOUNT, CODED, DECLINED, NOT_ASKED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, ONCE, Group
from shared_schema.records.types import Bool, Choice, Choices, Date, LongText, Ref, Text
from shared_schema.vocabularies.outcome import (
    ASSESSMENT_TYPE,
    INFORMANT,
    RECOMMENDATION,
    RISK_FACTOR,
    RISK_LEVEL,
)
from shared_schema.vocabularies.services import SERVICE_TYPE

_APPROVAL = Group("approval")

ASSESSMENT = Kind(
    "assessment",
    "Assessment",
    "ការវាយតម្លៃ",
    Placement.DOSSIER,
    (
        Field("assessed_on", Date(), "Date", "កាលបរិច្ឆេទ", CODED, ONCE, short=True, required=True),
        Field("assessment_type", Choice(ASSESSMENT_TYPE), "Type", "ប្រភេទ", CODED, ONCE, short=True, required=True),
        Field("informants", Choices(INFORMANT), "Spoken with", "បានសួរជាមួយ", CODED, ELEMENTS),
        *domain_fields(asked_when=When("assessment_type", ("initial",))),
        Field("risk_level", Choice(RISK_LEVEL), "Risk found", "ហានិភ័យរកឃើញ", CODED, ASK, short=True, required=True),
        Field("risk_factors", Choices(RISK_FACTOR), "Risk factors", "កត្តាហានិភ័យ", CODED, ELEMENTS, short=True, required_when=When("risk_level", ("medium", "high"))),
        Field("protective_factors", Text(), "Strengths and support", "ចំណុចខ្លាំង និងការគាំទ្រ", ACCOUNT, ASK, non_answers=(NOT_ASKED, DECLINED)),
        Field("needs", Choices(SERVICE_TYPE), "Services needed", "សេវាត្រូវការ", CODED, ELEMENTS, short=True),
        Field("recommendation", Choice(RECOMMENDATION), "Recommendation", "អនុសាសន៍", CODED, ASK, short=True, required_when=When("completed", (True,))),
        Field("summary", LongText(), "Summary", "សេចក្តីសង្ខេប", ACCOUNT, ASK),
        Field("person_view", LongText(), "The person's view", "ទស្សនៈរបស់សាមីខ្លួន", ACCOUNT, ASK, non_answers=(NOT_ASKED, DECLINED)),
        Field("completed", Bool(), "Completed", "បានបញ្ចប់", OPERATIONAL, _APPROVAL),
        Field("approved_by", Ref(("worker",)), "Approved by", "អនុម័តដោយ", OPERATIONAL, _APPROVAL),
        Field("approved_on", Date(), "Approved on", "ថ្ងៃអនុម័ត", OPERATIONAL, _APPROVAL),
    ),
)
