"""What agrees and what differs between two people: a code for each compared field and level, never a value."""

from shared_schema.vocabularies.code_list import Code, CodeList

_FIELDS = (
    Code("name", "Name", "ឈ្មោះ"),
    Code("nickname", "Nickname", "ឈ្មោះហៅក្រៅ"),
    Code("sex", "Sex", "ភេទ"),
    Code("birth", "Birth or age", "កំណើត ឬអាយុ"),
    Code("animal_year", "Animal year", "ឆ្នាំសត្វ"),
    Code("place", "Place", "ទីកន្លែង"),
    Code("relatives", "Relatives", "សាច់ញាតិ"),
    Code("separation", "Separation", "ការបែកគ្នា"),
    Code("marks", "Marks", "សញ្ញាសម្គាល់"),
    Code("phone", "Phone", "ទូរស័ព្ទ"),
    Code("id_number", "ID number", "លេខអត្តសញ្ញាណ"),
)
_LEVELS = (
    Code("agree", "agrees", "ដូចគ្នា"),
    Code("close", "is close", "ប្រហាក់ប្រហែល"),
    Code("differ", "differs", "ខុសគ្នា"),
    Code("missing", "is missing", "គ្មានព័ត៌មាន"),
)

MATCH_EVIDENCE = CodeList(
    "match_evidence",
    tuple(
        Code(f"{field.code}:{level.code}", f"{field.en} {level.en}", f"{field.km}៖ {level.km}")
        for field in _FIELDS
        for level in _LEVELS
    ),
)
