"""Pairs of one name in both scripts: villages of the national list, and words romanised by hand. The odd half only.

Words come from the data file of khmer-english-transliteration (MIT), read where pip has put it and never imported;
the package itself asks for tensorflow, so it is installed without what it depends on. No data of either stands here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TypeAlias

from benchmarks.halves import is_ours
from casework.names.forms import comparison_form
from casework.places import load_gazetteer

WORDS_PACKAGE = "khmer-english-transliteration"
WORDS_FILE = "khmer_text_transliteration/data/raw/eng_khm_data.txt"
_DIGITS = re.compile("[0-9០-៩]")
_KHMER_WORD = re.compile("[\u1780-\u17dd\u200b-\u200d ]+")
_ROMANISED = re.compile("[a-z ]+")  # with capitals it is an English name
_COMMUNE = 6  # digits of its code; longer ones are villages
_COENG = "\u17d2"
Pairs: TypeAlias = Mapping[str, frozenset[str]]  # a name in comparison form: all its right answers


@dataclass(frozen=True, slots=True)
class Question:
    """Names that are looked for, each with what is right, among all names of a pool."""

    title: str
    pairs: Pairs
    pool: tuple[str, ...]


def village_questions() -> list[Question]:
    """Village names without digits, in both directions.

    The pool is every distinct name of the list in the other script, as the figures to beat have it: names of the even
    half are there as wrong answers only.
    """
    areas = [area for area in load_gazetteer().areas.values() if len(area.code) > _COMMUNE and not area.is_retired]
    written = [(comparison_form(area.km), comparison_form(area.en)) for area in areas]
    ours = {khmer for khmer, _latin in written if is_ours(khmer) and not _DIGITS.search(khmer)}
    to_latin = _grouped((khmer, latin) for khmer, latin in written if khmer in ours)
    to_khmer = _grouped((latin, khmer) for khmer, latin in written if khmer in ours)
    return [
        Question("villages, Khmer to Latin", to_latin, tuple(sorted({latin for _khmer, latin in written}))),
        Question("villages, Latin to Khmer", to_khmer, tuple(sorted({khmer for khmer, _latin in written}))),
    ]


def word_questions() -> list[Question]:
    """Romanised words without and with subscripts, each among its own; none where the data file is not installed."""
    path = words_path()
    if path is None:
        return []
    pairs = _grouped(_words(path.read_text("utf-8").splitlines()))
    plain = {khmer: latin for khmer, latin in pairs.items() if _COENG not in khmer}
    stacked = {khmer: latin for khmer, latin in pairs.items() if _COENG in khmer}
    return [
        Question(title, chosen, tuple(sorted(frozenset().union(*chosen.values()))))
        for title, chosen in (("words, plain", plain), ("words with subscripts", stacked))
    ]


def words_path() -> Path | None:
    """Where the data file is, None if its package is not installed."""
    try:
        return Path(str(distribution(WORDS_PACKAGE).locate_file(WORDS_FILE)))
    except PackageNotFoundError:
        return None


def _words(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        khmer, _colon, latin = (part.strip() for part in line.partition(":"))
        if _KHMER_WORD.fullmatch(khmer) and _ROMANISED.fullmatch(latin) and is_ours(khmer):
            yield comparison_form(khmer), comparison_form(latin)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Pairs:
    found: dict[str, set[str]] = defaultdict(set)
    for name, other in pairs:
        found[name].add(other)
    return {name: frozenset(others) for name, others in sorted(found.items())}
