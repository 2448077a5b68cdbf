"""Folding forgets what spellings disagree about; the keys made of it are stable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.folding import fold, loose_skeleton, skeleton, vowel_form
from casework.names.levels import Level, compare_parts
from casework.names.part import name_part

ONSETS = (
    "",
    "b",
    "ch",
    "chh",
    "d",
    "dh",
    "g",
    "h",
    "j",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "nh",
    "ng",
    "p",
    "ph",
    "pr",
    "r",
    "s",
)
MORE = ("sr", "t", "th", "tr", "v", "w", "y", "ny", "gn", "f", "q", "tch")
VOWELS = ("a", "aa", "ae", "ai", "ao", "au", "e", "ea", "eo", "eu", "i", "ia", "ie", "o", "oe", "oeu", "ou", "u", "uo")
CODAS = ("", "b", "ch", "k", "kh", "l", "m", "n", "ng", "nh", "p", "r", "s", "t", "th", "v", "y", "h", "nn", "w")
SYLLABLE = st.tuples(*map(st.sampled_from, ((*ONSETS, *MORE), VOWELS, CODAS))).map("".join)
SPELLING = st.lists(SYLLABLE, min_size=1, max_size=3).map("".join)


@pytest.mark.parametrize(
    ("latin", "folded"),
    [
        ("chhan", "Can"),
        ("tchea", "Cea"),
        ("sangkhim", "saNkim"),
        ("kagna", "kana"),
        ("nyem", "nem"),
        ("bopha", "popa"),
        ("thidda", "tita"),
        ("kaev", "keo"),
        ("kiev", "keo"),
        ("sievy", "sievi"),
        ("yorn", "yon"),
        ("nary", "nari"),
        ("navy", "navi"),
        ("chariya", "Cariya"),
        ("sahn", "san"),
        ("phhalla", "pala"),
    ],
)
def test_spelling_folds(latin: str, folded: str) -> None:
    assert fold(latin) == folded


@given(SPELLING)
def test_folding_twice_changes_nothing(latin: str) -> None:
    assert fold(fold(latin)) == fold(latin)


@given(SPELLING)
def test_skeleton_follows_from_the_vowel_form(latin: str) -> None:
    """So parts of one vowel form sound alike, and the vowel form alone is the sound key."""
    folded = fold(latin)
    form = vowel_form(folded)
    lower = form.translate(str.maketrans("AEO", "aeo"))
    assert skeleton(lower) == skeleton(folded)


@given(SPELLING, SPELLING)
def test_level_is_the_same_from_both_sides(one: str, other: str) -> None:
    a, b = name_part(one), name_part(other)
    assert compare_parts(a, b) == compare_parts(b, a)
    assert compare_parts(a, a) == Level.SAME


def test_loose_skeleton_is_never_empty() -> None:
    assert (loose_skeleton("v"), loose_skeleton("s"), loose_skeleton("ms"), loose_skeleton("smnN")) == (
        "v",
        "s",
        "m",
        "smn",
    )
