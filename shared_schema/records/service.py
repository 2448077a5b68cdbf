"""A service delivered, by anyone (records.md 2.14)."""

from shared_schema.records.field import ACCOUNT, CODED, OPERATIONAL, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, LATEST, ONCE, Group
from shared_schema.records.types import Bool, Choice, Date, Int, LongText, Ref, Text
from shared_schema.records.values import INT_LIMIT
from shared_schema.vocabularies.services import SERVICE_RESULT, SERVICE_TYPE

_PERIOD = Group("period")

SERVICE = Kind(
    "service",
    "Service delivered",
    "សេវាបានផ្តល់",
    Placement.DOSSIER,
    (
        Field("service_type", Choice(SERVICE_TYPE), "Service", "សេវា", CODED, ASK, short=True, required=True),
        Field("started_on", Date(), "From", "ចាប់ពី", CODED, _PERIOD, short=True, required=True),
        Field("ended_on", Date(), "Until", "ដល់", CODED, _PERIOD, short=True),
        Field("provider", Ref(("provider",)), "Provided by", "ផ្តល់ដោយ", OPERATIONAL, ASK, short=True),
        Field("own_office", Bool(), "By our own office", "ដោយការិយាល័យយើង", OPERATIONAL, ASK),
        Field("for_member", Ref(("family_member",)), "For a family member", "សម្រាប់សមាជិកគ្រួសារ", OPERATIONAL, ONCE),
        Field("referral_id", Ref(("referral",)), "From referral", "ពីការបញ្ជូន", OPERATIONAL, ASK),
        Field("goal_id", Ref(("goal",)), "For goal", "សម្រាប់គោលដៅ", OPERATIONAL, ASK),
        Field("result", Choice(SERVICE_RESULT), "Result", "លទ្ធផល", CODED, LATEST, short=True, required_when=When("ended_on")),
        Field("quantity", Int(0, INT_LIMIT - 1), "Sessions or days", "ចំនួនដង", OPERATIONAL, LATEST),
        Field("cost_usd", Int(0, INT_LIMIT - 1), "Cost (US dollars)", "ចំណាយ (ដុល្លារ)", OPERATIONAL, LATEST),
        Field("grant_code", Text(), "Paid by grant", "មូលនិធិ", OPERATIONAL, LATEST),
        Field("notes", LongText(), "Notes", "កំណត់ចំណាំ", ACCOUNT, ASK),
    ),
)
