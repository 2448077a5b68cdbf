"""Reads Khmer aloud in plain Latin letters, cluster by cluster, without a dictionary (matching.md 2.1). Pure.

What it reads is what spellings in Latin letters have in common, not a scholarly transcription. Stems that are read
otherwise than written stand in `data/readings.json`, rewritten to a regular spelling; a stem may have a second
reading. Text that is not Khmer passes through unread.
"""

import re
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import TypeAlias

import orjson

from casework.names.clusters import BOUNDARY, Cluster, clusters_of
from casework.names.forms import comparison_form

_STACK_INSIDE = re.compile("(?:\u17d2[\u1780-\u17b3])+[\u1780-\u17b3]")  # a bare stack and more after it
_ENDS = ("\u17cb", BOUNDARY)
MAX_READINGS = 4
_Stem: TypeAlias = tuple[str, re.Pattern[str], tuple[str, ...]]


def readings(text: str) -> tuple[str, ...]:
    """One part of a name in comparison form in plain Latin: the first reading, then those otherwise in one respect.

    The respects are a stem, stacks inside the word, a short vowel at its end, vowels that are spelled two ways.
    """
    regular = _regular(text)
    clusters = clusters_of(regular)
    ended = _end_silent(clusters)
    found = {_spoken(ended): None}
    if regular is not text:
        found.update((_read(other), None) for other in _other_stems(text))
    if _STACK_INSIDE.search(regular):
        found[_spoken(ended, is_otherwise=True)] = None
    if ended is not clusters:
        found[_spoken(clusters)] = None
    if any(cluster.other_vowel for cluster in ended):
        found[_spoken(ended, has_other_vowels=True)] = None
    return tuple(found)[:MAX_READINGS]


def _regular(text: str) -> str:
    """The text with its stems in regular spelling; the very same where it has none."""
    if not _ANY_STEM.search(text):
        return text
    for stem, pattern, spellings in STEMS:
        if stem in text:
            text = pattern.sub(spellings[0], text)
    return text


def _other_stems(text: str) -> Iterator[str]:
    for stem, pattern, spellings in STEMS:
        if stem in text:
            yield from (_regular(pattern.sub(other, text)) for other in spellings[1:])


def _read(text: str) -> str:
    return _spoken(_end_silent(clusters_of(text)))


def _end_silent(clusters: Sequence[Cluster]) -> Sequence[Cluster]:
    """The clusters with a short vowel at the end unheard; the very same where there is none."""
    if len(clusters) < 2 or (without_vowel := clusters[-1].bare) is None:
        return clusters
    return [*clusters[:-1], without_vowel]


def _spoken(clusters: Sequence[Cluster], *, is_otherwise: bool = False, has_other_vowels: bool = False) -> str:
    return "".join(_sounds(clusters, is_otherwise=is_otherwise, has_other_vowels=has_other_vowels))


def _sounds(clusters: Sequence[Cluster], *, is_otherwise: bool, has_other_vowels: bool) -> list[str]:
    out: list[str] = []
    before = Cluster()
    is_open = False
    for place, here in enumerate(clusters):
        if here.is_bare and before.has_samyok and here.onset == "y":
            out[-2:] = ["ai" if before.is_first_series else "ey", ""]
            is_open = False
        elif here.is_bare and before.tail == "m" and here.final == "ng":
            out[-1] = "ng"
            is_open = False
        elif is_open and here.is_bare and _closes(clusters, place, is_otherwise=is_otherwise):
            out.append(here.final)
            is_open = False
        else:
            out += (here.onset, _vowel(here, clusters[place + 1 : place + 2], is_other=has_other_vowels), here.tail)
            is_open = here.takes_coda
        before = here
    return out


def _vowel(here: Cluster, after: Sequence[Cluster], *, is_other: bool) -> str:
    """The vowel; an inherent one is shortened by a bantoc and by a stacked stop after it."""
    if here.is_bare and after and after[0].shortens:
        return here.vowel if here.is_first_series else after[0].shortens
    return (is_other and here.other_vowel) or here.vowel


def _closes(clusters: Sequence[Cluster], place: int, *, is_otherwise: bool) -> bool:
    """Whether the bare cluster at `place`, after an open syllable, closes it.

    Bare consonants pair up from the end of their run; what is left over at its beginning closes. Whether a stack inside
    a word closes nobody can see: a doubled letter is taken not to (sovana-ra), n and t to (chan-dara), or otherwise.
    """
    here, end = clusters[place], place + 1
    if here.is_coda or end == len(clusters):
        return here.is_coda or not here.is_stacked or not here.begins
    if here.is_stacked and (here.begins or not here.splits or here.is_doubled != is_otherwise):
        return False
    while end < len(clusters) and clusters[end].is_bare and not (clusters[end].is_stacked or clusters[end].is_coda):
        end += 1
    run = end - place - 1
    if end == len(clusters):
        return run % 2 == 0
    after = clusters[end]
    if after.splits or after.is_coda or (after.is_bare and end == len(clusters) - 1):
        return run % 2 == 1  # its first letter is the last of the run
    if after.takes_before:
        return run % 2 == 1
    if run and not here.is_stacked and not clusters[place - 1].is_short:
        return True
    if run and clusters[end - 1].onset == "r" and not (after.is_stacked or here.is_stacked):
        return run % 2 == 1  # before a vowel it begins a word (svay romiet)
    return run % 2 == 0


def _read_stems() -> tuple[_Stem, ...]:
    table = orjson.loads(resources.files("casework.names.data").joinpath("readings.json").read_bytes())
    rows = sorted(table["stems"], key=lambda row: -len(row["stem"]))
    return tuple(_stem(comparison_form(row["stem"]), tuple(map(comparison_form, row["regular"]))) for row in rows)


def _stem(stem: str, spellings: tuple[str, ...]) -> _Stem:
    """A spelling that ends a word (with a coda or a boundary) stands only where no mark hangs on the stem's end."""
    ends = any(spelling[-1] in _ENDS for spelling in spellings)
    return stem, re.compile(stem + ("(?![\u17b6-\u17d3\u17dd])" if ends else "")), spellings


STEMS = _read_stems()
_ANY_STEM = re.compile("|".join(stem for stem, _pattern, _spellings in STEMS))
