"""Relatives named in one line of free text: "mother: Sok Mom, brothers Vuthy and Rith", in Khmer or English.

A name without a word for the relation is kept as `unknown`: it may be anybody of the family.
"""

import re
from collections.abc import Iterator, Mapping

from casework.matching.profile import FATHER, MAIN, MOTHER, RELATIVE, SIBLING, UNKNOWN, Relative, Source, WrittenName
from casework.names.forms import comparison_form

MAX_RELATIVES = 12
_WORDS: Mapping[str, tuple[str, ...]] = {
    MOTHER: ("mother", "mum", "mummy", "ម្តាយ", "ម្ដាយ"),
    FATHER: ("father", "dad", "daddy", "ឪពុក"),
    SIBLING: (
        "older brother", "older sister", "younger brother", "younger sister", "elder brother", "elder sister",
        "brothers", "brother", "sisters", "sister", "siblings", "sibling", "twin",
        "បងប្អូនស្រី", "បងប្អូនប្រុស", "បងប្អូន", "ប្អូនស្រី", "ប្អូនប្រុស", "បងស្រី", "បងប្រុស", "ប្អូន", "បង",
    ),
    RELATIVE: (
        "grandmother", "grandfather", "grandma", "grandpa", "aunt", "uncle", "cousin", "wife", "husband", "son",
        "daughter", "stepfather", "stepmother", "ជីដូន", "ជីតា", "ឪពុកចុង", "ម្តាយចុង", "ប្រពន្ធ", "កូនប្រុស", "កូនស្រី",
    ),
}  # fmt: skip
_LABELS = sorted(
    ((comparison_form(word), relation) for relation, words in _WORDS.items() for word in words),
    key=lambda label: -len(label[0]),
)
_PIECES = re.compile(r"[,;/\n។]+|\band\b|និង")
_MARKS = re.compile(r"[:=()៖]+")
_NAMED = re.compile(r"^(ឈ្មោះ|named\b|called\b|name is\b|name\b)\s*")
_SEVERAL = (SIBLING,)


def read_relatives(text: str, source: Source) -> tuple[Relative, ...]:
    """The relatives of a line of text, each name with its relation; "brothers" holds for the names that follow it."""
    return tuple(_relatives(text, source))


def _relatives(text: str, source: Source) -> Iterator[Relative]:
    standing = UNKNOWN
    for piece in _PIECES.split(text)[:MAX_RELATIVES]:
        plain = " ".join(_MARKS.sub(" ", comparison_form(piece)).split())
        relation, name = _labelled(plain)
        if relation == UNKNOWN:
            relation = standing
        standing = relation if relation in _SEVERAL else UNKNOWN
        name = _NAMED.sub("", name)
        if name:
            yield Relative(relation, (WrittenName(name, MAIN, source),))


def _labelled(plain: str) -> tuple[str, str]:
    for word, relation in _LABELS:
        if plain == word:
            return relation, ""
        if plain.startswith(word) and (not word.isascii() or plain[len(word)] == " "):
            return relation, plain[len(word) :].strip()
        if plain.endswith(" " + word):
            return relation, plain[: -len(word)].strip()
    return UNKNOWN, plain
