"""Editions: which figures stand in which of the ten parts of the report to the National Task Force and to donors."""

from dataclasses import dataclass
from datetime import date

from casework.reports.figure import Figure, Table
from casework.reports.report import PROVIDERS, STAGE
from shared_schema.words.sentence import Words

MINISTRY, DONOR, FIGURES = "ministry", "donor", "figures"
EDITIONS = {
    FIGURES: Words("All figures", "តួលេខទាំងអស់"),
    MINISTRY: Words("National Task Force and ministry", "គណៈកម្មាធិការជាតិ និងក្រសួង"),
    DONOR: Words("Donor", "ម្ចាស់ជំនួយ"),
}
NOTICE = Words(
    "Numbers below 11 are not shown, so that no one can be recognised. Further cells show – where a hidden number "
    "could be worked out from them.",
    "ចំនួនតិចជាង 11 មិនត្រូវបានបង្ហាញទេ ដើម្បីកុំឱ្យគេស្គាល់នរណាម្នាក់។ ក្រឡាផ្សេងទៀតដែលបង្ហាញ – គឺដោយសារអាចគណនារកចំនួនដែលលាក់បានពីវា។",
)
INTERNAL = Words(
    "Internal: real counts. Not for passing on.",
    "ផ្ទៃក្នុង៖ ចំនួនពិត។ មិនត្រូវផ្តល់បន្តទេ។",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an edition: its words and the figures in it; `keys` = only tables whose key begins so."""

    title: Words
    figures: tuple[str, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What part 1 says: the period, the offices, when the data were cut off and what was not counted yet then."""

    first: date
    last: date
    offices: Words
    cut_off: str
    waiting: int
    grant: str | None = None


_PARTS = (
    Part(Words("Targets", "គោលដៅ"), ("F2", "F3", "F1"), ("F1", "F2", "F3")),
    Part(Words("People", "មនុស្ស"), ("F4",), ("F4.F1", "F4.F2", "F4.category", "F4.province", "F4.office")),
    Part(Words("Services", "សេវា"), ("F4", "F5", "F12"), ("F4.service", "F4.grant", "F5", "F12")),
    Part(
        Words("Return and after", "ការត្រឡប់ និងក្រោយមក"),
        (STAGE, "F6", "F8", "F9", "F10"),
        ("stage.returns", "F6", "F8", "F9", "F10"),
    ),
    Part(Words("Tracing", "ការស្វែងរក"), ("F11",)),
    Part(Words("Coordination", "ការសម្របសម្រួល"), ("F13", PROVIDERS)),
    Part(Words("Capacity building", "ការកសាងសមត្ថភាព"), ("F15",)),
    Part(Words("Studies", "ការសិក្សា"), ("F14",)),
    Part(Words("Notes", "កំណត់សម្គាល់"), ("F16",)),
)
_MINISTRY_ONLY = Part(Words("Cases by stage and province", "ករណីតាមដំណាក់កាល និងខេត្ត"), (STAGE,), ("stage",))


def parts_of(edition: str) -> tuple[Part, ...]:
    """The parts after the cover; the ministry's edition has one more after its people."""
    if edition == MINISTRY:
        return (*_PARTS[:2], _MINISTRY_ONLY, *_PARTS[2:])
    if edition == DONOR:
        return _PARTS
    return tuple(Part(Words(number, number), (number,)) for number in ALL_NUMBERS)


def figures_in(edition: str, figures: dict[str, Figure]) -> tuple[Figure, ...]:
    """The figures of an edition, each once, with the tables that it shows and no others."""
    shown: dict[str, list[Table]] = {}
    for part in parts_of(edition):
        for number in part.figures:
            tables = [one for one in figures[number].tables if is_shown(part, one)]
            shown.setdefault(number, []).extend(one for one in tables if one not in shown[number])
    return tuple(
        Figure(one.number, one.version, one.title, one.definition, one.counts, one.sums, tuple(shown[number]))
        for number, one in figures.items()
        if number in shown
    )


def is_shown(part: Part, table: Table) -> bool:
    """Whether a part shows a table."""
    if not part.keys:
        return True
    return any(table.key == key or (table.key.startswith(f"{key}.") and key != STAGE) for key in part.keys)


ALL_NUMBERS = (*(f"F{number}" for number in range(1, 17)), STAGE, PROVIDERS)
