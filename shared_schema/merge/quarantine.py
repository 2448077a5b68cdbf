"""Which changes of one incarnation stand, and which wait for a person, in what order (sync.md section 1).

A change that may not stand waits; later changes of the same incarnation to the same record are held behind it; one
member of a save set that waits takes the others with it. Deciding or correcting one is judging the rest again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot

HELD, WITH_OTHERS = "change.held", "change.with_others"


@dataclass(frozen=True, slots=True)
class Judged:
    """A change and its own reason to be set aside (a code of the error catalogue), None where it may stand."""

    change: Change
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: `code` is its own reason, or held / with_others and then `behind` names the dot it follows."""

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
    """Sorts the changes of one incarnation: those that waited before together with those that came.

    A correction (`corrects` = the dot of a waiting change of the same record, setting all its registers) that may
    stand itself releases what it corrects: the typed words are applied first, then the correction over them.
    """
    ordered = sorted(judged, key=lambda one: one.change.n)
    if all(one.code is None for one in ordered):
        return Sorted(tuple(one.change for one in ordered), ())
    corrected: set[Dot] = set()
    for correction in ordered:
        target = _corrected_by(correction, ordered)
        if target is None:
            continue
        waiting = _waits(ordered, released={*corrected, target})
        if correction.change.dot not in waiting:
            corrected.add(target)
    waiting = _waits(ordered, released=corrected)
    standing = tuple(one.change for one in ordered if one.change.dot not in waiting)
    return Sorted(standing, tuple(waiting[dot] for dot in sorted(waiting)), tuple(sorted(corrected)))


def _corrected_by(correction: Judged, ordered: Sequence[Judged]) -> Dot | None:
    change = correction.change
    if change.corrects is None or correction.code is not None:
        return None
    for one in ordered:
        target = one.change
        if target.dot == change.corrects and one.code is not None and target.n < change.n:
            fits = target.record == change.record and set(target.set) <= set(change.set)
            return target.dot if fits else None
    return None


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
    first: dict[Id, Dot] = {}
    for one in ordered:
        change = one.change
        if change.dot in waiting:
            first.setdefault(change.record, change.dot)
        elif change.record in first:
            waiting[change.dot] = Waiting(change, HELD, first[change.record])


def _take_others(ordered: Sequence[Judged], waiting: dict[Dot, Waiting]) -> None:
    by_set: dict[tuple[int, int], Dot] = {}
    for one in ordered:
        if one.change.set_of is not None and one.change.dot in waiting:
            by_set.setdefault(one.change.set_of, one.change.dot)
    for one in ordered:
        change = one.change
        if change.set_of in by_set and change.dot not in waiting:
            waiting[change.dot] = Waiting(change, WITH_OTHERS, by_set[change.set_of])
