"""The restricted records: what happened to the person, told once, and who did it (records.md 2.5 and 2.6)."""

from shared_schema.records.field import (
    ACCOUNT,
    CODED,
    DECLINED,
    IDENTITY,
    NON_ANSWERS,
    NOT_ASKED,
    OPERATIONAL,
    UNKNOWN,
    Field,
    When,
)
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group, Protective
from shared_schema.records.types import ApproximateDate, Bool, Choice, Choices, Int, LongText, Place, Ref, Text
from shared_schema.vocabularies.country import COUNTRY, NATIONALITY
from shared_schema.vocabularies.person import RELATION, SEX, YES_NO_UNSURE
from shared_schema.vocabularies.trafficking import (
    CONTROL_METHOD,
    DECIDING_BODY,
    EVENT_TYPE,
    EXPLOITATION_TYPE,
    ISIC_SECTION,
    LEGAL_ACTION,
    PERPETRATOR_ROLE,
    POLICE_STATUS,
    RECRUITMENT_METHOD,
    SEXUAL_EXPLOITATION_TYPE,
    TRAFFICKER_RELATIONSHIP,
    TRAFFICKING_STATUS,
)

_PERIOD = Group("period")
_VICTIM = When("trafficking_status", ("actual_victim",))
_SEXUAL = When("exploitation_types", ("sexual_exploitation",))
_LABOUR = When("exploitation_types", ("forced_labour",))
_CLOSENESS = Protective(("familial", "acquainted", "unacquainted"))
_THREAT = Protective(("yes", "unsure", "no"))
_NOT_KNOWN = (NOT_ASKED, UNKNOWN)

TRAFFICKING_ACCOUNT = Kind(
    "trafficking_account",
    "Trafficking account",
    "សាវតានៃការជួញដូរ",
    Placement.DOSSIER,
    (
        Field("trafficking_status", Choice(TRAFFICKING_STATUS), "Trafficking status", "ស្ថានភាពនៃការជួញដូរ", CODED, ASK, short=True, required=True),
        Field("status_decided_by", Choice(DECIDING_BODY), "Decided by", "អ្នកកំណត់", CODED, ASK, required_when=_VICTIM),
        Field("age_when_trafficked", Int(0, 110), "Age when trafficked", "អាយុពេលត្រូវគេជួញដូរ", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("exploitation_types", Choices(EXPLOITATION_TYPE), "Type of exploitation", "ប្រភេទនៃការកេងប្រវ័ញ្ច", CODED, ELEMENTS, short=True, required_when=_VICTIM, non_answers=NON_ANSWERS),
        Field("sexual_exploitation_types", Choices(SEXUAL_EXPLOITATION_TYPE), "Sexual exploitation", "ការកេងប្រវ័ញ្ចផ្លូវភេទ", CODED, ELEMENTS, required_when=_SEXUAL, non_answers=NON_ANSWERS),
        Field("labour_industry", Choice(ISIC_SECTION), "Industry", "វិស័យការងារ", CODED, ASK, required_when=_LABOUR, non_answers=NON_ANSWERS),
        Field("recruitment_methods", Choices(RECRUITMENT_METHOD), "Recruited through", "វិធីជ្រើសរើស", CODED, ELEMENTS, short=True, non_answers=NON_ANSWERS),
        Field("control_methods", Choices(CONTROL_METHOD), "Means of control", "មធ្យោបាយគ្រប់គ្រង", CODED, ELEMENTS, short=True, non_answers=NON_ANSWERS),
        Field("relationship_to_trafficker", Choice(TRAFFICKER_RELATIONSHIP), "Relationship to trafficker", "ទំនាក់ទំនងជាមួយអ្នកជួញដូរ", CODED, _CLOSENESS, non_answers=NON_ANSWERS),
        Field("exploited_in", Choice(COUNTRY), "Country of exploitation", "ប្រទេសនៃការកេងប្រវ័ញ្ច", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("started_on", ApproximateDate(), "From", "ចាប់ពី", CODED, _PERIOD, non_answers=NON_ANSWERS),
        Field("ended_on", ApproximateDate(), "Until", "ដល់", CODED, _PERIOD, non_answers=NON_ANSWERS),
        Field("debt_owed", Choice(YES_NO_UNSURE), "Debt still claimed", "នៅជាប់បំណុល", CODED, ASK, non_answers=(NOT_ASKED, DECLINED)),
        Field("legal_action", Choice(LEGAL_ACTION), "Legal action", "ចំណាត់ការផ្លូវច្បាប់", CODED, LATEST, non_answers=_NOT_KNOWN),
        Field("account", LongText(), "Account, in the person's words", "ដំណើររឿង", ACCOUNT, ASK, non_answers=(NOT_ASKED, DECLINED)),
        Field("do_not_ask_again", Bool(), "Person does not want to tell again", "មិនចង់រៀបរាប់ម្តងទៀត", CODED, Protective((True, False))),
    ),
    restricted=True,
)

TRAFFICKING_EVENT = Kind(
    "trafficking_event",
    "Trafficking event",
    "ព្រឹត្តិការណ៍",
    Placement.DOSSIER,
    (
        Field("event_type", Choice(EVENT_TYPE), "Type", "ប្រភេទ", CODED, ONCE, required=True),
        Field("happened_on", ApproximateDate(), "Date", "ថ្ងៃ", CODED, ASK, non_answers=NON_ANSWERS),
        Field("place", Place(), "Place", "ទីកន្លែង", IDENTITY, ASK, non_answers=NON_ANSWERS),
        Field("description", LongText(), "Description", "ការពិពណ៌នា", ACCOUNT, ASK, non_answers=(NOT_ASKED, DECLINED)),
    ),
    restricted=True,
)

PERPETRATOR = Kind(
    "perpetrator",
    "Alleged perpetrator",
    "ជនសង្ស័យ",
    Placement.DOSSIER,
    (
        Field("description_name", Text(), "Name or description", "ឈ្មោះ ឬការពិពណ៌នា", IDENTITY, ASK, short=True, required=True),
        Field("roles", Choices(PERPETRATOR_ROLE), "Role", "តួនាទី", CODED, ELEMENTS, short=True, required=True),
        Field("relation", Choice(RELATION), "Relation to the person", "ត្រូវជាអ្វី", CODED, ASK, short=True, non_answers=NON_ANSWERS),
        Field("family_member", Ref(("family_member",)), "Is this family member", "ជាសមាជិកគ្រួសារនេះ", OPERATIONAL, Protective(set_first=True)),
        Field("sex", Choice(SEX), "Sex", "ភេទ", CODED, ASK, non_answers=_NOT_KNOWN),
        Field("age_stated", Int(0, 110), "Age", "អាយុ", CODED, ASK, non_answers=_NOT_KNOWN),
        Field("nationality", Choice(NATIONALITY), "Nationality", "សញ្ជាតិ", CODED, ASK, non_answers=_NOT_KNOWN),
        Field("last_place", Place(), "Last known place", "ទីកន្លែងចុងក្រោយ", IDENTITY, ASK, non_answers=NON_ANSWERS),
        Field("notes", LongText(), "Notes", "កំណត់ចំណាំ", ACCOUNT, ASK),
        Field("still_a_threat", Choice(YES_NO_UNSURE), "Still a threat?", "នៅជាការគំរាមកំហែងទេ?", CODED, _THREAT, short=True, required=True),
        Field("police_status", Choice(POLICE_STATUS), "Police and court", "ប៉ូលិស និងតុលាការ", CODED, LATEST, non_answers=_NOT_KNOWN),
    ),
    restricted=True,
)
