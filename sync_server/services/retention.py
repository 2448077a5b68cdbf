"""Closed cases whose time of keeping has ended: a list that proposes, and decides nothing.

Candidates come from the coded day of closing in their lines; a head is opened only where that day is long enough ago.
Who was a child is kept longer, which the head alone tells: one page looks at a bounded number and says where it ended.
Days are remembered in this process, so that a head is opened once and again when the case has changed.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection

from casework.retention import LEAST_YEARS, READ, Keeping, keeping_of, years_later
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.case_list import heads_of
from sync_server.services.dossiers import show_rows
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow
from sync_server.store.erasures import homes_being_erased
from sync_server.store.records import RecordRow, list_page, read_records, read_unopened
from sync_server.store.retention import closed_before

PER_PAGE = 50
MOST_AT_ONCE = 200  # heads looked at for one page
MOST_REMEMBERED = 50_000  # days of cases
_STEP = 100
_SETTINGS = 500
_REGISTERS = frozenset(name for name, one in KINDS["case"].registers.items() if READ.intersection(one.fields))


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose time has ended, or would have but for a hold; `is_asked` = its erasure is asked for."""

    head: Shown
    keeping: Keeping
    is_asked: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due, those closed first first; `after` = the case to go on after, None where nothing follows."""

    due: tuple[Due, ...]
    years: int
    after: Id | None


class KeptUntil:
    """Until when cases are kept, None where one is not closed; one memory for each process, made at composition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Id, tuple[int, int, date | None]] = {}  # case → its version, years of keeping, the day

    def of(self, sight: Sight, rows: Sequence[RecordRow], *, years: int) -> Mapping[Id, date | None]:
        """Of visible rows, none of which was opened."""
        with self._lock:
            found = {row.id: self._known.get(row.id) for row in rows}
        told = {
            row.id: known[2]
            for row in rows
            if (known := found[row.id]) is not None and known[:2] == (row.version, years)
        }
        unknown = [row.id for row in rows if row.id not in told]
        if unknown:
            opened = read_records(sight.connection, unknown)
            heads = sight.show_part(opened.values(), _REGISTERS)
            keepings = {home: keeping_of(head, years=years) for home, head in heads.items()}
            made = {home: None if one is None else one.until for home, one in keepings.items()}
            self._remember({home: (opened[home].version, years, day) for home, day in made.items()})
            told |= made
        return told

    def _remember(self, made: Mapping[Id, tuple[int, int, date | None]]) -> None:
        with self._lock:
            if len(self._known) + len(made) > MOST_REMEMBERED:
                self._known.clear()
            self._known.update(made)


def due_for_review(server: Server, actor: Actor, *, known: KeptUntil, after: Id | None = None) -> DueList:
    """Closed cases of her offices that have been kept long enough, held ones among them; a page of them that follows
    the case `after`."""
    bring_up_to_date(server)
    today = day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        years = years_of_keeping(server, connection)
        found, has_more = list[Id](), False
        candidates = _candidates(Sight(server, connection, actor), today, known, years=years, after=after)
        for home, until, follows in islice(candidates, MOST_AT_ONCE):
            after, has_more = home, follows
            if until is not None and until <= today:
                found.append(home)
            if len(found) == PER_PAGE:
                break
        due = _due(server, connection, actor, found, years)
    row = AuditRow(server.clock(), "retention.list", actor.person.worker)
    note_reading(server, row)
    return DueList(due, years, after if has_more else None)


def _candidates(
    sight: Sight, today: date, known: KeptUntil, *, years: int, after: Id | None
) -> Iterator[tuple[Id, date | None, bool]]:
    """Cases that were closed long enough ago with the day until which they are kept, a step at a time; None where she
    may not read one; and whether more follow."""
    day, reach, follows = _latest_closing(today, years).isoformat(), reach_of(sight.actor), True
    while follows:
        listed = closed_before(sight.connection, reach, day=day, limit=_STEP + 1, after=after)
        homes, follows = listed[:_STEP], len(listed) > _STEP
        rows = sight.visible(read_unopened(sight.connection, homes).values())
        until = known.of(sight, rows, years=years)
        yield from ((home, until.get(home), follows or home != homes[-1]) for home in homes)
        after = homes[-1] if homes else None


def _due(server: Server, connection: Connection, actor: Actor, homes: list[Id], years: int) -> tuple[Due, ...]:
    heads, asked = heads_of(server, connection, actor, homes), homes_being_erased(connection, homes)
    found = [(home, keeping_of(heads[home], years=years)) for home in homes]
    return tuple(Due(heads[home], keeping, home in asked) for home, keeping in found if keeping is not None)


def years_of_keeping(server: Server, connection: Connection) -> int:
    """How many years after closing a case is kept: the settings may say more than seven, never less."""
    today = day_of_ms(server.clock()).isoformat()
    rows = list_page(connection, kind="setting", homes=["directory"], after=None, limit=_SETTINGS)
    found = [LEAST_YEARS]
    for one in show_rows(server, rows).values():
        values, years = one.values, one.values.get("value")
        is_now = str(values.get("from_on") or "") <= today <= str(values.get("until_on") or "9999")
        if values.get("setting_type") == "retention_years" and is_now and isinstance(years, int):
            found.append(years)
    return max(found)


def _latest_closing(today: date, years: int) -> date:
    return years_later(today, -years)
