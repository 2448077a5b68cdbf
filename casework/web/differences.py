"""What differs between two wordings, marked by word and, in Khmer, by letter group; never inside a group. Pure.

Two texts that have little in common are left unmarked: marks that break every word tell a reader nothing.
"""

import re
from difflib import SequenceMatcher

from markupsafe import Markup

from casework.web.saying import Phrasebook

MOST_PIECES = 1500  # comparing takes time with the square of it
ENOUGH_IN_COMMON = 0.35
_KHMER_GROUP = "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])*"
_PIECE = re.compile(rf"{_KHMER_GROUP}|[^\W\u1780-\u17ff]+|\s+|.", re.DOTALL)
_MARKS = {
    "ins": Markup('<ins><span class="govuk-visually-hidden">{} </span>{}</ins>'),
    "del": Markup('<del><span class="govuk-visually-hidden">{} </span>{}</del>'),
}


def pieces_of(text: str) -> list[str]:
    """The text in words, Khmer letter groups, spaces and single signs; joined they give the text again."""
    return _PIECE.findall(text)


def mark_differences(before: str, after: str, *, language: str, phrases: Phrasebook) -> Markup:
    """`after` with `<ins>` around what is new and `<del>` around what is gone, each with hidden words."""
    old, new = pieces_of(before), pieces_of(after)
    if len(old) > MOST_PIECES or len(new) > MOST_PIECES:
        return Markup.escape(after)
    compared = SequenceMatcher(None, old, new, autojunk=False)
    if before and compared.ratio() < ENOUGH_IN_COMMON:
        return Markup.escape(after)
    removed, added = phrases.say(language, "removed:"), phrases.say(language, "added:")
    parts = []
    for step, old_from, old_to, new_from, new_to in compared.get_opcodes():
        if step == "equal":
            parts.append(Markup.escape("".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            parts.append(_MARKS["del"].format(removed, "".join(old[old_from:old_to])))
        if new_to > new_from:
            parts.append(_MARKS["ins"].format(added, "".join(new[new_from:new_to])))
    return Markup("").join(parts)
