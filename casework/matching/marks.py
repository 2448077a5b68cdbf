"""Marks on the body, read from a line of free text in Khmer or English: kind, part of the body, side.

What is not recognised is left out: it is no evidence. The words are data; reviewers add to them.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

from casework.matching.profile import Mark, Source
from casework.names.forms import comparison_form

MAX_MARKS = 12
# longer words come first: the first that is found counts
_KINDS: Mapping[str, tuple[str, ...]] = {
    "birthmark": ("birthmark", "birth mark", "ស្លាកកំណើត", "ខ្វៀវ"),
    "burn": ("burn", "burnt", "burned", "រលាក", "ភ្លើងឆេះ"),
    "scar": ("scar", "scars", "cut", "ស្លាកស្នាម", "សម្លាក", "ស្នាម", "ស្លាក"),
    "mole": ("mole", "moles", "ប្រជ្រុយ"),
    "tattoo": ("tattoo", "tattoos", "tattooed", "សាក់"),
    "teeth": ("tooth", "teeth", "ធ្មេញ"),
    "missing_limb": (
        "amputated",
        "lost a finger",
        "missing finger",
        "missing leg",
        "missing arm",
        "កំបុត",
        "ពិការដៃ",
        "ពិការជើង",
    ),
    "blind": ("blind", "ខ្វាក់"),
    "limp": ("limp", "limps", "ខ្ញើច"),
    "cleft_lip": ("cleft", "harelip", "ឆែបមាត់", "ឆែប"),
}
_PARTS: Mapping[str, tuple[str, ...]] = {
    "forehead": ("forehead", "ថ្ងាស"),
    "eyebrow": ("eyebrow", "ចិញ្ចើម"),
    "eye": ("eye", "eyes", "ភ្នែក"),
    "nose": ("nose", "ច្រមុះ"),
    "ear": ("ear", "ears", "ត្រចៀក"),
    "cheek": ("cheek", "ថ្ពាល់"),
    "chin": ("chin", "ចង្កា"),
    "mouth": ("mouth", "lip", "lips", "បបូរមាត់", "មាត់"),
    "neck": ("neck", "throat"),
    "shoulder": ("shoulder", "ស្មា"),
    "finger": ("finger", "fingers", "thumb", "ម្រាមដៃ", "មេដៃ"),
    "hand": ("hand", "wrist", "palm", "បាតដៃ", "កដៃ"),
    "arm": ("arm", "elbow", "កែងដៃ", "ដើមដៃ", "ដៃ"),
    "knee": ("knee", "ជង្គង់"),
    "foot": ("foot", "ankle", "toe", "toes", "ប្រអប់ជើង", "កជើង", "ម្រាមជើង"),
    "leg": ("leg", "thigh", "calf", "shin", "ភ្លៅ", "កំភួនជើង", "ជើង"),
    "back": ("back", "ខ្នង"),
    "chest": ("chest", "breast", "ទ្រូង"),
    "belly": ("belly", "stomach", "abdomen", "ពោះ"),
    "head": ("head", "scalp", "ក្បាល"),
    "face": ("face", "មុខ"),
}
_SIDES: Mapping[str, tuple[str, ...]] = {"left": ("left", "ឆ្វេង"), "right": ("right", "ស្តាំ", "ស្ដាំ")}
_Table: TypeAlias = tuple[tuple[str, bool, str], ...]  # code, whether it is one Latin word, form


def _table(words: Mapping[str, tuple[str, ...]]) -> _Table:
    return tuple(
        (code, form.isascii() and " " not in form, comparison_form(form))
        for code, forms in words.items()
        for form in forms
    )


_KIND_TABLE, _PART_TABLE, _SIDE_TABLE = _table(_KINDS), _table(_PARTS), _table(_SIDES)
_PIECES = re.compile(r"[,;/\n។៖]+|\band\b|និង|ហើយ")


def read_marks(text: str, source: Source) -> tuple[Mark, ...]:
    """The marks of a line of text, each once: "small scar on the left hand" is (scar, hand, left)."""
    found: dict[Mark, None] = {}
    if not text:
        return ()
    for piece in _PIECES.split(text)[:MAX_MARKS]:
        plain = comparison_form(piece)
        kind = _first_found(plain, _KIND_TABLE)
        if kind:
            found[Mark(kind, _first_found(plain, _PART_TABLE), _first_found(plain, _SIDE_TABLE), source)] = None
    return tuple(found)


def _first_found(plain: str, words: _Table) -> str:
    latin = set(plain.split())
    return next((code for code, is_word, form in words if (form in latin if is_word else form in plain)), "")
