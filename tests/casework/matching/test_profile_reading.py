"""Profiles of cases, inquiries, relatives and forms being typed: only answers, each with where it stands."""

import pytest

from casework.matching.marks import read_marks
from casework.matching.profile import FATHER, MOTHER, RELATIVE, SIBLING, UNKNOWN, Source
from casework.matching.profile_reading import profile_of, profile_of_values
from casework.matching.relatives import read_relatives
from shared_schema.canonical import Json
from shared_schema.merge.policy import Shown

HERE = Source("R", "field")
AT_FOURTEEN: dict[str, Json] = {"age_stated": 14, "age_stated_on": "2023-06-01"}


def shown(record: str, kind: str, **values: Json) -> Shown:
    return Shown(record, kind, "home", {}, values, {}, {}, (), None, 1_763_700_000_000, ())


@pytest.mark.parametrize("none", ["not_asked", "declined", "unknown"])
def test_non_answers_and_blanks_are_absent(none: str) -> None:
    empty: Json = {"none": none}
    fields = ("date_of_birth", "birth_animal_year", "home_place", "separated_on", "separated_at", "national_id_no")
    values: dict[str, Json] = {**dict.fromkeys(fields, empty), "nickname": "", "sex": "unknown"}
    bare = profile_of_values("case", values, record="A", home="A")
    assert bare == profile_of_values("case", {}, record="A", home="A")
    assert not bare.names and bare.birth is None and not bare.is_usable


def test_a_case_tells_of_its_family_and_numbers() -> None:
    profile = profile_of(
        [
            shown("C", "case", family_name_km="សុខ", given_name_km="ចិន្តា", nickname="Touch", other_names="Lin, Dao Lin"),
            shown(
                "M",
                "family_member",
                relation="mother",
                name_latin="Mao Sopheap",
                place={"country": "KH", "province": "02"},
            ),
            shown("B", "family_member", relation="brother", name_km="សុខ ដារ៉ា"),
            shown("U", "family_member", relation="uncle", nickname="Ol"),
            shown("X", "family_member", relation="father", name_latin="Wrong", retracted=True),
            shown("P", "contact_point", number="+85512345678", owner="M"),
            shown("T", "task", title="Not read"),
        ]
    )
    assert [(name.text, name.role) for name in profile.names] == [
        ("សុខ ចិន្តា", "main"), ("Touch", "nickname"), ("Lin", "other"), ("Dao Lin", "other"),
    ]  # fmt: skip
    assert [relative.relation for relative in profile.relatives] == [MOTHER, SIBLING, RELATIVE]
    assert [(place.kind, place.area, place.source) for place in profile.places] == [
        ("home", "02", Source("M", "place"))
    ]
    assert [number.source for number in profile.phones] == [Source("P", "number")]


def test_the_inquirer_is_a_relative_of_the_sought_person() -> None:
    profile = profile_of(
        [
            shown(
                "I",
                "tracing_inquiry",
                relation="father",
                inquirer_name_latin="Sok Vuthy",
                inquirer_phone="+85512345678",
                relatives_named="mother Mao Sopheap, sisters: Pisey and Bopha",
                last_phone={"none": "unknown"},
            )
        ]
    )
    named = [(relative.relation, relative.names[0].text) for relative in profile.relatives]
    assert named == [(FATHER, "Sok Vuthy"), (MOTHER, "mao sopheap"), (SIBLING, "pisey"), (SIBLING, "bopha")]
    assert [number.text for number in profile.phones] == ["+85512345678"]


@pytest.mark.parametrize(
    ("values", "birth"),
    [
        ({"date_of_birth": "2009-05-02"}, (2009, 0, "2009-05-02")),
        ({"date_of_birth": "2009-01-01"}, (2009, 0, None)),
        ({"date_of_birth": "2009-05"}, (2009, 0, None)),
        ({"date_of_birth": "2009", "is_estimated": True}, (2009, 2, None)),
        ({**AT_FOURTEEN, "is_estimated": True}, (2009, 1, None)),
        ({"date_of_birth": "2009", "is_estimated": True, **AT_FOURTEEN}, (2009, 1, None)),
        ({"date_of_birth": "2004", "is_estimated": True, **AT_FOURTEEN}, (2004, 2, None)),
    ],
)  # fmt: skip
def test_birth_has_the_margin_of_how_it_is_known(values: dict[str, Json], birth: tuple[int, int, str | None]) -> None:
    found = profile_of_values("case", values, record="A", home="A").birth
    assert found is not None and (found.year, found.margin, found.day) == birth


def test_a_relative_has_a_profile_of_her_own() -> None:
    profile = profile_of(
        [
            shown("M", "family_member", name_latin="Mao Sopheap", birth_year=1980, sex="female"),
            shown("P", "contact_point", number="+85512345678", owner="M"),
            shown("Q", "contact_point", number="+85512999999", owner="C"),
        ]
    )
    assert profile.record == "M" and profile.birth is not None and profile.birth.year == 1980
    assert [number.text for number in profile.phones] == ["+85512345678"]
    with pytest.raises(ValueError, match="no profile"):
        profile_of([shown("T", "task")])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ម្តាយ សុខ មុំ", [(MOTHER, "សុខ មុំ")]),
        ("ម្ដាយឈ្មោះមុំ, ឪពុក៖ ចាន់ ដារ៉ា", [(MOTHER, "មុំ"), (FATHER, "ចាន់ ដារ៉ា")]),
        ("បងប្អូន សុភា និង ដារ៉ា", [(SIBLING, "សុភា"), (SIBLING, "ដារ៉ា")]),
        ("mother named Mao Sopheap", [(MOTHER, "mao sopheap")]),
        ("older brother Rith; aunt Ly", [(SIBLING, "rith"), (RELATIVE, "ly")]),
        ("Sok Mom (mother), Vuthy (father)", [(MOTHER, "sok mom"), (FATHER, "vuthy")]),
        ("Pisey, Bopha", [(UNKNOWN, "pisey"), (UNKNOWN, "bopha")]),
        ("", []),
        ("mother", []),
    ],
)  # fmt: skip
def test_relatives_are_read_from_one_line(text: str, named: list[tuple[str, str]]) -> None:
    assert [(relative.relation, relative.names[0].text) for relative in read_relatives(text, HERE)] == named


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("small scar on the left hand", [("scar", "hand", "left")]),
        ("ស្លាកស្នាមលើថ្ងាស", [("scar", "forehead", "")]),
        ("ប្រជ្រុយក្រោមភ្នែកស្តាំ", [("mole", "eye", "right")]),
        ("ប្រជ្រុយក្រោមភ្នែកស្ដាំ", [("mole", "eye", "right")]),  # with the other subscript that looks alike
        ("burn on the right arm and a tattoo", [("burn", "arm", "right"), ("tattoo", "", "")]),
        ("tall, thin", []),
    ],
)
def test_marks_are_read_in_either_language(text: str, marks: list[tuple[str, str, str]]) -> None:
    assert [(mark.kind, mark.part, mark.side) for mark in read_marks(text, HERE)] == marks
