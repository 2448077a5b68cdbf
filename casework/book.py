"""CaseBook: what a screen, a command or a service may ask of the records of one signed-in person.

The laptop's encrypted store implements it (`field_client/store/book.py`), and the central store as one person may
see it (`sync_server/services/book.py`). One contract suite runs against both (`tests/contracts/case_book.py`).
A forbidden and an unknown id are the same: `record.not_found`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from casework.attachments import Attachments
from casework.case_list import CasePage, CasesWanted
from casework.outline import Outline
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Conflict, Shown
from shared_schema.merge.state import Dot
from shared_schema.rules.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: the id of the worker record, role, office, and the right to restricted records."""

    worker: Id
    role: str
    office: Id
    clearance: str = "none"


@dataclass(frozen=True, slots=True)
class Edit:
    """One record as somebody wants it: `registers` = {register: value}, only what was changed.

    `base_seen` = `seen` of the state she was shown ({} for a new record); `reason` where it is demanded.
    """

    record: Id
    kind: str
    home: Id
    registers: Mapping[str, Json]
    base_seen: Mapping[Id, int] = field(default_factory=dict)
    reason: str | None = None
    resolves: tuple[str, ...] = ()
    corrects: Dot | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A save set that stands in the log: the dot of each edit, in order."""

    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an edit was not saved: which record and field, and a code (declaration, rule `rule_12`, or catalogue)."""

    record: Id
    field: str
    code: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Problems:
    """Nothing was saved; every problem found. Warnings alone never stop a save."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a record has arrived: `at_office` and `at_centre` are true when every own change of it was received."""

    at_office: bool
    at_centre: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One value a record ever held here: who wrote what when; `status` = live, replaced, set_aside, held, voided."""

    dot: Dot
    register: str
    value: Json
    at: int
    by: Id
    reason: str | None
    status: str


@dataclass(frozen=True, slots=True)
class History:
    """Every value this book ever held of a record, oldest first; `is_complete` at the centre, never on a laptop."""

    entries: tuple[HistoryEntry, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class SetAsideEntry:
    """A change that waits for a person: its dot, record, the code of the reason, and what waits behind it."""

    dot: Dot
    record: Id
    kind: str
    home: Id
    code: str
    by: Id
    held: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to list: a kind, optionally within one dossier, of one status or worker; never retracted unless asked."""

    kind: str
    home: Id | None = None
    equals: Mapping[str, Json] = field(default_factory=dict)
    with_retracted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Records in order of id, and the id to pass as `after` for the next page (None at the end)."""

    records: tuple[Shown, ...]
    after: Id | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form not yet saved: `record` is reserved with it; `form` holds what was typed, as the form needs it."""

    draft: Id
    record: Id
    kind: str
    home: Id
    base_seen: Mapping[Id, int]
    form: Json
    saved_at: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the device day (`2026-11-21`) from which it held; the receipt's day, if that is earlier."""

    day: str
    value: Json
    dot: Dot


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody to be found among the dossiers: names as written, in any script.

    `around` = parents, siblings, other relatives. Where no name is usable, `commune` (code) and `birth_year` count.
    `kinds` = of which dossiers: case, tracing_inquiry.
    """

    names: tuple[str, ...]
    around: tuple[str, ...] = ()
    commune: str | None = None
    birth_year: int | None = None
    kinds: frozenset[str] = frozenset({"case", "tracing_inquiry"})


@dataclass(frozen=True, slots=True)
class Found:
    """A dossier that may be about the sought person: its head first, then family members and numbers, none voided.

    `likeness` orders a list and says nothing else: 0 to 1.3.
    """

    home: Id
    likeness: float
    records: tuple[Shown, ...]


class Findable(Protocol):
    """What finding people asks of a book; every CaseBook gives it, and so does the centre's own search over all."""

    def dossier(self, home: Id) -> Dossier:
        """All records of a dossier with what the rules need of the directory."""
        ...

    def similar(self, sought: Sought, *, limit: int = 100) -> tuple[Found, ...]:
        """Dossiers that may be about the sought person, most alike first."""
        ...

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """Of dossiers found by `similar` what gates and earlier decisions need; unknown and forbidden are left out."""
        ...


class CaseBook(Protocol):
    """The records of one person. Every method may raise `record.not_found` for an id that she may not see."""

    @property
    def person(self) -> Person:
        """Who acts."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Photos and papers; who may read a record may read its file."""
        ...

    def open(self, record: Id, *, reason: str | None = None) -> Shown:
        """One record as it is shown; opening a restricted one at the centre needs a reason, and is audited."""
        ...

    def list(self, query: Query, *, after: Id | None = None, limit: int = 50) -> Page:
        """A page of records of one kind."""
        ...

    def search(self, text: str, *, limit: int = 20) -> tuple[Shown, ...]:
        """Records found by words and their beginnings, a name in any spelling, code, phone or place, best first."""
        ...

    def similar(self, sought: Sought, *, limit: int = 100) -> tuple[Found, ...]:
        """Dossiers that may be about the sought person, most alike first, of those that this person may see."""
        ...

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """Of dossiers found by `similar` what gates and earlier decisions need; it opens none of them for a person."""
        ...

    def dossier(self, home: Id) -> Dossier:
        """All records of a dossier with what the rules need of the directory."""
        ...

    def inquiries_of(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """What a list says of these inquiries: heads, matches, actions; those that she may not see are left out."""
        ...

    def case_page(self, wanted: CasesWanted, today: date) -> CasePage:
        """A page of cases by next visit."""
        ...

    def outlines_of(self, homes: Sequence[Id], today: date) -> tuple[Outline, ...]:
        """Outlines of these cases in their order; those that she may not see are left out."""
        ...

    def outlines(self, today: date) -> tuple[Outline, ...]:
        """Every case that this person may see as lists need it, on a day; dossiers that changed are read, no others."""
        ...

    def save(self, edits: Sequence[Edit], *, draft: Id | None = None) -> Saved | Problems:
        """One transaction = one save set. The same draft saved twice answers with the first result."""
        ...

    def keep_draft(self, draft: Draft) -> None:
        """Stores or replaces a draft; drafts never travel."""
        ...

    def drafts(self) -> tuple[Draft, ...]:
        """This person's drafts, newest first."""
        ...

    def discard_draft(self, draft: Id) -> None:
        """Removes a draft that its author no longer wants."""
        ...

    def history(self, record: Id) -> History:
        """Every value that this book ever held of the record."""
        ...

    def conflicts(self, *, limit: int | None = None) -> tuple[Conflict, ...]:
        """Answers with two versions that wait for a person."""
        ...

    def set_aside(self) -> tuple[SetAsideEntry, ...]:
        """Changes that wait for a person, those that raise a safety answer first."""
        ...

    def receipt_of(self, record: Id) -> Receipt:
        """Where the person's own changes of this record have arrived."""
        ...

    def next_case_number(self) -> str:
        """The next case number that this device may give: `<office code>-<yy>-<device code>-<n>`."""
        ...

    def next_inquiry_number(self) -> str:
        """The next number of a tracing inquiry, `<office code>-<yy>-<device code>-T<n>`: never a case number."""
        ...

    def dated_values(self, record: Id, register: str) -> tuple[Dated, ...]:
        """The values of a register over time, from the log."""
        ...
