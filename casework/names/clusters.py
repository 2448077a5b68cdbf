"""One Khmer cluster (a base with its marks) as it is heard: the tables of matching.md 2.1 and nothing else. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


REMEMBERED_CLUSTERS = 4096
BOUNDARY = "|"  # in a regular spelling: here a word ends
_LETTERS = _pairs("""
    ក k ខ kh គ k ឃ kh ង ng  ច ch ឆ chh ជ ch ឈ chh ញ nh  ដ d ឋ th ឌ d ឍ th ណ n  ត t ថ th ទ t ធ th ន n
    ប b ផ ph ព p ភ ph ម m  យ y រ r ល l វ v ស s ហ h ឡ l អ -  ឝ s ឞ s
""")
_FIRST_SERIES = frozenset("កខចឆដឋណតថបផសហឡអឝឞ")
_NO_SERIES = frozenset("ងញណនមយរលវ")  # as subscripts these leave the series as it is
_READ_ONCE = ("កខគឃ", "ចឆជឈ", "ដឋឌឍតថទធ", "ណន", "បផពភ")  # a subscript of the class of its base
_FINAL = {"kh": "k", "d": "t", "th": "t", "b": "p", "ph": "p", "chh": "ch", "-": ""}
_VOWELS = {  # in the first series, in the second
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
_INHERENT_WITH = {"\u17c8": ("", ""), "\u17c7": ("a", "ea")}
_BORROWED = _pairs("វ f ស z គ g ន n ម m ល l")  # written with ហ above
_INDEPENDENT = _pairs("ឥ e ឦ ei ឧ o ឩ ou ឪ ov ឫ rue ឬ rue ឭ lue ឮ lue ឯ ae ឰ ai ឱ ao ឳ au")
_PIECES = re.compile("[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])*|[^\u1780-\u17dd]+")
_COENG, _ROBAT, _TOANDAKHIAT, _SAMYOK = "\u17d2", "\u17cc", "\u17cd", "\u17d0"
_BANTOC = "\u17cb"
_CLOSING = ("កស", "កត", "តន")  # besides those of one class
_SPLIT = ("កស", "កសម", "កតរ", "លយ")  # stacks that only borrowed words have, so they begin none
_NIKAHIT, _REAHMUK, _YUKALEAPINTU = "\u17c6", "\u17c7", "\u17c8"
_MUUSIKATOAN, _TRIISAP = "\u17c9", "\u17ca"
_FULL = frozenset((_MUUSIKATOAN, _TRIISAP, _YUKALEAPINTU, _SAMYOK))  # with one of these it is a syllable
_CODALESS = frozenset((_NIKAHIT, _REAHMUK, _YUKALEAPINTU, "ៃ", "ៅ"))  # nothing closes a syllable after these
_SHORT = ("ិ", "ុ")
_SILENT_AT_END = {**dict.fromkeys("ដឋឌឍតថទធម", ({"ិ"},)), "ត": ({"ិ"}, {"ុ"})}


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is heard: `onset`, `vowel`, `tail` (what closes the syllable) or, where it closes one itself, `final`.

    `other_vowel`: as it is also spelled, "" where nobody does. `is_silent`: not heard at all. `is_bare`: nothing but
    the inherent vowel. `is_short`: its vowel is inherent, i or u. `is_stacked`: has subscripts. `is_doubled`: the first
    of them is of the class of the base. `splits`: its first letter closes the syllable before. `begins`: never a final.
    `is_coda`: always one. `takes_coda`: a bare consonant may close it. `takes_before`: a bare one before it is a
    syllable. `shortens`: an inherent vowel before it to this. `bare`: the same without a vowel silent at the end.
    """

    onset: str = ""
    vowel: str = ""
    other_vowel: str = ""
    tail: str = ""
    final: str = ""
    is_silent: bool = False
    is_bare: bool = False
    is_stacked: bool = False
    is_short: bool = False
    splits: bool = False
    is_doubled: bool = False
    is_coda: bool = False
    is_first_series: bool = True
    has_samyok: bool = False
    shortens: str = ""
    takes_before: bool = False
    takes_coda: bool = False
    begins: bool = False
    bare: "Cluster | None" = None


def clusters_of(text: str) -> list[Cluster]:
    """The clusters of a text that are heard; what is not Khmer stands between them as it is."""
    return [cluster for piece in _PIECES.findall(text) if not (cluster := _cluster(piece)).is_silent]


@lru_cache(maxsize=REMEMBERED_CLUSTERS)
def _cluster(piece: str) -> Cluster:
    base, marks = piece[0], piece[1:]
    if not "\u1780" <= base <= "\u17b3":
        return Cluster(vowel=piece.replace(BOUNDARY, ""))
    under = [mark for before, mark in pairwise(marks) if before == _COENG]
    in_order = [mark for before, mark in pairwise("-" + marks) if _COENG not in (before, mark)]
    signs = frozenset(in_order)
    letters = _letters(base, under, signs)
    final = _FINAL.get(letters[0], letters[0])
    if _ROBAT in signs:
        return Cluster(final="r", is_bare=True, is_coda=True)
    if _TOANDAKHIAT in signs:
        return Cluster(final=final, is_bare=True, is_coda=True, is_silent=not under)
    is_first = _is_first_series(base, under, signs)
    vowels = [sign for sign in in_order if sign in _VOWELS]
    is_bare = base in _LETTERS and not vowels and not signs & _FULL and not signs & {_NIKAHIT, _REAHMUK}
    return Cluster(
        onset="".join(letters).replace("-", ""),
        vowel=_vowel(base, vowels, signs, is_first=is_first),
        other_vowel=_other_vowel(base, vowels, signs, is_first=is_first),
        tail=_tail(signs, vowels),
        final=final,
        is_bare=is_bare,
        is_stacked=bool(under),
        is_short=not vowels or vowels[0] in _SHORT,
        is_doubled=under[:1] != [] and _is_read_once(base, under[0]),
        splits=_splits(base, under),
        is_coda=_BANTOC in signs,
        is_first_series=is_first,
        has_samyok=_SAMYOK in signs,
        shortens=_shortens(base, under, signs),
        takes_coda=not signs & _CODALESS and base != "ឪ",
        begins=base in "ងមន" and under[:1] != [] and under[0] in "រលវហអ",
        takes_before=_YUKALEAPINTU in signs,
        bare=_cluster(piece.replace(vowels[0], "")) if signs in _SILENT_AT_END.get(base, ()) else None,
    )


def _letters(base: str, under: list[str], signs: frozenset[str]) -> list[str]:
    """Letters as heard; of two of one class the longer alone."""
    if base in _INDEPENDENT:
        return ["", *(_LETTERS.get(letter, "") for letter in under)]
    if base == "ហ" and under[:1] and under[0] in _BORROWED:
        return [_BORROWED[under[0]], *(_LETTERS.get(letter, "") for letter in under[1:])]
    letters = ["p" if base == "ប" and _MUUSIKATOAN in signs else _LETTERS.get(base, "")]
    for letter in under:
        heard = _LETTERS.get(letter, _INDEPENDENT.get(letter, ""))
        if len(letters) == 1 and _is_read_once(base, letter):
            letters[0] = max(letters[0], heard, key=len)
        else:
            letters.append(heard)
    return letters


def _is_first_series(base: str, under: list[str], signs: frozenset[str]) -> bool:
    if _MUUSIKATOAN in signs or _TRIISAP in signs:
        return _MUUSIKATOAN in signs
    return [base, *(letter for letter in under if letter not in _NO_SERIES)][-1] in _FIRST_SERIES


def _vowel(base: str, vowels: list[str], signs: frozenset[str], *, is_first: bool) -> str:
    if base in _INDEPENDENT:
        return _INDEPENDENT[base]
    if not vowels and (sign := next((sign for sign in _INHERENT_WITH if sign in signs), "")):
        return _INHERENT_WITH[sign][0 if is_first else 1]
    return _VOWELS[vowels[0] if vowels else ""][0 if is_first else 1]


def _other_vowel(base: str, vowels: list[str], signs: frozenset[str], *, is_first: bool) -> str:
    """Inherent a of the first series is o too (sar, sor), ie is ea (sieng, seang), oa is o (sophoan, sophorn)."""
    if base in _INDEPENDENT or (not vowels and signs - {_NIKAHIT}):
        return ""
    if not vowels:
        return "o" if is_first else ""
    return {"ៀ": "ea", "័": "" if is_first else "o"}.get(vowels[0], "")


def _shortens(base: str, under: list[str], signs: frozenset[str]) -> str:
    """What becomes of an inherent vowel of the second series before this cluster; "" where it stays."""
    if not under:
        return "u" if _BANTOC in signs else ""
    if not _is_read_once(base, under[0]) and base + under[0] not in _CLOSING:
        return ""
    return "ea" if base in "កខគឃ" else "oa" if base in "ចឆជឈដឋឌឍតថទធបផពភ" else ""


def _tail(signs: frozenset[str], vowels: list[str]) -> str:
    if _NIKAHIT in signs:
        return "m"
    if _REAHMUK in signs:
        return "h"
    return "" if _YUKALEAPINTU not in signs else "k" if vowels else "eak"


def _splits(base: str, under: list[str]) -> bool:
    if not under:
        return False
    if base in "ងញណន" or (base == "ម" and under[0] in "បផពភ") or "".join([base, *under]) in _SPLIT:
        return True
    return _is_read_once(base, under[0])


def _is_read_once(base: str, letter: str) -> bool:
    return base == letter or any(base in letters and letter in letters for letters in _READ_ONCE)
