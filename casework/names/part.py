"""One part of a name with every form it is compared by. Pure; parts repeat, so the last few thousand are remembered."""

import re
from dataclasses import dataclass
from functools import lru_cache

from casework.names.folding import fold, loose_skeleton, skeleton, vowel_form
from casework.names.forms import comparison_form
from casework.names.reading import readings

REMEMBERED_PARTS = 16_384  # about 12 MB
_KHMER = re.compile("[\u1780-\u17dd]")


@dataclass(frozen=True, slots=True)
class NamePart:
    """`text` in comparison form; `plain` = its Latin reading (the text itself where it is Latin), and keys made of it.

    `vowels` is the sound key: parts with equal `vowels` sound alike. `also` = the part by its second readings, which
    help to find a record and are tried as other readings of the whole name; they never decide a level by themselves.
    """

    text: str
    is_khmer: bool
    plain: str
    folded: str
    vowels: str
    skeleton: str
    loose: str
    also: tuple["NamePart", ...] = ()


@lru_cache(maxsize=REMEMBERED_PARTS)
def name_part(text: str) -> NamePart:
    """The forms of one part: a text in comparison form, without spaces."""
    if text.isascii() or not _KHMER.search(text):
        return _part(text, plain=text, is_khmer=False)
    first, *others = readings(text)
    return _part(text, plain=first, is_khmer=True, also=tuple(_part(text, plain=one, is_khmer=True) for one in others))


def name_parts(text: str) -> tuple[NamePart, ...]:
    """The parts of any text, in the order they stand."""
    return tuple(name_part(part) for part in comparison_form(text).split())


def join_parts(parts: tuple[NamePart, ...]) -> NamePart:
    """Several parts as if they had been written in one word."""
    if len(parts) == 1:
        return parts[0]
    return _joined(parts)


@lru_cache(maxsize=REMEMBERED_PARTS // 4)
def _joined(parts: tuple[NamePart, ...]) -> NamePart:
    text, plain = "".join(part.text for part in parts), "".join(part.plain for part in parts)
    return _part(text, plain=plain, is_khmer=any(part.is_khmer for part in parts))


def _part(text: str, *, plain: str, is_khmer: bool, also: tuple[NamePart, ...] = ()) -> NamePart:
    folded = fold(plain)
    bones = skeleton(folded)
    return NamePart(text, is_khmer, plain, folded, vowel_form(folded), bones, loose_skeleton(bones), also)
