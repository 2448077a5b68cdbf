"""Typed text becomes values of the declaration; what was written is read again as the same value, in both languages."""

from collections.abc import Mapping

import pytest

from casework.forms.reading import Around, read_fields
from casework.forms.typed import Typed, rows_typed, typed_of_json, typed_of_post
from casework.forms.writing import changed_since, opened_as, typed_of_values
from casework.place_search import load_place_search
from casework.places import load_gazetteer
from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS
from tests.builders.answers import a_value_of

PLACES = load_gazetteer()
AROUND = Around(load_place_search(PLACES))


def typed(**texts: str | tuple[str, ...]) -> Typed:
    return Typed({key: text if isinstance(text, tuple) else (text,) for key, text in texts.items()})


def read(kind: str, name: str, texts: Mapping[str, str | tuple[str, ...]]) -> Json:
    found = read_fields(KINDS[kind], [name], typed(**texts), around=AROUND)
    return found.values[name] if not found.problems else "problem " + found.problems[0].code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("012 345 678", "+85512345678"),
        ("០១២ ៣៤៥ ៦៧៨", "+85512345678"),
        ("+66 81 234 5678", "+66812345678"),
        ("0066812345678", "+66812345678"),
        ("855-12-345678", "+85512345678"),
        ("", None),
        ("call her brother", "problem not_a_phone"),
        ("012", "problem not_a_phone"),
    ],
)
def test_a_telephone_number_is_read_as_one_dials_it(text: str, value: str | None) -> None:
    assert read("contact_point", "number", {"number": text}) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200,000", 1_200_000), ("១២០០០០០", 1_200_000), ("1 200 000", 1_200_000), ("12.5", "problem not_a_number")],
)
def test_a_number_is_read_with_separators_and_khmer_digits(text: str, value: Json) -> None:
    assert read("visit", "income_month_khr", {"income_month_khr": text}) == value


def test_text_is_kept_in_canonical_order_without_invisible_letters() -> None:
    assert read("case", "nickname", {"nickname": " ស\u200bុខ\u200b  ចិន្តា "}) == "សុខ ចិន្តា"
    assert read("case_note", "text", {"text": "one\n\n  two  "}) == "one\n\ntwo"


@pytest.mark.parametrize("code", ["not_asked", "declined", "unknown"])
def test_the_three_non_answers_are_three_answers(code: str) -> None:
    assert read("visit", "working", {"working": "none:" + code}) == {"none": code}
    assert read("case", "date_of_birth", {"date_of_birth.none": code}) == {"none": code}
    assert read("visit", "needs_now", {"needs_now": ("none:" + code,)}) == {"none": code}


def test_an_answer_beside_a_non_answer_is_asked_about() -> None:
    assert read("case", "national_id_no", {"national_id_no": "123", "national_id_no.none": "declined"}) == (
        "problem both_answers"
    )
    both = {"needs_now": ("health", "none:declined")}
    assert read("visit", "needs_now", both) == "problem both_answers"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ខេត្តបាត់ដំបង", {"country": "KH", "province": "02"}),
        ("Battambang", "problem place_which"),
        ("Kandal Stueng, Kandal", {"country": "KH", "province": "08", "district": "0801"}),
        ("Thailand", {"country": "TH"}),
        ("Bangkok, Thailand", {"country": "TH", "detail": "Bangkok"}),
        ("Nowhere at all", "problem place_unknown"),
        ("", None),
    ],
)
def test_a_place_is_taken_only_where_the_words_name_exactly_one(text: str, value: Json) -> None:
    assert read("case", "current_place", {"current_place": text}) == value


def test_a_chosen_place_holds_until_somebody_types_over_it() -> None:
    chosen = {"current_place": "Battambang", "current_place.code": "02"}
    assert read("case", "current_place", chosen) == {"country": "KH", "province": "02"}
    over = {"current_place": "Kandal Stueng, Kandal", "current_place.code": "02"}
    assert read("case", "current_place", over) == {"country": "KH", "province": "08", "district": "0801"}


def test_a_place_that_nobody_knows_stays_as_it_was_written() -> None:
    kept = {"current_place": "Old bridge camp", "current_place.as_typed": "yes", "current_place.detail": "hut 3"}
    assert read("case", "current_place", kept) == {"country": "KH", "detail": "hut 3, Old bridge camp"}


def test_a_long_list_is_looked_up_by_its_words_in_both_languages() -> None:
    assert read("case", "nationality", {"nationality": "Cambodia"}) == "KH"
    assert read("case", "nationality", {"nationality": "ថៃ"}) == "TH"
    assert read("case", "nationality", {"nationality": "United"}) == "problem choose_one"
    assert read("case", "nationality", {"nationality": "Atlantis"}) == "problem not_in_list"


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_every_kind_is_read_as_it_was_written(kind: str, language: str) -> None:
    declared = KINDS[kind]
    for name, field in declared.fields.items():
        for value in (a_value_of(field), *({"none": code} for code in field.non_answers)):
            written = typed_of_values(declared, [name], {name: value}, around=AROUND, language=language)
            found = read_fields(declared, [name], written, around=AROUND)
            assert not found.problems, (name, value, found.problems)
            assert found.values.get(name, value) == value, name


def test_only_what_somebody_changed_is_written() -> None:
    kind = KINDS["visit"]
    names = ["person_says", "needs_now", "seen"]
    values = {"person_says": "a  text of an older version ", "needs_now": ["health"], "seen": "yes"}
    before = typed_of_values(kind, names, values, around=AROUND, language="km")
    marks = opened_as(kind, read_fields(kind, names, before, around=AROUND))
    untouched = read_fields(kind, names, before, around=AROUND)
    assert changed_since(kind, untouched, marks) == {}
    touched = read_fields(kind, names, before.having("needs_now", "health", "therapy"), around=AROUND)
    assert changed_since(kind, touched, marks) == {"needs_now": ["health", "therapy"]}
    emptied = read_fields(kind, names, before.having("person_says", ""), around=AROUND)
    assert changed_since(kind, emptied, marks) == {"person_says": None}


def test_a_draft_gives_back_every_key_and_no_control() -> None:
    posted = [("seen", "yes"), ("needs_now", "a"), ("needs_now", "b"), ("csrf", "x"), ("_do", "save"), ("draft", "d")]
    kept = typed_of_json(typed_of_post(posted).as_json())
    assert kept.texts == {"seen": ("yes",), "needs_now": ("a", "b")}
    assert typed_of_json({"a": "no list", "b": [1, "x"]}).texts == {"b": ("x",)}


def test_rows_of_a_part_are_found_by_their_numbers() -> None:
    found = rows_typed(typed(**{"action.2.title": "x", "action.1.due_on.day": "3", "action.x.title": "y"}), "action")
    assert found == (1, 2)
