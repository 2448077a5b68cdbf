"""A family's inquiry for one person, and what was done to find family (records.md 2.7 and 2.8)."""

from shared_schema.records.field import (
    ACCOUNT,
    CODED,
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
from shared_schema.records.types import (
    ApproximateDate,
    Bool,
    Choice,
    Choices,
    Date,
    Int,
    LongText,
    Phone,
    Place,
    Ref,
    Text,
)
from shared_schema.vocabularies.care import SEPARATION_CAUSE
from shared_schema.vocabularies.person import ANIMAL_YEAR, RELATION, SEX
from shared_schema.vocabularies.tracing import (
    ACTION_OUTCOME,
    INQUIRER_CONCERN,
    INQUIRY_STATUS_STORED,
    TRACING_OUTCOME,
    TRACING_TYPE,
)

_NAME_KM, _NAME_LATIN, _BIRTH = Group("name_km"), Group("name_latin"), Group("birth")
_STATUS, _ASSIGNMENT = Group("status"), Group("assignment")
_CLOSED = When("status", ("closed",))
_CONCERN = Protective(("serious", "some", "none"))
_NOT_KNOWN = (NOT_ASKED, UNKNOWN)

TRACING_INQUIRY = Kind(
    "tracing_inquiry",
    "Tracing inquiry",
    "សំណើស្វែងរក",
    Placement.DOSSIER_HEAD,
    (
        Field("inquiry_number", Text(), "Number", "លេខ", OPERATIONAL, ONCE, short=True, required=True),
        Field("inquiry_date", Date(), "Date", "កាលបរិច្ឆេទ", OPERATIONAL, ONCE, short=True, required=True),
        Field("inquirer_name_km", Text(), "Inquirer (Khmer)", "អ្នកស្វែងរក (ខ្មែរ)", IDENTITY, ASK, short=True),
        Field("inquirer_name_latin", Text(), "Inquirer (Latin)", "អ្នកស្វែងរក (ឡាតាំង)", IDENTITY, ASK, short=True),
        Field("relation", Choice(RELATION), "The inquirer is the sought person's", "អ្នកស្វែងរកត្រូវជា", CODED, ASK, short=True, required=True),
        Field("inquirer_phone", Phone(), "Phone of the inquirer", "ទូរស័ព្ទអ្នកស្វែងរក", IDENTITY, ASK, short=True, non_answers=NON_ANSWERS),
        Field("inquirer_place", Place(), "Inquirer lives at", "ទីលំនៅអ្នកស្វែងរក", IDENTITY, ASK, short=True, non_answers=NON_ANSWERS),
        Field("sought_family_name_km", Text(), "Sought person: family name (Khmer)", "អ្នកដែលត្រូវស្វែងរក៖ នាមត្រកូល (ខ្មែរ)", IDENTITY, _NAME_KM, short=True),
        Field("sought_given_name_km", Text(), "Sought person: given name (Khmer)", "អ្នកដែលត្រូវស្វែងរក៖ នាមខ្លួន (ខ្មែរ)", IDENTITY, _NAME_KM, short=True),
        Field("sought_family_name_latin", Text(), "Sought person: family name (Latin)", "អ្នកដែលត្រូវស្វែងរក៖ នាមត្រកូល (ឡាតាំង)", IDENTITY, _NAME_LATIN, short=True),
        Field("sought_given_name_latin", Text(), "Sought person: given name (Latin)", "អ្នកដែលត្រូវស្វែងរក៖ នាមខ្លួន (ឡាតាំង)", IDENTITY, _NAME_LATIN, short=True),
        Field("sought_nickname", Text(), "Nickname", "ឈ្មោះហៅក្រៅ", IDENTITY, ASK),
        Field("sought_sex", Choice(SEX), "Sex", "ភេទ", CODED, ASK, short=True, required=True),
        Field("sought_animal_year", Choice(ANIMAL_YEAR), "Animal year", "ឆ្នាំសត្វ", CODED, ASK, short=True, non_answers=_NOT_KNOWN),
        Field("sought_date_of_birth", ApproximateDate(), "Date of birth", "ថ្ងៃខែឆ្នាំកំណើត", IDENTITY, _BIRTH, short=True, non_answers=_NOT_KNOWN),
        Field("sought_is_estimated", Bool(), "Estimated", "ប៉ាន់ស្មាន", CODED, _BIRTH, short=True),
        Field("sought_age_stated", Int(0, 110), "Age stated", "អាយុតាមសម្តី", CODED, _BIRTH, short=True, non_answers=_NOT_KNOWN),
        Field("sought_age_stated_on", Date(), "Age stated on", "បញ្ជាក់នៅថ្ងៃ", OPERATIONAL, _BIRTH, short=True, required_when=When("sought_age_stated")),
        Field("sought_home_place", Place(), "Place of origin", "ស្រុកកំណើត", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("separated_on", ApproximateDate(), "Separated when", "បែកគ្នាពេលណា", IDENTITY, ASK, short=True, asked=True, non_answers=NON_ANSWERS),
        Field("separated_at", Place(), "Separated where", "បែកគ្នានៅឯណា", IDENTITY, ASK, short=True, asked=True, non_answers=NON_ANSWERS),
        Field("separation_causes", Choices(SEPARATION_CAUSE), "Why", "មូលហេតុ", CODED, ELEMENTS, short=True, non_answers=NON_ANSWERS),
        Field("last_known_place", Place(), "Last known place", "ទីកន្លែងចុងក្រោយ", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("last_heard_on", ApproximateDate(), "Last heard", "ដំណឹងចុងក្រោយ", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("last_phone", Phone(), "Last phone", "ទូរស័ព្ទចុងក្រោយ", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("distinguishing_marks", Text(), "Marks", "សញ្ញាសម្គាល់", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("photo", Ref(("attachment",)), "Photo", "រូបថត", IDENTITY, ASK, non_answers=NON_ANSWERS),
        Field("relatives_named", Text(), "Names of parents and siblings", "ឈ្មោះឪពុកម្តាយ បងប្អូន", IDENTITY, ASK, non_answers=_NOT_KNOWN),
        Field("status", Choice(INQUIRY_STATUS_STORED), "Status", "ស្ថានភាព", CODED, _STATUS, short=True, required=True, default="open"),
        Field("closed_on", Date(), "Closed on", "ថ្ងៃបិទ", CODED, _STATUS, short=True, required_when=_CLOSED),
        Field("outcome", Choice(TRACING_OUTCOME), "Outcome", "លទ្ធផល", CODED, _STATUS, short=True, required_when=_CLOSED),
        Field("inquirer_concern", Choice(INQUIRER_CONCERN), "Concern about the inquirer", "ការព្រួយបារម្ភអំពីអ្នកស្វែងរក", CODED, _CONCERN),
        Field("office", Ref(("office",)), "Responsible office", "ការិយាល័យទទួលបន្ទុក", OPERATIONAL, _ASSIGNMENT, short=True, required=True),
        Field("case_worker", Ref(("worker",)), "Social worker", "បុគ្គលិកសង្គម", OPERATIONAL, _ASSIGNMENT, short=True, required=True),
    ),
)

TRACING_ACTION = Kind(
    "tracing_action",
    "Tracing action",
    "សកម្មភាពស្វែងរក",
    Placement.DOSSIER,
    (
        Field("date_tracing", Date(), "Date", "កាលបរិច្ឆេទ", CODED, ONCE, short=True, required=True),
        Field("tracing_type", Choice(TRACING_TYPE), "Method", "វិធីសាស្ត្រ", CODED, ASK, short=True, required=True),
        Field("place", Place(), "Where", "ទីកន្លែង", IDENTITY, ASK, short=True),
        Field("contacted", Text(), "Who was contacted", "អ្នកដែលបានទាក់ទង", IDENTITY, ASK),
        Field("outcome", Choice(ACTION_OUTCOME), "Outcome", "លទ្ធផល", CODED, ASK, short=True, required=True, default="pending"),
        Field("located_member", Ref(("family_member",)), "Relative located", "សាច់ញាតិរកឃើញ", OPERATIONAL, ASK, required_when=When("outcome", ("family_located",))),
        Field("description", LongText(), "What was learnt", "ព័ត៌មានទទួលបាន", ACCOUNT, ASK),
        Field("next_step_on", Date(), "Next step on", "ជំហានបន្ទាប់", OPERATIONAL, LATEST, future_ok=True),
    ),
)
