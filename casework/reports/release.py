"""A release: figures that leave together, what of them is hidden, and what is kept of it for the next one.

Earlier releases count: whoever holds two of them can subtract. A count told before and its successor differ by a step
that must not be a small count either, where one holds the other: the same period or a longer one around it, what is
counted since the programme's start, the same offices or more, every grant or that one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.reports.asked import Asked, is_whole_quarters
from casework.reports.figure import Cell, Figure, Goal, Middle, Place, Share, Told
from casework.reports.hiding import WIDE, Equation, Key, Release, hide
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

EVER, EARLIER = ".ever", ".earlier"
_OF_A_DAY = ("F7.", "F16.", "F8.suggested", "stage.cases")  # states of a day: no later one holds an earlier one
MARK = "–"
MOST_LINKED = 4  # newest releases that can be subtracted from this one: each more takes several times as long


@dataclass(frozen=True, slots=True)
class Published:
    """What is kept of a release: its scope, every count by name, which were told, and the sums between them."""

    first: date
    last: date
    offices: frozenset[str] | None
    grant: str | None
    versions: Mapping[str, int]
    counts: Mapping[str, int]
    told: frozenset[str]
    sums: tuple[tuple[str, tuple[str, ...]], ...]


def hidden_places(figures: Iterable[Figure], asked: Asked, earlier: Sequence[Published] = ()) -> frozenset[Place]:
    """The told counts that a release of these figures hides; `earlier` = releases before it, newest first.

    Raises `report.not_quarters` for a finer period.
    """
    if not is_whole_quarters(asked.first, asked.last):
        raise HomewardError("report.not_quarters")
    chosen = tuple(figures)
    counts: dict[Key, int] = {place: count for one in chosen for place, count in one.counts.items()}
    sums: list[Equation] = [(one.whole, one.parts) for figure in chosen for one in figure.sums]
    told = tuple(dict.fromkeys(place for one in chosen for place in one.told))
    fixed: dict[Key, bool] = {}
    versions = {one.number: one.version for one in chosen}
    places, linked = [one for one in counts if isinstance(one, Place)], 0
    for before in earlier:  # newest first
        pairs = list(_pairs(before, asked, versions, places)) if linked < MOST_LINKED else []
        if pairs:
            _link(linked, before, pairs, counts, sums, fixed)
            linked += 1
    return frozenset(place for place in hide(Release(told, counts, sums, fixed)) if isinstance(place, Place))


def publish(figures: Iterable[Figure], asked: Asked, hidden: frozenset[Place]) -> Published:
    """What is kept of a release that leaves with these counts hidden."""
    chosen = tuple(figures)
    counts = {place.name: count for one in chosen for place, count in one.counts.items()}
    sums = [(one.whole.name, tuple(part.name for part in one.parts)) for figure in chosen for one in figure.sums]
    told = frozenset(place.name for one in chosen for place in one.told if place not in hidden)
    versions = {one.number: one.version for one in chosen}
    return Published(
        asked.first, asked.last, asked.offices, asked.grant, versions, counts, told, tuple(dict.fromkeys(sums))
    )


def cell_value(cell: Cell, counts: Mapping[Place, int], hidden: frozenset[Place]) -> int | float | str | None:
    """What is written in a cell: a number, a share from 0 to 100, the mark of a hidden one, None for an empty one."""
    if isinstance(cell, Place):
        return MARK if cell in hidden else counts.get(cell, 0)
    if isinstance(cell, Told):
        return cell.value
    if isinstance(cell, Goal):
        return MARK if cell.part in hidden else _per_cent(counts.get(cell.part, 0), cell.target)
    if isinstance(cell, Share):
        return _per_cent(counts.get(cell.part, 0), counts.get(cell.whole, 0))
    return cell.value if isinstance(cell, Middle) else None


def external_value(cell: Cell, counts: Mapping[Place, int], hidden: frozenset[Place]) -> int | float | str | None:
    """The same for whoever may not see small counts: no share or middle over fewer than 11, or over hidden ones."""
    if isinstance(cell, Share) and (
        {cell.part, cell.whole} & hidden or counts.get(cell.whole, 0) < WIDE or 1 <= counts.get(cell.part, 0) < WIDE
    ):
        return MARK
    if isinstance(cell, Middle) and (cell.over in hidden or counts.get(cell.over, 0) < WIDE):
        return MARK
    if isinstance(cell, Goal) and 1 <= counts.get(cell.part, 0) < WIDE:
        return MARK
    return cell_value(cell, counts, hidden)


def to_json(one: Published) -> Json:
    """A release as it is stored."""
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "offices": None if one.offices is None else sorted(one.offices),
        "grant": one.grant,
        "versions": dict(one.versions),
        "counts": dict(one.counts),
        "told": sorted(one.told),
        "sums": [[whole, list(parts)] for whole, parts in one.sums],
    }


def from_json(kept: Json) -> Published:
    """A release as it was stored by `to_json`."""
    assert isinstance(kept, dict)
    offices = kept["offices"]
    return Published(
        date.fromisoformat(kept["first"]),
        date.fromisoformat(kept["last"]),
        None if offices is None else frozenset(offices),
        kept["grant"],
        kept["versions"],
        kept["counts"],
        frozenset(kept["told"]),
        tuple((whole, tuple(parts)) for whole, parts in kept["sums"]),
    )


def _per_cent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _link(
    number: int,
    before: Published,
    linked: Sequence[tuple[str, Place, bool]],
    counts: dict[Key, int],
    sums: list[Equation],
    fixed: dict[Key, bool],
) -> None:
    """Puts an earlier release beside this one: its own sums, and a step between each count and its successor."""
    near = {name.partition(".")[0] for name, _place, _is_more in linked}
    for name, count in before.counts.items():
        if name.partition(".")[0] in near:
            counts[number, name] = count
            fixed[number, name] = name in before.told
    sums += [
        ((number, whole), tuple((number, part) for part in parts))
        for whole, parts in before.sums
        if whole.partition(".")[0] in near
    ]
    for name, place, is_more in linked:
        former: Key = (number, name)
        more, less = (place, former) if is_more else (former, place)
        if counts[more] < counts[less]:
            more, less = less, more  # corrected since
        step = (number, "step", name, place.name)
        counts[step] = counts[more] - counts[less]
        sums.append((more, (less, step)))


def _pairs(
    before: Published, asked: Asked, versions: Mapping[str, int], places: Sequence[Place]
) -> Iterator[tuple[str, Place, bool]]:
    """(name before, count now, whether the one now holds the other) of counts that can be subtracted."""
    is_wider = _holds(asked.offices, before.offices) and asked.grant in (None, before.grant)
    is_narrower = _holds(before.offices, asked.offices) and before.grant in (None, asked.grant)
    follows = asked.first == before.last + timedelta(days=1) and is_wider and is_narrower
    for place in places:
        number, _dot, _rest = place.measure.partition(".")
        if before.versions.get(number, versions.get(number)) != versions.get(number, 1):
            continue
        if place.measure.endswith(EARLIER):
            name = Place(place.measure.removesuffix(EARLIER) + EVER, place.at).name
            if follows and name in before.counts:
                yield name, place, True
            continue
        if place.name not in before.counts:
            continue
        ends = (asked.last >= before.last, asked.last <= before.last)
        if not place.measure.endswith(EVER):
            ends = (ends[0] and asked.first <= before.first, ends[1] and asked.first >= before.first)
        if place.measure.startswith(_OF_A_DAY) and asked.last != before.last:
            continue
        if ends[0] and is_wider:
            yield place.name, place, True
        elif ends[1] and is_narrower:
            yield place.name, place, False


def _holds(wider: frozenset[str] | None, narrower: frozenset[str] | None) -> bool:
    return wider is None or (narrower is not None and narrower <= wider)
