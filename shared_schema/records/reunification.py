"""Return to family or placement in a community (records.md 2.11)."""

from shared_schema.records.field import ACCOUNT, CODED, IDENTITY, OPERATIONAL, UNKNOWN, Field, When
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group
from shared_schema.records.types import Bool, Choice, Choices, Date, LongText, Place, Ref, Text
from shared_schema.vocabularies.care import (
    CARE_ARRANGEMENT,
    CARE_CHANGE_REASON,
    RETURN_STATE,
    RETURN_SUPPORT,
    RETURN_TYPE,
)
from shared_schema.vocabularies.conference import APPROVAL

_APPROVAL, _STATE, _BREAKDOWN = Group("approval"), Group("state"), Group("breakdown")
_TO_RELATIVES = When("return_type", ("to_family", "to_kin"))
_DONE = When("state", ("done",))
_DONE_TO_RELATIVES = When("state", ("done",), also=_TO_RELATIVES)

REUNIFICATION = Kind(
    "reunification",
    "Return or placement",
    "ការជួបជុំ / ការដាក់ឱ្យរស់នៅ",
    Placement.DOSSIER,
    (
        Field("return_type", Choice(RETURN_TYPE), "Type", "ប្រភេទ", CODED, ONCE, short=True, required=True),
        Field("verification_id", Ref(("verification",)), "Verification", "ការផ្ទៀងផ្ទាត់", OPERATIONAL, ONCE, short=True, required_when=_TO_RELATIVES),
        Field("planned_on", Date(), "Planned for", "ថ្ងៃគ្រោង", OPERATIONAL, LATEST, short=True, future_ok=True),
        Field("approval", Choice(APPROVAL), "Approval", "ការអនុម័ត", OPERATIONAL, _APPROVAL, short=True, default="draft"),
        Field("approved_by", Ref(("worker",)), "Approved by", "អនុម័តដោយ", OPERATIONAL, _APPROVAL, short=True),
        Field("approved_on", Date(), "Approved on", "ថ្ងៃអនុម័ត", OPERATIONAL, _APPROVAL, short=True),
        Field("state", Choice(RETURN_STATE), "State", "ស្ថានភាព", CODED, _STATE, short=True, default="planned"),
        Field("date_reunification", Date(), "Took place on", "ថ្ងៃប្រព្រឹត្តទៅ", CODED, _STATE, short=True, required_when=_DONE),
        Field("to_place", Place(), "To where", "ទៅទីណា", IDENTITY, ASK, short=True, required_when=_DONE),
        Field("to_member", Ref(("family_member",)), "To whom", "ទៅជាមួយនរណា", OPERATIONAL, ASK, short=True, required_when=_DONE_TO_RELATIVES),
        Field("care_arrangement", Choice(CARE_ARRANGEMENT), "Arrangement", "ការរៀបចំការថែទាំ", CODED, ASK, short=True, required_when=_DONE, non_answers=(UNKNOWN,)),
        Field("package", Choices(RETURN_SUPPORT), "Support given", "ការឧបត្ថម្ភ", CODED, ELEMENTS),
        Field("escorted_by", Text(), "Escort", "អ្នកជូនដំណើរ", IDENTITY, ASK),
        Field("authority_informed", Bool(), "Authority informed", "ជូនដំណឹងអាជ្ញាធរ", OPERATIONAL, ASK),
        Field("broke_down_on", Date(), "Broke down on", "ថ្ងៃបរាជ័យ", CODED, _BREAKDOWN, required_when=When("breakdown_reason")),
        Field("breakdown_reason", Choice(CARE_CHANGE_REASON), "Broke down because", "មូលហេតុបរាជ័យ", CODED, _BREAKDOWN, required_when=When("broke_down_on")),
        Field("notes", LongText(), "Notes", "កំណត់ចំណាំ", ACCOUNT, ASK),
    ),
)
