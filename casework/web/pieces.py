"""What the shared pieces of a page show, as values a view computes: provenance, gate, timeline, generations, weights.

The macros of the same names in `templates/components/` print these and decide nothing. Texts are already in the
reader's language; names may be markup from `name_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from casework.web.dates import day_of, day_words

ENTERED, MERGED, PROPOSED, DECIDED, IMPORTED = "entered", "merged", "proposed", "decided", "imported"
AGREES, DIFFERS, NOT_KNOWN = "agrees", "differs", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who recorded something, when (milliseconds since 1970), on which device, how, and where to read more."""

    by: str | Markup
    at: int | None
    device: str = ""
    form: str = ENTERED
    reason: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One answer of two or more: the value posted when it is chosen, its words (perhaps with `<ins>`), its provenance.

    `facts` are further lines: received when, where, what its author had seen, the visit it came from.
    """

    key: str
    words: str | Markup
    provenance: Provenance | None = None
    title: str = ""
    facts: tuple[str | Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a step: its words, whether it is met, and where it is missing: who can record it and where."""

    words: str
    is_met: bool
    who: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A step and its conditions; it opens when all are met."""

    title: str
    conditions: tuple[Condition, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return all(condition.is_met for condition in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a timeline: its moment, a title (a link where `url` is given), lines below, marks and provenance.

    `day` stands for the moment where only the day is known on which it happened.
    """

    at: int
    title: str | Markup
    url: str = ""
    lines: tuple[str | Markup, ...] = ()
    mark: str = "dot"
    tags: tuple["Tag", ...] = ()
    provenance: Provenance | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A short state in words, with a tone: good, waiting, danger or quiet."""

    words: str
    tone: str = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One person in a row of the family: name, relation, marks (caregiver, not to be told), and where to read more."""

    name: str | Markup
    relation: str
    tags: tuple[Tag, ...] = ()
    url: str = ""
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class Generation:
    """A row of the family: grandparents, parents, own, children."""

    title: str
    people: tuple[Relative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How one field speaks for or against: its sentence, AGREES, DIFFERS or NOT_KNOWN, and the weight (0 = nothing)."""

    words: str
    verdict: str
    value: float


def by_month(events: Iterable[Event], language: str) -> list[tuple[str, list[Event]]]:
    """The events under the name of their month, in the order given."""
    month = lambda event: (event.day or day_of(event.at)).isoformat()[:7]  # noqa: E731
    return [(day_words(key, language), list(group)) for key, group in groupby(events, month)]


def bar_length(value: float, *, most: float, width: int = 100) -> int:
    """How many of `width` units a weight takes on its side, of the largest weight shown; at least 2 where not 0."""
    if not value or not most:
        return 0
    return max(2, round(min(1.0, abs(value) / most) * width))
