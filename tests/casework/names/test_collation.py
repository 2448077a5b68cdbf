"""Lists on screens and in exports stand in one order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.collation import sort_key

ANY = st.text(max_size=8) | st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17E9), max_size=8)


@pytest.mark.parametrize(
    "ordered",
    [
        [
            "ក",
            "កក",
            "កង",
            "កា",
            "កាក់",
            "កិ",
            "កី",
            "កុ",
            "កូន",
            "កែវ",
            "កៅ",
            "កុំ",
            "កំ",
            "កាំ",
            "កះ",
            "កុះ",
            "កេះ",
            "កោះ",
            "ក្ដី",
            "ក្រុង",
            "ខៀវ",
        ],
        ["ចន្តា", "ចរិយា", "ចាន់", "ចិន្តា", "ច្រឹប"],  # a subscript comes after every vowel
        ["សុខ", "សុភាព", "សុវណ្ណ", "សុវណ្ណា", "ស្រី", "ស្រីមុំ", "ហេង"],
        ["ប៊ុន", "ប៉ែន", "ពៅ"],  # shifters do not part ប from its vowel
        ["អាត់", "អិត", "ឥន្ទ្រា", "អឿន", "ឯក", "អោយ"],  # an independent vowel stands with its vowel
        ["រិន", "ឫទ្ធី", "រុន", "លី"],
        ["Chan", "Dara", "dara", "Éa", "Eang", "Sok", "Sok Dara", "Soka"],
        ["ភូមិ ២", "ភូមិ 3", "ភូមិ ១០"],  # numbers as numbers, in either script
        ["ហេង", "អាត់", "Aun", "Zeng", ""],  # Khmer, then Latin, then no name
    ],
)
def test_names_stand_in_order(ordered: list[str]) -> None:
    shuffled = list(ordered)
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == ordered


@given(ANY, ANY)
def test_keys_are_equal_only_for_one_stored_form(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (sort_key(one)[2] == sort_key(other)[2])


@given(ANY, ANY)
def test_every_two_texts_have_an_order(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) or (sort_key(other) <= sort_key(one))
