"""What is asked about a person and the people around: sex, language, relation, whether contact is safe."""

from shared_schema.vocabularies.code_list import Code, CodeList

YES_NO_UNSURE = CodeList(
    "yes_no_unsure",
    (
        Code("yes", "Yes", "បាទ/ចាស"),
        Code("no", "No", "ទេ"),
        Code("unsure", "Unsure", "មិនច្បាស់"),
    ),
)

SEX = CodeList(
    "sex",
    (
        Code("female", "Female", "ស្រី", external={"H": "Feminine", "P": "female"}),
        Code("male", "Male", "ប្រុស", external={"H": "Masculine", "P": "male"}),
        Code("trans_woman", "Transgender woman", "ស្រីប្លែងភេទ", external={"H": "TransgenderFeminine", "P": "female, other"}),
        Code("trans_man", "Transgender man", "ប្រុសប្លែងភេទ", external={"H": "TransgenderMasculine", "P": "male, other"}),
        Code("non_conforming", "Other gender", "ភេទផ្សេង", external={"H": "NonConforming"}),
        Code("unknown", "Not stated", "មិនបានបញ្ជាក់", external={"H": "NonSpecifiedUnknown"}),
    ),
)

ANIMAL_YEAR = CodeList(
    "animal_year",
    (
        Code("rat", "Rat", "ជូត"),
        Code("ox", "Ox", "ឆ្លូវ"),
        Code("tiger", "Tiger", "ខាល"),
        Code("rabbit", "Rabbit", "ថោះ"),
        Code("dragon", "Dragon", "រោង"),
        Code("snake", "Snake", "ម្សាញ់"),
        Code("horse", "Horse", "មមី"),
        Code("goat", "Goat", "មមែ"),
        Code("monkey", "Monkey", "វក"),
        Code("rooster", "Rooster", "រកា"),
        Code("dog", "Dog", "ច"),
        Code("pig", "Pig", "កុរ"),
    ),
)

ETHNICITY = CodeList(
    "ethnicity",
    (
        Code("khmer", "Khmer", "ខ្មែរ"),
        Code("cham", "Cham", "ចាម"),
        Code("vietnamese", "Vietnamese", "វៀតណាម"),
        Code("chinese", "Chinese", "ចិន"),
        Code("lao", "Lao", "ឡាវ"),
        Code("thai", "Thai", "ថៃ"),
        Code("indigenous", "Indigenous (name in text)", "ជនជាតិដើមភាគតិច"),
    ),
    open_ended=True,
    offers_unknown=True,
)

LANGUAGE = CodeList(
    "language",
    (
        Code("khmer", "Khmer", "ខ្មែរ"),
        Code("cham", "Cham", "ចាម"),
        Code("vietnamese", "Vietnamese", "វៀតណាម"),
        Code("chinese", "Chinese", "ចិន"),
        Code("lao", "Lao", "ឡាវ"),
        Code("thai", "Thai", "ថៃ"),
        Code("indigenous", "Indigenous (name in text)", "ភាសាជនជាតិដើមភាគតិច"),
        Code("english", "English", "អង់គ្លេស"),
        Code("sign", "Sign language", "ភាសាសញ្ញា"),
    ),
    open_ended=True,
)

RELIGION = CodeList(
    "religion",
    (
        Code("buddhist", "Buddhist", "ពុទ្ធ"),
        Code("muslim", "Muslim", "ឥស្លាម"),
        Code("christian", "Christian", "គ្រិស្ត"),
        Code("animist", "Animist", "ជំនឿដើម"),
        Code("none", "None", "គ្មាន"),
    ),
    open_ended=True,
    offers_unknown=True,
)

MARITAL_STATUS = CodeList(
    "marital_status",
    (
        Code("single", "Single", "នៅលីវ"),
        Code("married", "Married", "រៀបការ"),
        Code("partner", "Living with partner", "រស់នៅជាគូ"),
        Code("divorced", "Divorced", "លែងលះ"),
        Code("separated", "Separated", "បែកគ្នា"),
        Code("widowed", "Widowed", "មេម៉ាយ ពោះម៉ាយ"),
    ),
    offers_unknown=True,
)

DISABILITY = CodeList(
    "disability",
    (
        Code("seeing", "Seeing", "ការមើល"),
        Code("hearing", "Hearing", "ការស្តាប់"),
        Code("walking", "Walking", "ការដើរ"),
        Code("remembering", "Remembering", "ការចងចាំ"),
        Code("self_care", "Self-care", "ថែទាំខ្លួន"),
        Code("communicating", "Communicating", "ការទំនាក់ទំនង"),
        Code("none", "None", "គ្មាន"),
    ),
)

IDPOOR = CodeList(
    "idpoor",
    (
        Code("level_1", "Level 1", "ក្រ1"),
        Code("level_2", "Level 2", "ក្រ2"),
        Code("at_risk", "At risk", "ងាយរងគ្រោះ"),
        Code("none", "None", "គ្មាន"),
    ),
    offers_unknown=True,
)

EDUCATION_LEVEL = CodeList(
    "education_level",
    (
        Code("none", "None", "មិនដែលរៀន"),
        Code("primary", "Primary", "បឋមសិក្សា"),
        Code("lower_secondary", "Lower secondary", "អនុវិទ្យាល័យ"),
        Code("upper_secondary", "Upper secondary", "វិទ្យាល័យ"),
        Code("vocational", "Vocational", "វិជ្ជាជីវៈ"),
        Code("higher", "Higher", "ឧត្តមសិក្សា"),
    ),
    offers_unknown=True,
)

RELATION = CodeList(
    "relation",
    (
        Code("mother", "Mother", "ម្តាយ", external={"P": "mother"}),
        Code("father", "Father", "ឪពុក", external={"P": "father"}),
        Code("sister", "Sister", "បងប្អូនស្រី", external={"P": "sister"}),
        Code("brother", "Brother", "បងប្អូនប្រុស", external={"P": "brother"}),
        Code("grandmother", "Grandmother", "ជីដូន", external={"P": "grandmother"}),
        Code("grandfather", "Grandfather", "ជីតា", external={"P": "grandfather"}),
        Code("aunt", "Aunt", "មីង អ៊ំស្រី", external={"P": "aunt"}),
        Code("uncle", "Uncle", "ពូ អ៊ំប្រុស", external={"P": "uncle"}),
        Code("husband", "Husband", "ប្តី", external={"P": "husband"}),
        Code("wife", "Wife", "ប្រពន្ធ", external={"P": "wife"}),
        Code("partner", "Partner", "គូស្នេហ៍", external={"P": "partner"}),
        Code("son", "Son", "កូនប្រុស", external={"P": "other_family"}),
        Code("daughter", "Daughter", "កូនស្រី", external={"P": "other_family"}),
        Code("step_parent", "Step-parent", "ឪពុកម្តាយចុង", external={"P": "other_family"}),
        Code("other_family", "Other family", "សាច់ញាតិផ្សេង", external={"P": "other_family"}),
        Code("other_nonfamily", "Not family", "មិនមែនសាច់ញាតិ", external={"P": "other_nonfamily"}),
    ),
)

VITAL_STATUS = CodeList(
    "vital_status",
    (
        Code("alive", "Alive", "នៅរស់", external={"P": "alive"}),
        Code("dead", "Dead", "ស្លាប់", external={"P": "dead"}),
        Code("unknown", "Unknown", "មិនដឹង", external={"P": "unknown"}),
    ),
)

CONTACT_SAFETY = CodeList(
    "contact_safety",
    (
        Code("safe", "Safe", "សុវត្ថិភាព"),
        Code("ask_first", "Ask first", "សួរមុន"),
        Code("unsafe", "Do not contact", "កុំទាក់ទង"),
        Code("not_assessed", "Not yet assessed", "មិនទាន់វាយតម្លៃ"),
    ),
)

MAY_BE_TOLD = CodeList(
    "may_be_told",
    (
        Code("yes", "Yes", "បាន"),
        Code("ask_first", "Ask first", "សួរមុន"),
        Code("no", "No", "មិនបាន"),
    ),
)

NUMBER_HOLDER = CodeList(
    "number_holder",
    (
        Code("owner", "Own phone", "ទូរស័ព្ទផ្ទាល់ខ្លួន"),
        Code("household", "Shared at home", "ប្រើរួមក្នុងផ្ទះ"),
        Code("relative", "Relative", "សាច់ញាតិ"),
        Code("neighbour", "Neighbour", "អ្នកជិតខាង"),
        Code("employer", "Employer", "និយោជក"),
        Code("commune", "Commune or village", "ឃុំ ភូមិ"),
    ),
    open_ended=True,
)

NO_CONTACT_REASON = CodeList(
    "no_contact_reason",
    (
        Code("person_refuses", "The person refuses", "សាមីខ្លួនមិនព្រម"),
        Code("danger", "Danger", "គ្រោះថ្នាក់"),
        Code("family_suspected", "Family may be involved", "សង្ស័យគ្រួសារ"),
        Code("court_order", "Court order", "ដីកាតុលាការ"),
    ),
    open_ended=True,
)

IMMEDIATE_FAMILY = frozenset(
    {"mother", "father", "sister", "brother", "husband", "wife", "partner", "son", "daughter", "step_parent"}
)
