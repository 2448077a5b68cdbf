"""Reads Khmer aloud in plain Latin letters, cluster by cluster, without a dictionary (matching.md 2.1). Pure.

What it reads is what spellings in Latin letters have in common, not a scholarly transcription. Stems that are read
otherwise than written stand in `data/readings.json`, rewritten to a regular spelling; a stem may have a second
reading. Text that is not Khmer passes through unread.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TypeAlias

import orjson

from casework.names.forms import comparison_form


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _pairs("""
    ក k ខ kh គ k ឃ kh ង ng  ច ch ឆ chh ជ ch ឈ chh ញ nh  ដ d ឋ th ឌ d ឍ th ណ n  ត t ថ th ទ t ធ th ន n
    ប b ផ ph ព p ភ ph ម m  យ y រ r ល l វ v ស s ហ h ឡ l អ -  ឝ s ឞ s
""")
_FIRST_SERIES = frozenset("កខចឆដឋណតថបផសហឡអឝឞ")
_NO_SERIES = frozenset("ងញណនមយរលវ")  # as subscripts these leave the series as it is
_SAME = ("កខគឃ", "ចឆជឈ", "ដឋឌឍតថទធ", "ណន", "បផពភ")  # classes
_NASALS = frozenset("ងញណនម")
_FINAL = {"kh": "k", "d": "t", "th": "t", "b": "p", "ph": "p", "chh": "ch", "-": ""}
_VOWELS = {  # first series, second series
    "": ("a", "o"),
    "ា": ("a", "ea"),
    "ិ": ("e", "i"),
    "ី": ("ei", "i"),
    "ឹ": ("oe", "ue"),
    "ឺ": ("eu", "eu"),
    "ុ": ("o", "u"),
    "ូ": ("ou", "u"),
    "ួ": ("uo", "uo"),
    "ើ": ("aeu", "eu"),
    "ឿ": ("oea", "oea"),
    "ៀ": ("ie", "ie"),
    "េ": ("e", "e"),
    "ែ": ("ae", "e"),
    "ៃ": ("ai", "ey"),
    "ោ": ("ao", "o"),
    "ៅ": ("au", "ov"),
    "័": ("a", "oa"),
}
_INDEPENDENT = _pairs("ឥ e ឦ ei ឧ o ឩ ou ឪ ov ឫ rue ឬ rue ឭ lue ឮ lue ឯ ae ឰ ai ឱ ao ឳ au")
_MARKS = "(?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])*"
_PIECES = re.compile(f"[\u1780-\u17b3]{_MARKS}|[^\u1780-\u17dd]+")
_COENG, _ROBAT, _SILENT, _SAMYOK = "\u17d2", "\u17cc", "\u17cd", "\u17d0"
_TRIISAP, _MUUSIKATOAN = "\u17ca", "\u17c9"
_NIKAHIT, _REAHMUK, _YUKALEAPINTU = "\u17c6", "\u17c7", "\u17c8"
_SHORT = frozenset("ិុ")
REMEMBERED_CLUSTERS = 4096


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A base with its marks as read: `onset` + `vowel` + `tail`; `final` = what is heard when it closes a syllable."""

    onset: str
    vowel: str
    tail: str
    final: str
    is_bare: bool  # only an inherent vowel: it may close the syllable before it
    is_stacked: bool  # has subscripts
    splits: bool  # its first letter belongs to the syllable before it
    is_first: bool  # first series
    has_samyok: bool = False
    opens_before: bool = False  # a bare consonant before it opens a syllable of its own
    bare: "_Cluster | None" = None  # the same without its short vowel, where that may be silent


_Stem: TypeAlias = tuple[re.Pattern[str], tuple[str, ...]]


def read_khmer(text: str) -> str:
    """The plain Latin reading of one part of a name in comparison form."""
    return _read(_regular(text, 0))


def readings(text: str) -> tuple[str, ...]:
    """The first reading and, where a stem has another, those after it; at most one stem is read otherwise at a time."""
    first = _regular(text, 0)
    found = {_read(first): None}
    for which, (pattern, spellings) in enumerate(_STEMS):
        if len(spellings) > 1 and pattern.search(text):
            found.update((_read(_regular(text, other, which)), None) for other in range(1, len(spellings)))
    return tuple(found)


def _regular(text: str, other: int, which: int = -1) -> str:
    """The text with irregular stems in regular spelling; the stem `which` in its spelling number `other`."""
    for place, (pattern, spellings) in enumerate(_STEMS):
        if pattern.search(text):
            text = pattern.sub(spellings[other if place == which else 0], text)
    return text


def _read(text: str) -> str:
    clusters = [_cluster(piece) for piece in _PIECES.findall(text)]
    if len(clusters) > 1 and clusters[-1].bare is not None:
        clusters[-1] = clusters[-1].bare
    return "".join(_sounds(clusters))


def _sounds(clusters: list[_Cluster]) -> list[str]:
    out: list[str] = []
    is_open = False
    last = len(clusters) - 1
    place = 0
    while place <= last:
        here = clusters[place]
        if not here.is_bare:
            nasal_only = (
                here.tail == "m" and place == last - 1 and clusters[last].final == "ng" and clusters[last].is_bare
            )
            tail = "" if nasal_only else here.tail
            out += (here.onset, here.vowel, tail)
            is_open = not tail
            if here.has_samyok and place < last and clusters[place + 1].onset == "y" and clusters[place + 1].is_bare:
                out[-2] = "ai" if here.is_first else "ey"
                is_open, place = False, place + 1
        elif is_open and _closes(clusters, place):
            out.append(here.final)
            is_open = False
        else:
            out += (here.onset, here.vowel)
            is_open = True
        place += 1
    return out


def _closes(clusters: list[_Cluster], place: int) -> bool:
    """Whether the bare cluster at `place`, after an open syllable, closes it. Bare ones pair up from the end."""
    last = len(clusters) - 1
    if clusters[place].is_stacked:
        return place == last
    run = 0
    while place <= last and clusters[place].is_bare and not clusters[place].is_stacked:
        if place < last and clusters[place + 1].opens_before:
            return False
        run, place = run + 1, place + 1
    if place <= last and (clusters[place].splits or (clusters[place].is_bare and clusters[place].is_stacked)):
        run += 1
    return run % 2 == 1


@lru_cache(maxsize=REMEMBERED_CLUSTERS)
def _cluster(piece: str) -> _Cluster:
    base, marks = piece[0], piece[1:]
    if not "\u1780" <= base <= "\u17b3":
        return _Cluster("", piece, "-", "", False, False, False, True)
    subscripts = [mark for before, mark in pairwise(marks) if before == _COENG]
    signs = {mark for before, mark in pairwise("-" + marks) if before != _COENG and mark != _COENG}
    letters = _letters(base, subscripts, signs)
    if _SILENT in signs or _ROBAT in signs:
        final = _final(letters[0]) if subscripts else ""
        return _Cluster("", final, "-" if final else "", final, False, False, False, True)
    is_first = _is_first(base, subscripts, signs)
    vowels = [sign for sign in signs if sign in _VOWELS]
    vowel = _vowel(base, vowels, signs, is_first=is_first)
    tail = _tail(signs, vowels)
    is_bare = base in _LETTERS and not vowels and not tail and not signs & {_TRIISAP, _MUUSIKATOAN, _YUKALEAPINTU}
    return _Cluster(
        onset="".join(letters).replace("-", "") if base in _LETTERS else "",
        vowel=vowel,
        tail=tail,
        final=_final(letters[0]),
        is_bare=is_bare,
        is_stacked=bool(subscripts),
        splits=_splits(base, subscripts),
        is_first=is_first,
        has_samyok=_SAMYOK in signs,
        opens_before=_YUKALEAPINTU in signs,
        bare=_cluster(base + "".join(_COENG + letter for letter in subscripts))
        if len(vowels) == 1 and vowels[0] in _SHORT and len(signs) == 1 and base in _LETTERS
        else None,
    )


def _letters(base: str, subscripts: list[str], signs: set[str]) -> list[str]:
    """Letters as heard: a subscript of the class of its base is read once, the longer of the two."""
    first = "p" if base == "ប" and _MUUSIKATOAN in signs else _LETTERS.get(base, "")
    letters = [first]
    for under in subscripts:
        letter = _LETTERS.get(under, _INDEPENDENT.get(under, ""))
        if len(letters) == 1 and _same_class(base, under):
            letters[0] = max(first, letter, key=len)
        else:
            letters.append(letter)
    return letters


def _is_first(base: str, subscripts: list[str], signs: set[str]) -> bool:
    if _MUUSIKATOAN in signs or _TRIISAP in signs:
        return _MUUSIKATOAN in signs
    setting = [base, *(letter for letter in subscripts if letter not in _NO_SERIES)]
    return setting[-1] in _FIRST_SERIES


def _vowel(base: str, vowels: list[str], signs: set[str], *, is_first: bool) -> str:
    if base in _INDEPENDENT:
        return _INDEPENDENT[base]
    if _YUKALEAPINTU in signs and not vowels:
        return ""
    return _VOWELS[vowels[0] if vowels else ""][0 if is_first else 1]


def _tail(signs: set[str], vowels: list[str]) -> str:
    if _NIKAHIT in signs:
        return "m"
    if _REAHMUK in signs:
        return "h"
    return "" if _YUKALEAPINTU not in signs else "k" if vowels else "eak"


def _splits(base: str, subscripts: list[str]) -> bool:
    return bool(subscripts) and (
        _same_class(base, subscripts[0]) or (base in _NASALS and subscripts[0] not in _NO_SERIES)
    )


def _same_class(base: str, under: str) -> bool:
    return base == under or any(base in letters and under in letters for letters in _SAME)


def _final(letter: str) -> str:
    return _FINAL.get(letter, letter)


def _read_stems() -> tuple[_Stem, ...]:
    table = orjson.loads(resources.files("casework.names.data").joinpath("readings.json").read_bytes())
    rows = [(comparison_form(row["stem"]), tuple(map(comparison_form, row["regular"]))) for row in table["stems"]]
    rows.sort(key=lambda row: -len(row[0]))
    return tuple((re.compile(stem + _ending(stem, spellings)), spellings) for stem, spellings in rows)


def _ending(stem: str, spellings: tuple[str, ...]) -> str:
    """A stem that would lose its last letter is rewritten only where that letter bears no further mark."""
    keeps = all(spelling[-1] == stem[-1] for spelling in spellings)
    return "" if keeps else "(?![\u17b6-\u17d3\u17dd])"


_STEMS = _read_stems()
