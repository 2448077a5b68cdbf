"""Closed cases whose time of keeping has ended: a list that proposes, and decides nothing.

Candidates come from the coded day of closing in their lines; a head is opened only where that day is long enough ago.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from casework.retention import LEAST_YEARS, Keeping, keeping_of, years_later
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.case_list import heads_of
from sync_server.services.dossiers import show_rows
from sync_server.services.standings import bring_up_to_date, reach_of
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.erasures import open_erasure_of
from sync_server.store.records import list_page
from sync_server.store.retention import closed_before

MOST_AT_ONCE = 200  # heads opened for one page
_SETTINGS = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose time has ended, or would have but for a hold; `is_asked` = its erasure is asked for."""

    head: Shown
    keeping: Keeping
    is_asked: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due, the longest first; `has_more` = further cases follow when these are decided."""

    due: tuple[Due, ...]
    years: int
    has_more: bool


def due_for_review(server: Server, actor: Actor) -> DueList:
    """Closed cases of her offices that have been kept long enough, held ones among them."""
    bring_up_to_date(server)
    today = day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        years = years_of_keeping(server, connection)
        before = _latest_closing(today, years).isoformat()
        homes = closed_before(connection, reach_of(actor), day=before, limit=MOST_AT_ONCE + 1)
        heads = heads_of(server, connection, actor, homes[:MOST_AT_ONCE])
        found = []
        for home in homes[:MOST_AT_ONCE]:
            keeping = keeping_of(heads[home], years=years) if home in heads else None
            if keeping is not None and keeping.until <= today:
                found.append(Due(heads[home], keeping, open_erasure_of(connection, home) is not None))
    row = AuditRow(server.clock(), "retention.list", actor.person.worker)
    server.database.run(lambda tx: append_rows(tx, [row], random=server.random))
    return DueList(tuple(found), years, len(homes) > MOST_AT_ONCE)


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
