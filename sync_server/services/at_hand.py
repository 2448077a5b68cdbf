"""The records of one transaction at hand: locked in one order, opened, looked up; nothing is changed here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Change, RecordState
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import NOBODY, Holders
from sync_server.server import Server
from sync_server.services.held import Held, hold_row
from sync_server.store.devices import find_incarnation
from sync_server.store.records import (
    Dossier,
    RecordRow,
    dossiers_sharing_numbers,
    links_of_records,
    lock_records,
    read_dossiers,
    read_records,
)

_NUMBERS = {"case": "case_number", "tracing_inquiry": "inquiry_number"}
_ENDS = ("inquiry_id", "case_a", "case_b")


class News(NamedTuple):
    """What a transaction placed in one scope, numbered above `before` up to `after`: records that are all new, with
    their versions."""

    before: int
    after: int
    records: Mapping[Id, int]


class AtHand:
    """`open` first; `held` are the records that may change, `dossiers` those whose holders are known."""

    def __init__(self, server: Server, connection: Connection, *, now_ms: int) -> None:
        self.server = server
        self.connection = connection
        self.now_ms = now_ms
        self.held: dict[Id, Held] = {}
        self.dossiers: dict[Id, Dossier] = {}
        self.news: Mapping[str, News] = {}  # of scopes that got nothing but new records, when everything is written
        self._known: dict[Id, RecordRow] = {}
        self._heads: dict[Id, int] = {}

    def open(self, changes: Sequence[Change], *, also: Iterable[Id] = ()) -> None:
        """Lock and open every record that these changes touch, and what their judgement needs."""
        ids = {change.record for change in changes} | set(also)
        homes = {change.home for change in changes}
        for _id, home, other in links_of_records(self.connection, ids):
            homes.add(home)
            if other is not None:
                homes.add(other)
        ends = {end for change in changes for end in _ends_of(change)}
        about = {followed for change in changes for followed in _followed(change)}
        placeholders = [(one.record, one.kind[:40], one.home) for one in changes if one.kind in KINDS]
        lock_records(self.connection, ids | homes | ends, {one[0]: one for one in placeholders}.values())
        self._known.update(read_records(self.connection, ids | about))
        self.dossiers.update(read_dossiers(self.connection, homes | ends))
        self.server.sealing.load(row.home for row in self._known.values())
        for record in ids:
            row = self._known.get(record)
            if row is not None and row.version > 0:
                held = hold_row(row, self.server.sealing)
                if held is not None:
                    self.held[record] = held

    def state_of(self, record: Id) -> RecordState | None:
        """The state so far."""
        held = self.held.get(record)
        return held.state if held is not None else None

    def kind_of(self, record: Id) -> str | None:
        """Kind of a record that is here, None for an unknown one."""
        held = self.held.get(record)
        row = self._known.get(record)
        return held.state.kind if held is not None else row.kind if row is not None and row.version else None

    def home_of(self, record: Id) -> str | None:
        """Home of a record that is here, None for an unknown one."""
        held = self.held.get(record)
        row = self._known.get(record)
        return held.state.home if held is not None else row.home if row is not None and row.version else None

    def is_restricted(self, change: Change, *, kinds: Mapping[Id, str] | None = None) -> bool:
        """Whether a change's record is restricted, or about one that is, or about one that nobody knows."""
        held = self.held.get(change.record)
        if held is not None:
            return held.is_restricted
        kind = KINDS[change.kind]
        if not kind.follows:
            return kind.restricted
        about = change.set.get(kind.follows)
        name = (kinds or {}).get(about) or self.kind_of(about) if isinstance(about, str) else None
        return name is None or KINDS[name].restricted

    def head_of(self, incarnation: Id) -> int:
        """The highest counter of an incarnation that the centre holds, those of this transaction among them."""
        if incarnation not in self._heads:
            found = find_incarnation(self.connection, incarnation)
            self._heads[incarnation] = found.head_n if found is not None else 0
        return self._heads[incarnation]

    def other_holders(self, end: Id | None) -> Holders:
        """Holders of the dossier at the other end."""
        dossier = self.dossiers.get(end) if end is not None else None
        return dossier.holders if dossier is not None else NOBODY

    def numbers_twice(self, touched: Sequence[Held]) -> list[Dossier]:
        """Dossiers that share a case or inquiry number with a touched one."""
        numbers = {number for held in touched if (number := number_of(held.state, held.kind)) is not None}
        return dossiers_sharing_numbers(self.connection, numbers)


def number_of(state: RecordState, kind: Kind) -> str | None:
    """The case or inquiry number of a dossier's head; the first by the alphabet where there are two versions."""
    live = state.registers.get(_NUMBERS.get(kind.name, ""), {})
    values = sorted(str(written.value) for written in live.values() if isinstance(written.value, str))
    return values[0] if values else None


def _ends_of(change: Change) -> Iterable[Id]:
    kind = KINDS.get(change.kind)
    if kind is None or not kind.two_dossiers:
        return ()
    values = [change.set.get(name) for name in _ENDS]
    return [value for value in values if isinstance(value, str) and is_id(value)]


def _followed(change: Change) -> Iterable[Id]:
    kind = KINDS.get(change.kind)
    if kind is None or not kind.follows:
        return ()
    about = change.set.get(kind.follows)
    return [about] if isinstance(about, str) and is_id(about) else []
