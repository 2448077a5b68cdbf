"""The follow-up visit, the form used most: its short form is one screen (records.md 2.17)."""

from shared_schema.records.domains import domain_fields
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
from shared_schema.records.policy import ASK, ELEMENTS, ONCE, Group, Protective
from shared_schema.records.types import Bool, Choice, Choices, Date, Int, LongText, Place, Ref, Text
from shared_schema.vocabularies.care import CARE_ARRANGEMENT, CARE_CHANGE_REASON
from shared_schema.vocabularies.person import YES_NO_UNSURE
from shared_schema.vocabularies.services import SERVICE_TYPE
from shared_schema.vocabularies.visit import (
    CONTACT_TYPE,
    FOLLOWUP_TYPE,
    INFORMANT_TYPE,
    NOT_SEEN_REASON,
    RE_TRAFFICKING,
    RELATION_QUALITY,
    SAFETY_STATE,
    SCHOOL_STATE,
    SEEN,
    WORK_STATE,
)

INCOME_LIMIT_KHR = 20_000_000
_SEEN = When("seen", ("yes",))
_NOT_SEEN = When("seen", ("no", "other_only"))
_MOVED = When("same_caregiver", ("no",))
_CARE = Group("care")
_SAFETY = Protective(("danger", "concern", "unsure", "safe"))
_SIGN = Protective(("confirmed", "suspected", "none"))
_OPEN = (NOT_ASKED, DECLINED)

VISIT = Kind(
    "visit",
    "Follow-up visit",
    "ការចុះជួប",
    Placement.DOSSIER,
    (
        Field("visited_on", Date(), "Visit date", "ថ្ងៃចុះជួប", CODED, ONCE, short=True, required=True),
        Field("contact_type", Choice(CONTACT_TYPE), "How", "របៀប", CODED, ONCE, short=True, default="in_person"),
        Field("followup_type", Choice(FOLLOWUP_TYPE), "Purpose", "គោលបំណង", CODED, ASK, short=True),
        Field("planned_for", Date(), "For the visit due on", "សម្រាប់ការចុះជួបកំណត់ថ្ងៃ", OPERATIONAL, ONCE, short=True, future_ok=True),
        Field("seen", Choice(SEEN), "Was the person seen?", "តើបានជួបទេ?", CODED, ASK, short=True, required=True),
        Field("place", Place(), "Where", "ទីកន្លែង", IDENTITY, ASK),
        Field("others_present", Text(), "Who else was there", "អ្នកណាទៀតនៅទីនោះ", ACCOUNT, ASK),
        Field("not_seen_reason", Choice(NOT_SEEN_REASON), "Why not", "មូលហេតុមិនបានជួប", CODED, ASK, short=True, asked_when=_NOT_SEEN, non_answers=(UNKNOWN,)),
        Field("informant_type", Choice(INFORMANT_TYPE), "Who told us", "អ្នកផ្តល់ព័ត៌មាន", CODED, ASK, asked_when=_NOT_SEEN),
        Field("informant_member", Ref(("family_member",)), "Which relative", "សាច់ញាតិណា", OPERATIONAL, ASK, asked_when=_NOT_SEEN),
        Field("learnt", LongText(), "What was learnt", "អ្វីដែលបានដឹង", ACCOUNT, ASK, asked_when=_NOT_SEEN),
        Field("seen_alone", Bool(), "Spoken with alone", "បានជួបម្នាក់ឯង", CODED, ASK, non_answers=_OPEN),
        Field("same_caregiver", Choice(YES_NO_UNSURE), "Still with the same people", "នៅជាមួយអ្នកដដែល", CODED, ASK, short=True, asked_when=_SEEN, non_answers=_OPEN),
        Field("care_change_reason", Choice(CARE_CHANGE_REASON), "Why changed", "មូលហេតុប្តូរ", CODED, _CARE, required_when=_MOVED),
        Field("new_care_arrangement", Choice(CARE_ARRANGEMENT), "Lives now with", "ឥឡូវរស់នៅជាមួយ", CODED, _CARE, required_when=_MOVED, non_answers=(UNKNOWN,)),
        Field("safety", Choice(SAFETY_STATE), "Safe now?", "មានសុវត្ថិភាពទេ?", CODED, _SAFETY, short=True, required_when=_SEEN),
        Field("re_trafficking", Choice(RE_TRAFFICKING), "Sign of new trafficking", "សញ្ញាជួញដូរម្តងទៀត", CODED, _SIGN, short=True, asked=True, non_answers=(NOT_ASKED, UNKNOWN)),
        *domain_fields(asked_when=_SEEN),
        Field("working", Choice(WORK_STATE), "Work", "ការងារ", CODED, ASK, short=True, asked_when=_SEEN, non_answers=NON_ANSWERS),
        Field("income_month_khr", Int(0, INCOME_LIMIT_KHR), "Income a month (riel)", "ចំណូលប្រចាំខែ (រៀល)", CODED, ASK, short=True, asked_when=_SEEN, non_answers=NON_ANSWERS),
        Field("in_school", Choice(SCHOOL_STATE), "School or training", "ការសិក្សា", CODED, ASK, short=True, asked_when=_SEEN, non_answers=NON_ANSWERS),
        Field("family_relations", Choice(RELATION_QUALITY), "Relations at home", "ទំនាក់ទំនងក្នុងគ្រួសារ", CODED, ASK, short=True, asked_when=_SEEN, non_answers=NON_ANSWERS),
        Field("community_acceptance", Choice(RELATION_QUALITY), "Accepted by community", "ការទទួលយកពីសហគមន៍", CODED, ASK, asked_when=_SEEN, non_answers=NON_ANSWERS),
        Field("needs_now", Choices(SERVICE_TYPE), "Needs now", "តម្រូវការពេលនេះ", CODED, ELEMENTS, short=True, non_answers=NON_ANSWERS),
        Field("person_says", Text(), "What the person says", "សម្តីរបស់សាមីខ្លួន", ACCOUNT, ASK, short=True, non_answers=_OPEN),
        Field("narrative", LongText(), "Notes", "កំណត់ចំណាំ", ACCOUNT, ASK),
        Field("next_visit_on", Date(), "Next visit", "ថ្ងៃចុះជួបបន្ទាប់", OPERATIONAL, ASK, short=True, future_ok=True),
        Field("next_visit_reason", Text(), "Why later than the pattern", "មូលហេតុពន្យារ", ACCOUNT, ASK),
    ),
)
