"""People of the family, and every telephone number of a case with whether it is safe (records.md 2.2)."""

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
)
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, LATEST, ONCE, Group, Protective
from shared_schema.records.types import Bool, Choice, Date, Int, LongText, Phone, Place, Ref, Text
from shared_schema.vocabularies.person import (
    CONTACT_SAFETY,
    MAY_BE_TOLD,
    NUMBER_HOLDER,
    RELATION,
    SEX,
    VITAL_STATUS,
    YES_NO_UNSURE,
)

_BIRTH, _PERIOD = Group("birth"), Group("period")
_SAFETY = Protective(("unsafe", "ask_first", "not_assessed", "safe"))
_NOT_KNOWN = (NOT_ASKED, UNKNOWN)

FAMILY_MEMBER = Kind(
    "family_member",
    "Family member",
    "សមាជិកគ្រួសារ",
    Placement.DOSSIER,
    (
        Field("name_km", Text(), "Name (Khmer)", "ឈ្មោះ (ខ្មែរ)", IDENTITY, ASK, short=True),
        Field("name_latin", Text(), "Name (Latin)", "ឈ្មោះ (ឡាតាំង)", IDENTITY, ASK, short=True),
        Field("nickname", Text(), "Nickname", "ឈ្មោះហៅក្រៅ", IDENTITY, ASK),
        Field("relation", Choice(RELATION), "Relation to the person", "ត្រូវជាអ្វីនឹងសាមីខ្លួន", CODED, ASK, short=True, required=True),
        Field("sex", Choice(SEX), "Sex", "ភេទ", CODED, ASK, non_answers=_NOT_KNOWN),
        Field("birth_year", Int(1900, 2200), "Year of birth", "ឆ្នាំកំណើត", CODED, _BIRTH, non_answers=_NOT_KNOWN),
        Field("age_stated", Int(0, 110), "Age", "អាយុ", CODED, _BIRTH, non_answers=_NOT_KNOWN),
        Field("vital_status", Choice(VITAL_STATUS), "Alive?", "នៅរស់ទេ?", CODED, ASK, short=True, non_answers=(NOT_ASKED, DECLINED)),
        Field("in_household", Bool(), "Same household as the person", "រស់នៅជាមួយគ្នា", CODED, LATEST, short=True, non_answers=NON_ANSWERS),
        Field("is_caregiver", Bool(), "Is a caregiver", "ជាអ្នកថែទាំ", CODED, ASK, non_answers=NON_ANSWERS),
        Field("in_contact", Choice(YES_NO_UNSURE), "In contact now", "កំពុងទាក់ទងគ្នា", CODED, LATEST, short=True, non_answers=(NOT_ASKED, DECLINED)),
        Field("contact_safety", Choice(CONTACT_SAFETY), "Safe to contact?", "ទាក់ទងដោយសុវត្ថិភាពទេ?", CODED, _SAFETY, short=True, required=True, default="not_assessed"),
        Field("may_be_told", Choice(MAY_BE_TOLD), "May this person be told?", "តើអាចប្រាប់អ្នកនេះបានទេ?", CODED, Protective(("no", "ask_first", "yes")), short=True, asked=True, non_answers=NON_ANSWERS),
        Field("place", Place(), "Lives at", "ទីលំនៅ", IDENTITY, ASK, short=True, non_answers=NON_ANSWERS),
        Field("occupation", Text(), "Occupation", "មុខរបរ", ACCOUNT, LATEST, non_answers=NON_ANSWERS),
        Field("receives_services", Bool(), "Receives services through us", "ទទួលសេវាពីយើង", CODED, LATEST),
        Field("same_person_as", Ref(("family_member", "case")), "Same person as", "ជាមនុស្សតែមួយជាមួយ", OPERATIONAL, ASK),
        Field("notes", LongText(), "Notes", "កំណត់ចំណាំ", ACCOUNT, ASK),
    ),
)

CONTACT_POINT = Kind(
    "contact_point",
    "Contact point",
    "លេខទំនាក់ទំនង",
    Placement.DOSSIER,
    (
        Field("owner", Ref(("case", "family_member")), "Number of", "លេខរបស់", OPERATIONAL, ONCE, short=True, required=True),
        Field("number", Phone(), "Number", "លេខទូរស័ព្ទ", IDENTITY, ASK, short=True, required=True),
        Field("safety", Choice(CONTACT_SAFETY), "Is it safe to call?", "តើទូរស័ព្ទទៅមានសុវត្ថិភាពទេ?", CODED, _SAFETY, short=True, required=True, default="not_assessed"),
        Field("whose", Choice(NUMBER_HOLDER), "Whose phone is it?", "ទូរស័ព្ទនេះជារបស់អ្នកណា?", CODED, ASK, asked=True, non_answers=NON_ANSWERS),
        Field("used_from", Date(), "In use from", "ប្រើចាប់ពី", CODED, _PERIOD),
        Field("used_until", Date(), "In use until", "ប្រើដល់", CODED, _PERIOD),
    ),
)
