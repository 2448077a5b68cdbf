"""A whole name as it is compared: titles set aside, placeholders no name at all, and its other readings. Pure.

Family name first is the rule in Khmer; `family_first` only says how this name was written down, it decides nothing.
The words set aside, nicknames and placeholders are data (`data/words.json`).
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import TypeAlias

import orjson

from casework.names.forms import comparison_form
from casework.names.part import NamePart, join_parts, name_part

MAX_PARTS = 8  # more are no name of a person


class Shape(StrEnum):
    """How a reading was made of the parts as written."""

    PARTS = "parts"  # as written
    FULL = "full"  # with the titles that may be names
    GIVEN_JOINED = "given_joined"  # neighbouring parts in one word
    JOINED = "joined"  # everything in one word
    WITHOUT_FAMILY = "without_family"
    SECOND = "second"  # one part by another reading of it, or all


@dataclass(frozen=True, slots=True)
class Name:
    """A name with at least one part. `full` = the parts with what was set aside, where that may be the name itself."""

    parts: tuple[NamePart, ...]
    set_aside: tuple[str, ...] = ()
    is_nickname: bool = False
    family_first: bool = True
    full: tuple[NamePart, ...] = ()


@dataclass(frozen=True, slots=True)
class NameReading:
    """One way to read a name; `family` = which of its parts is the family name, -1 where none is."""

    parts: tuple[NamePart, ...]
    shape: Shape
    family: int


_QUOTES = dict.fromkeys(map(ord, '"“”«»?!;:'), " ")
_Words: TypeAlias = tuple[str, ...]


def read_name(text: str, *, family_first: bool = True) -> Name | None:
    """The name in a text of either script; None where it is empty, a placeholder or has no letter."""
    plain = comparison_form(text.translate(_QUOTES))
    if plain in _PLACEHOLDERS or not any(char.isalpha() for char in plain):
        return None
    words = tuple(word for word in plain.split() if any(char.isalpha() for char in word))[:MAX_PARTS]
    known = tuple(word for word in words if word not in _PLACEHOLDERS) or words
    rest, aside = _without_titles(known)
    full = tuple(map(name_part, _titles_apart(known))) if aside and len(rest) <= 1 else ()
    parts = tuple(map(name_part, rest)) or full
    is_nickname = len(parts) == 1 and parts[0].text in _NICKNAMES
    return Name(parts, aside if rest else (), is_nickname, family_first, full if rest else ())


def readings_of(name: Name) -> tuple[NameReading, ...]:
    """Every reading worth trying, the parts as written first; none twice."""
    found: dict[tuple[NamePart, ...], NameReading] = {}
    for reading in (*_as_written(name), *_joined(name), *_shorter(name), *_second(name)):
        found.setdefault(reading.parts, reading)
    return tuple(found.values())


def _as_written(name: Name) -> list[NameReading]:
    written = [NameReading(name.parts, Shape.PARTS, _family(name.parts, name))]
    return [*written, NameReading(name.full, Shape.FULL, _family(name.full, name))] if name.full else written


def _joined(name: Name) -> list[NameReading]:
    parts = name.full or name.parts
    if len(parts) < 2:
        return []
    found = [NameReading((join_parts(parts),), Shape.JOINED, -1)]
    if len(parts) > 2:
        after, before = (parts[0], join_parts(parts[1:])), (join_parts(parts[:-1]), parts[-1])
        found += [NameReading(two, Shape.GIVEN_JOINED, _family(two, name)) for two in (after, before)]
    return found


def _shorter(name: Name) -> list[NameReading]:
    if len(name.parts) < 2:
        return []
    rest = name.parts[1:] if name.family_first else name.parts[:-1]
    found = [NameReading(rest, Shape.WITHOUT_FAMILY, -1)]
    return found if len(rest) == 1 else [*found, NameReading((join_parts(rest),), Shape.WITHOUT_FAMILY, -1)]


def _second(name: Name) -> list[NameReading]:
    family = _family(name.parts, name)
    found = [
        NameReading((*name.parts[:place], other, *name.parts[place + 1 :]), Shape.SECOND, family)
        for place, part in enumerate(name.parts)
        for other in part.also
    ]
    if sum(bool(part.also) for part in name.parts) > 1:  # all parts spelled the other way
        others = tuple(part.also[-1] if part.also else part for part in name.parts)
        found.append(NameReading(others, Shape.SECOND, family))
    return found


def _family(parts: tuple[NamePart, ...], name: Name) -> int:
    if len(parts) < 2:
        return -1
    return 0 if name.family_first else len(parts) - 1


def _without_titles(words: _Words) -> tuple[_Words, _Words]:
    """(what is left, what was set aside). Titles stand in front; a few, of foreign papers, anywhere."""
    aside = tuple(word for word in words if word in _TITLES_ANYWHERE)
    words = tuple(word for word in words if word not in _TITLES_ANYWHERE)
    while words:
        taken = 2 if " ".join(words[:2]) in _TITLES and len(words) > 1 else 1
        if taken == 1 and words[0] not in _TITLES:
            break
        aside, words = (*aside, *words[:taken]), words[taken:]
    title, rest = _written_on(words[0]) if words else ("", "")
    return ((rest, *words[1:]), (*aside, title)) if title else (words, aside)


def _written_on(word: str) -> tuple[str, str]:
    title = next((title for title in _TITLES_WRITTEN_ON if word.startswith(title) and word != title), "")
    return title, word.removeprefix(title)


def _titles_apart(words: _Words) -> _Words:
    """All words but those titles that are never names."""
    return tuple(word for word in words if word not in _TITLES_ANYWHERE) or words


def _words(of: str) -> _Words:
    table = orjson.loads(resources.files("casework.names.data").joinpath("words.json").read_bytes())
    return tuple(map(comparison_form, table[of]))


_TITLES = frozenset(_words("titles"))
_TITLES_ANYWHERE = frozenset(_words("titles_anywhere"))
_TITLES_WRITTEN_ON = _words("titles_written_on")
_NICKNAMES = frozenset(_words("nicknames"))
_PLACEHOLDERS = frozenset(_words("placeholders"))
