"""Names in one form, whatever the keyboard: idempotent, no invisible characters, marks in the order of the script."""

import json
import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.forms import comparison_form, stored_form

TABLE = json.loads((Path(__file__).parents[2] / "data" / "khmer_names.json").read_text("utf-8"))
NAMES = [row["khmer"] for row in TABLE] + ["ស្ត្រី", "ព្រះធម៌", "គ្រឿង", "ខ្ញុំ", "ប៉ុន្តែ", "អ៊ុំ", "ស្រ៊ុន", "ច័ន្ទ", "វណ្ណៈ", "សៅរ៍"]
# Encoding structure of Khmer (Unicode, chapter 16): base, robat, subscripts with ro last, shifter, vowel, nikahit or
# reahmuk, other signs. A stored name keeps a shifter that was typed with the key of u: two vowels.
CONSONANT_MARKS = "\u17cc?(?:\u17d2[ក-យល-ឳ])*(?:\u17d2រ)?[\u17c9\u17ca]?"
MARKS_IN_ORDER = CONSONANT_MARKS + "[\u17b6-\u17c5]{0,%d}[\u17c6-\u17c8]?[\u17cb\u17cd-\u17d1\u17dd]*"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u17b4\u17b5"
KHMER = st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17DD), max_size=12)
MARKS = (
    ("\u17cc",),
    ("\u17d2ន", "\u17d2ត"),
    ("\u17d2រ",),
    ("\u17c9", "\u17ca"),
    tuple("ាិុូើេោ"),
    tuple("ំះ"),
    ("\u17cb", "\u17cd"),
)
LATIN = st.text(alphabet="SokchendaÉéñĐ  -'’.\u0301\u200b\ufeff", max_size=12)


@st.composite
def clusters(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A base and marks of different kinds, in their right order."""
    base = draw(st.sampled_from("កសបអតពរវ"))
    return base, [mark for kind in MARKS if (mark := draw(st.sampled_from(("", *kind))))]


@given(st.text(max_size=12) | KHMER | LATIN)
def test_both_forms_are_idempotent(text: str) -> None:
    assert stored_form(stored_form(text)) == stored_form(text)
    assert comparison_form(comparison_form(text)) == comparison_form(text)
    assert comparison_form(stored_form(text)) == comparison_form(text)


@pytest.mark.parametrize("text", ["ក\u17c1\u17ca\u17b8", "e\u200b\u0301", "ស\u17b8\u17bb", "ក\u17ca\u17bb\u17b8"])
def test_halves_that_come_together_only_in_order_are_joined_at_once(text: str) -> None:
    assert stored_form(stored_form(text)) == stored_form(text)
    assert comparison_form(comparison_form(text)) == comparison_form(text)


@given(KHMER | LATIN, st.data())
def test_invisible_characters_change_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    dirty = text[:at] + data.draw(st.sampled_from(INVISIBLE)) + text[at:]
    assert stored_form(dirty) == stored_form(text)
    assert comparison_form(dirty) == comparison_form(text)


@given(clusters(), st.randoms(use_true_random=False))
def test_order_of_typing_changes_nothing(cluster: tuple[str, list[str]], random: object) -> None:
    base, marks = cluster
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stored_form(base + "".join(shuffled)) == stored_form(base + "".join(marks)) == base + "".join(marks)
    assert comparison_form(base + "".join(shuffled)) == comparison_form(base + "".join(marks))


@pytest.mark.parametrize("name", NAMES)
def test_clusters_agree_with_the_encoding_structure(name: str) -> None:
    assert re.fullmatch(f"(?:[ក-ឳ]{MARKS_IN_ORDER % 2})+", stored_form(name))
    assert re.fullmatch(f"(?:[ក-ឳ]{MARKS_IN_ORDER % 1})+", comparison_form(name))


@pytest.mark.parametrize("typed", ["".join(order) for order in permutations(("\u17d2ត", "\u17d2រ", "ី"))])
def test_woman_is_one_word_in_any_order(typed: str) -> None:
    assert stored_form("ស" + typed) == "ស្ត្រី"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("\u17a3", "អ"),
        ("\u17a4", "អា"),
        ("\u17a8", "ឧក"),
        ("\u17b2", "ឱ"),
        ("ក\u17c1\u17b6", "កោ"),
        ("  Sok   Dara ", "Sok Dara"),
    ],
)
def test_stored_form_writes_old_letters_the_new_way(typed: str, stored: str) -> None:
    assert stored_form(typed) == stored


def test_stored_form_keeps_what_was_typed() -> None:
    assert stored_form("Sôk D'Ara ១២ ចន្ដា") == "Sôk D'Ara ១២ ចន្ដា"


@pytest.mark.parametrize(
    ("typed", "compared"), [("សុីម", "ស៊ីម"), ("សីុម", "ស៊ីម"), ("មុឺន", "ម៉ឺន"), ("ហុើយ", "ហ៊ើយ"), ("ចំំ", "ចំ"), ("ក៊ុី", "ក៊ី")]
)
def test_shifter_typed_with_the_key_of_u_is_a_shifter(typed: str, compared: str) -> None:
    assert comparison_form(typed) == compared


def test_om_is_a_true_vowel() -> None:
    assert comparison_form("ស្រីមុំ") == "ស្រីមុំ"
