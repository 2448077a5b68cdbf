"""Names are found in both scripts, however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.forms import comparison_form, stored_form
from casework.names.tokens import Tokens, escape_token, name_tokens, phone_tokens, place_tokens, query_tokens
from shared_schema.records.kinds import KINDS

KHMER = st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17DD), max_size=12)
ANY = st.text(max_size=12) | KHMER


@given(ANY)
def test_both_forms_are_idempotent(text: str) -> None:
    assert stored_form(stored_form(text)) == stored_form(text)
    assert comparison_form(comparison_form(text)) == comparison_form(text)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("សុីម", "ស៊ីម"),  # the shifter typed with the key of the u-sign
        ("ចន្\u200bដា", "ចន្តា"),  # invisible character, and the look-alike subscript
        ("\u17a2\u17c1\u17b8", "\u17a2\u17be"),  # a vowel typed as its two halves
        ("SOK  Chan-Dara", "sok chan dara"),
        ("Sôk", "sok"),
        ("១២៣", "123"),
    ],
)
def test_spellings_that_look_alike_compare_alike(typed: str, same: str) -> None:
    assert comparison_form(typed) == comparison_form(same)


def test_true_vowel_is_not_taken_for_a_shifter() -> None:
    assert comparison_form("ខុំ") != comparison_form("ខ៊ំ")
    assert "\u17bb" in comparison_form("ខុំ")


def test_marks_of_a_cluster_come_into_one_order() -> None:
    ordered, typed = "ស្ត្រី", "ស្រ្តី"
    assert comparison_form(typed) == comparison_form(ordered)


@given(ANY, ANY)
def test_escaping_keeps_prefixes_and_differences(one: str, other: str) -> None:
    a, b = comparison_form(one).replace(" ", ""), comparison_form(other).replace(" ", "")
    assert escape_token(a).isascii()
    assert (escape_token(a) == escape_token(b)) == (a == b)
    assert escape_token(a + b).startswith(escape_token(a))


@pytest.mark.parametrize("typed", ["012 345 678", "012345678", "+855 12 345 678", "០១២ ៣៤៥ ៦៧៨", "855-12-345-678"])
def test_telephone_is_found_however_it_is_written(typed: str) -> None:
    assert query_tokens(typed) == phone_tokens("+85512345678") == ["012345678"]


def test_place_gives_the_province_in_both_scripts_and_its_detail() -> None:
    tokens = place_tokens({"country": "KH", "province": "12", "detail": "behind the market"})
    assert {"phnom", "penh", "market"} <= set(tokens)
    assert set(name_tokens("ភ្នំពេញ")) & set(tokens)


def test_restricted_kinds_and_words_of_an_account_give_no_tokens() -> None:
    tokens = Tokens(KINDS)
    searched = {kind for kind in KINDS if tokens.sources_of(kind)}
    assert searched == {"case", "tracing_inquiry", "family_member", "contact_point"}
    assert tokens.of("case", [("wishes", "to live with Sopheap"), ("risk_reason", "Sopheap drinks")]) == ""


def test_every_value_written_apart_is_found() -> None:
    tokens = Tokens(KINDS).of("case", [("nickname", "Pov"), ("nickname", "Touch"), ("nickname", {"none": "unknown"})])
    assert tokens.split() == ["pov", "touch"]
