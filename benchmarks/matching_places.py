"""Places: village names with numbers across scripts (odd half only), typed places with typos, time and memory.

A pair is the Khmer and the Latin name of one area in the national list. A name is ranked among all distinct names of
the other script in the odd half, with and without numbers; equal ranks count as the mean of their places.
"""

import re
import tracemalloc
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from statistics import fmean
from typing import Any

from benchmarks.halves import is_ours
from benchmarks.tables import measured, report
from casework.place_index import PlaceRows, key_of, load_rows, marks_key, numbers_key, rows_from
from casework.place_names import PlaceNames
from casework.place_search import PlaceSearch, load_place_search
from casework.place_words import PlaceName, read_place_name
from casework.places import Area, load_gazetteer

FIGURES_TO_BEAT = {"share a key": 0.85, "R@1": 0.80, "R@10": 0.95}
DIGITS = re.compile("[0-9០-៩]")
SEED = 20261122
WITH_NUMBER = "with a number"
KINDS = (WITH_NUMBER, "without")
Pairs = Mapping[str, frozenset[str]]


def run(*, quick: bool) -> None:
    """Measures and reports."""
    areas = [area for area in load_gazetteer().areas.values() if not area.is_retired and is_ours(area.km)]
    rows = [
        *across_scripts(areas, queries=200 if quick else 5000),
        *_typed(areas, queries=100 if quick else 1500),
        _loading(),
    ]
    report("matching_places", "Places: names with numbers across scripts; typed places; time and memory", rows)


def across_scripts(areas: Sequence[Area], *, queries: int, kinds: Sequence[str] = KINDS) -> Iterable[dict[str, Any]]:
    """Recall of pairs in both directions, with and without numbers."""
    khmer_to_latin = _pairs((area.km, area.en) for area in areas)
    latin_to_khmer = _pairs((area.en, area.km) for area in areas)
    for title, pairs, pool in (
        ("Khmer to Latin", khmer_to_latin, latin_to_khmer),
        ("Latin to Khmer", latin_to_khmer, khmer_to_latin),
    ):
        names = PlaceNames(rows_from((name, name) for name in pool))
        for kind in kinds:
            asked = [name for name, others in pairs.items() if _has_number(name, others) == (kind == WITH_NUMBER)]
            yield _recall(f"{title}, {kind}", asked[:queries], pairs, names)


def _pairs(written: Iterable[tuple[str, str]]) -> Pairs:
    found: dict[str, set[str]] = {}
    for name, other in written:
        found.setdefault(name, set()).add(other)
    return {name: frozenset(others) for name, others in found.items()}


def _has_number(name: str, others: Iterable[str]) -> bool:
    return any(DIGITS.search(text) for text in (name, *others))


def _recall(title: str, asked: Sequence[str], pairs: Pairs, names: PlaceNames) -> dict[str, Any]:
    shared, first, ten = [], [], []
    with measured() as spent:
        for name in asked:
            place = _place_of_right_one(read_place_name(name), pairs[name], names)
            first.append(1.0 if place <= 1 else 0.0)
            ten.append(1.0 if place <= 10 else 0.0)
    for name in asked:
        shared.append(any(_key(read_place_name(name)) == _key(read_place_name(other)) for other in pairs[name]))
    others = [other for name in asked for other in pairs[name]]
    Random(SEED).shuffle(others)
    strangers = [
        _key(read_place_name(name)) == _key(read_place_name(other))
        for name, other in zip(asked, others, strict=False)
        if other not in pairs[name]
    ]
    is_measured = WITH_NUMBER in title
    return {
        "measure": title,
        "names": len(asked),
        "share a key": round(fmean(shared), 4),
        "R@1": round(fmean(first), 4),
        "R@10": round(fmean(ten), 4),
        "strangers share": round(fmean(strangers), 4),
        "to beat": "{share a key} {R@1} {R@10}".format(**FIGURES_TO_BEAT) if is_measured else "",
        "CPU ms": round(spent.cpu * 1000 / len(asked), 2),
    }


def _place_of_right_one(name: PlaceName, right: frozenset[str], names: PlaceNames) -> float:
    """The rank of the best right name: the mean place among those of the same quality, infinite where it is missing."""
    best: dict[int, float] = {}
    for quality, row in (*names.same(name), *names.alike(name)):
        best[row] = max(quality, best.get(row, 0.0))
    qualities = sorted(best.values(), reverse=True)
    hits = [quality for row, quality in best.items() if right & set(names.rows.areas[row])]
    if not hits:
        return float("inf")
    before = sum(quality > max(hits) for quality in qualities)
    equal = sum(quality == max(hits) for quality in qualities)
    return before + (equal + 1) / 2


def _key(name: PlaceName) -> tuple[str, str, str]:
    """Skeleton, number and marks: the key that a pair shares or not (a name that is all number has no skeleton)."""
    return key_of(name.text).loose if name.text else "", numbers_key(name), marks_key(name)


def _typed(areas: Sequence[Area], *, queries: int) -> Iterable[dict[str, Any]]:
    search = load_place_search(load_gazetteer())
    chance = Random(SEED)
    villages = chance.sample([area for area in areas if len(area.code) > 6], queries)
    search.lookup("-")
    for language in ("km", "en"):
        for kind in ("as it stands", "one typo", "beginning, while typing"):
            typed = [(area, _typed_text(search, area, language, kind, chance)) for area in villages]
            yield _lookups(f"{language}: village, commune; {kind}", typed, search, is_typing="typing" in kind)


def _typed_text(search: PlaceSearch, area: Area, language: str, kind: str, chance: Random) -> str:
    path = search.places.path(area.code)
    name, above = path[-1].name(language), path[-2].name(language)
    if kind == "one typo":
        name = _with_typo(name, chance)
    return f"{above}, {name[: max(3, len(name) * 2 // 3)]}" if "typing" in kind else f"{name}, {above}"


def _with_typo(name: str, chance: Random) -> str:
    """A letter left out, doubled or exchanged with the next one."""
    place = chance.randrange(1, max(2, len(name) - 1))
    kind = chance.choice(("left out", "doubled", "exchanged"))
    if kind == "left out":
        return name[:place] + name[place + 1 :]
    if kind == "doubled":
        return name[:place] + name[place] * 2 + name[place + 1 :] if place < len(name) else name
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]


def _lookups(title: str, typed: Sequence[tuple[Area, str]], search: PlaceSearch, *, is_typing: bool) -> dict[str, Any]:
    first, shown, times = [], [], []
    for area, text in typed:
        with measured() as spent:
            found = search.suggest(text) if is_typing else search.lookup(text).found
        times.append(spent.cpu * 1000)
        codes = [place.code for place in found]
        first.append(codes[:1] == [area.code])
        shown.append(area.code in codes)
    times.sort()
    return {
        "measure": title,
        "names": len(typed),
        "first": round(fmean(first), 4),
        "among the 8 shown": round(fmean(shown), 4),
        "CPU ms": round(fmean(times), 2),
        "p95": round(times[int(len(times) * 0.95)], 2),
        "highest": round(times[-1], 2),
    }


def _loading() -> dict[str, Any]:
    with measured() as spent:
        search = load_place_search(load_gazetteer())
        search.lookup("Thmei, Banan")
    tracemalloc.start()
    rows: PlaceRows = load_rows()
    names = PlaceNames(rows)
    list(names.same(read_place_name("Banan"))) + list(names.alike(read_place_name("Banan")))
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {
        "measure": "gazetteer, names and first question",
        "names": len(rows.text),
        "CPU ms": round(spent.cpu * 1000, 1),
        "MB of the names": round(held / 1e6, 1),
    }
