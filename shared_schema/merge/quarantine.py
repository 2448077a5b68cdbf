"""Which changes stand, and which wait for a person, in what order (sync.md section 1).

A change that may not stand waits; later changes of the same incarnation to the same record are held behind it; one
member of a save set that waits takes the others with it. Deciding or correcting one is judging the rest again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, covers

HELD, WITH_OTHERS = "change.held", "change.with_others"


class Judged(NamedTuple):
    """A change and its own reason to be set aside (a code of the error catalogue), None where it may stand.

    `is_correctable` False: a correction does not release it either (what it claims would do harm as it is).
    """

    change: Change
    code: str | None = None
    is_correctable: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: `code` is its own reason, or held / with_others; then `behind` is what it follows."""

    change: Change
    code: str
    behind: Dot | None = None


@dataclass(frozen=True, slots=True)
class Sorted:
    """`standing` are applied now, in counter order; `waiting` wait; `corrected` = dots that a correction decided."""

    standing: tuple[Change, ...]
    waiting: tuple[Waiting, ...]
    corrected: tuple[Dot, ...] = ()


def sort_out(judged: Iterable[Judged]) -> Sorted:
    """Sorts the changes of one incarnation (or of several): those that waited before together with those that came.

    A correction (`corrects` = the dot of a waiting change of the same record, which it has seen, setting all its
    registers) that may stand itself releases what it corrects: the typed words are applied first, then the correction
    over them.
    """
    ordered = sorted(judged, key=lambda one: one.change.dot)
    if all(one.code is None for one in ordered):
        return Sorted(tuple(one.change for one in ordered), ())
    corrections = _corrections(ordered)
    corrected = set(corrections)
    waiting = _waits(ordered, released=corrected)
    while void := {target for target in corrected if corrections[target] <= waiting.keys()}:
        corrected -= void
        waiting = _waits(ordered, released=corrected)
    standing = tuple(one.change for one in ordered if one.change.dot not in waiting)
    return Sorted(standing, tuple(waiting[dot] for dot in sorted(waiting)), tuple(sorted(corrected)))


def _corrections(ordered: Sequence[Judged]) -> dict[Dot, set[Dot]]:
    """The dots of corrections that could stand, by what they correct; all are believed until one is seen to wait."""
    refused = {one.change.dot: one.change for one in ordered if one.code is not None and one.is_correctable}
    found: dict[Dot, set[Dot]] = {}
    for one in ordered:
        target = refused.get(one.change.corrects) if one.change.corrects and one.code is None else None
        if target is not None and _is_correction(one.change, target):
            found.setdefault(target.dot, set()).add(one.change.dot)
    return found


def _is_correction(change: Change, target: Change) -> bool:
    is_later = change.device != target.device or change.n > target.n
    is_of_the_same = (change.record, change.kind, change.home) == (target.record, target.kind, target.home)
    return is_later and is_of_the_same and covers(change.seen, target.dot) and target.set.keys() <= change.set.keys()


def _waits(ordered: Sequence[Judged], *, released: set[Dot]) -> dict[Dot, Waiting]:
    waiting: dict[Dot, Waiting] = {}
    for one in ordered:
        if one.code is not None and one.change.dot not in released:
            waiting[one.change.dot] = Waiting(one.change, one.code)
    size = -1
    while size != len(waiting):
        size = len(waiting)
        _hold_later(ordered, waiting)
        _take_others(ordered, waiting)
    return waiting


def _hold_later(ordered: Sequence[Judged], waiting: dict[Dot, Waiting]) -> None:
    first: dict[tuple[Id, Id], Dot] = {}
    for one in ordered:
        change = one.change
        place = (change.device, change.record)
        if change.dot in waiting:
            first.setdefault(place, change.dot)
        elif place in first:
            waiting[change.dot] = Waiting(change, HELD, first[place])


def _take_others(ordered: Sequence[Judged], waiting: dict[Dot, Waiting]) -> None:
    by_set: dict[tuple[Id, tuple[int, int]], Dot] = {}
    for one in ordered:
        if one.change.set_of is not None and one.change.dot in waiting:
            by_set.setdefault((one.change.device, one.change.set_of), one.change.dot)
    for one in ordered:
        change = one.change
        if change.set_of is None or change.dot in waiting:
            continue
        behind = by_set.get((change.device, change.set_of))
        if behind is not None:
            waiting[change.dot] = Waiting(change, WITH_OTHERS, behind)
