"""Closed cases whose time of keeping has ended: a list that proposes, and decides nothing.

Candidates come from the coded day of closing in their lines; a head is opened only where that day is long enough ago.
Who was a child is kept longer, which the head alone tells: one page looks at a bounded number and says where it ended.
"""

from collections.abc import Iterator
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
from sync_server.store.records import list_page, read_records
from sync_server.store.retention import closed_before

PER_PAGE = 50
MOST_AT_ONCE = 200  # heads looked at for one page
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


def due_for_review(server: Server, actor: Actor, *, after: Id | None = None) -> DueList:
    """Closed cases of her offices that have been kept long enough, held ones among them; a page of them that follows
    the case `after`."""
    bring_up_to_date(server)
    today = day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        years = years_of_keeping(server, connection)
        before = _latest_closing(today, years).isoformat()
        found, has_more = list[Id](), False
        for home, head, follows in islice(_candidates(server, connection, actor, before, after), MOST_AT_ONCE):
            after, has_more = home, follows
            if head is not None and _is_due(head, years, today):
                found.append(home)
            if len(found) == PER_PAGE:
                break
        due = _due(server, connection, actor, found, years)
    row = AuditRow(server.clock(), "retention.list", actor.person.worker)
    note_reading(server, row)
    return DueList(due, years, after if has_more else None)


def _candidates(
    server: Server, connection: Connection, actor: Actor, day: str, after: Id | None
) -> Iterator[tuple[Id, Shown | None, bool]]:
    """Cases closed on this day or before with what their keeping depends on, opened a step at a time; None where she
    may not read one; and whether more follow."""
    sight, follows = Sight(server, connection, actor), True
    while follows:
        listed = closed_before(connection, reach_of(actor), day=day, limit=_STEP + 1, after=after)
        homes, follows = listed[:_STEP], len(listed) > _STEP
        heads = sight.show_part(sight.visible(read_records(connection, homes).values()), _REGISTERS)
        yield from ((home, heads.get(home), follows or home != homes[-1]) for home in homes)
        after = homes[-1] if homes else None


def _is_due(head: Shown, years: int, today: date) -> bool:
    keeping = keeping_of(head, years=years)
    return keeping is not None and keeping.until <= today


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
