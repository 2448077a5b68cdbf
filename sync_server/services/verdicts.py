"""Collects one answer for every change received, and makes ranges of those that stand."""

from collections.abc import Iterable

from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.wire.messages import Range, SetAside, Verdicts


class VerdictList:
    """Answers of one push, in any order; `verdicts` gives them as they travel."""

    def __init__(self) -> None:
        self._applied: set[Dot] = set()
        self._duplicate: set[Dot] = set()
        self._set_aside: dict[Dot, SetAside] = {}
        self._waits_for: dict[Id, int] = {}

    def applied(self, dot: Dot) -> None:
        """It stands from now on."""
        self._applied.add(dot)

    def duplicate(self, dot: Dot) -> None:
        """It stood already."""
        self._duplicate.add(dot)

    def set_aside(self, one: SetAside) -> None:
        """It waits for a person."""
        self._set_aside[one.dot] = one

    def wait_for(self, dot: Dot) -> None:
        """A batch beyond a gap is kept; this is the first change that is missing."""
        self._waits_for[dot[0]] = min(dot[1], self._waits_for.get(dot[0], dot[1]))

    def verdicts(self) -> Verdicts:
        """Everything, sorted."""
        return Verdicts(
            applied=tuple(ranges_of(self._applied - self._set_aside.keys())),
            duplicate=tuple(ranges_of(self._duplicate - self._applied - self._set_aside.keys())),
            set_aside=tuple(self._set_aside[dot] for dot in sorted(self._set_aside)),
            waits_for=tuple(sorted(self._waits_for.items())),
        )


def ranges_of(dots: Iterable[Dot]) -> Iterable[Range]:
    """Consecutive counters of one incarnation as (incarnation, first, last)."""
    found: list[Range] = []
    for incarnation, n in sorted(dots):
        if found and found[-1][0] == incarnation and found[-1][2] == n - 1:
            found[-1] = (incarnation, found[-1][1], n)
        else:
            found.append((incarnation, n, n))
    return found
