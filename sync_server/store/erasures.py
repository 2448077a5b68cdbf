"""Erasures by dossier: putting and reading. What is late lies under a key of its own, so that it can be destroyed."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from shared_schema.identifiers import Id
from sync_server.store.log import ERASED
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_erasures import erasures
from sync_server.store.tables_records import changes, waiting

ASKED, APPROVED, STOPPED, RUNNING, DONE = "asked", "approved", "stopped", "running", "done"
OPEN = (ASKED, APPROVED, RUNNING)
_T = erasures.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A row; times in milliseconds. See `tables_erasures` for each column."""

    id: Id
    home: Id
    kind: str
    number: str | None
    ground: str
    state: str
    asked_by: Id
    asked_at: int
    approved_by: Id | None = None
    due_at: int | None = None
    stopped_by: Id | None = None
    ended_at: int | None = None
    serial: int | None = None
    certificate: bytes | None = None
    laptops: str | None = None
    late_home: Id | None = None
    late_since: int | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A change that arrived for an erased dossier: who wrote what kind of record, and since when it waits."""

    home: Id
    author: Id | None
    kind: str | None
    n: int
    since: int


_COLUMNS = tuple(one.name for one in fields(Erasure))


def put_erasure(connection: Connection, row: Erasure) -> None:
    """Insert or replace."""
    put_rows(connection, erasures, _COLUMNS, [tuple(getattr(row, name) for name in _COLUMNS)])


def lock_erasure(connection: Connection, erasure: Id) -> Erasure | None:
    """One erasure, its row locked; None for an unknown one."""
    row = connection.execute(select(erasures).where(_T.id == erasure).with_for_update()).first()
    return None if row is None else _erasure(row)


def find_erasure(connection: Connection, erasure: Id) -> Erasure | None:
    """One erasure; None for an unknown one."""
    row = connection.execute(select(erasures).where(_T.id == erasure)).first()
    return None if row is None else _erasure(row)


def open_erasure_of(connection: Connection, home: Id) -> Erasure | None:
    """The erasure of a dossier that is asked for and neither stopped nor done."""
    query = select(erasures).where(_T.home == home, _T.state.in_(OPEN))
    row = connection.execute(query.order_by(_T.asked_at.desc())).first()
    return None if row is None else _erasure(row)


def homes_being_erased(connection: Connection, homes: Iterable[Id]) -> set[Id]:
    """Those of these dossiers whose erasure is asked for and neither stopped nor done."""
    rows = fetch(connection, erasures, ("home", "state"), key="home", values=homes)
    return {home for home, state in rows if state in OPEN}


def list_erasures(connection: Connection, states: Iterable[str], *, limit: int = 200) -> list[Erasure]:
    """Erasures in these states, the newest first."""
    query = select(erasures).where(_T.state.in_(list(states))).order_by(_T.asked_at.desc(), _T.id).limit(limit)
    return [_erasure(row) for row in connection.execute(query)]


def due_erasures(connection: Connection, *, now_ms: int) -> list[Erasure]:
    """Those whose day has passed, and those that were interrupted."""
    is_due = (_T.state == APPROVED) & (_T.due_at <= now_ms)
    query = select(erasures).where(or_(is_due, _T.state == RUNNING)).order_by(_T.due_at, _T.id)
    return [_erasure(row) for row in connection.execute(query)]


def next_serial(connection: Connection) -> int:
    """The number of the next certificate."""
    return int(connection.scalar(select(func.max(_T.serial))) or 0) + 1


def late_homes(connection: Connection, homes: Iterable[str], *, new_ids: dict[str, Id], now_ms: int) -> dict[str, Id]:
    """Under which key late changes of erased dossiers are sealed; `new_ids` are used where nothing was late so far."""
    found: dict[str, Id] = {}
    for row in connection.execute(select(erasures).where(_T.home.in_(list(homes)), _T.state == DONE).with_for_update()):
        one = _erasure(row)
        if one.late_home is None:
            one = replace(one, late_home=new_ids[one.home], late_since=now_ms)
            put_erasure(connection, one)
        if one.late_home is not None:
            found[one.home] = one.late_home
    return found


def with_late_before(connection: Connection, before_ms: int) -> list[Erasure]:
    """Erasures whose first late change came before a moment."""
    return [_erasure(row) for row in connection.execute(select(erasures).where(_T.late_since < before_ms))]


def late_of(connection: Connection, homes: Iterable[Id]) -> list[Late]:
    """Late changes of erased dossiers, the oldest first."""
    query = select(waiting.c.home, waiting.c.author, waiting.c.kind, waiting.c.n, waiting.c.since)
    rows = connection.execute(query.where(waiting.c.home.in_(list(homes))).order_by(waiting.c.since, waiting.c.n))
    return [Late(row.home, row.author, row.kind, row.n, row.since) for row in rows]


def forget_late(connection: Connection, one: Erasure) -> int:
    """Empties what arrived after an erasure; how many changes. Their key must be destroyed already."""
    connection.execute(delete(waiting).where(waiting.c.home == one.home))
    here = changes.c.sealed_for == one.late_home
    gone = connection.execute(update(changes).where(here).values(sealed=None, sealed_for=None, status=ERASED)).rowcount
    put_erasure(connection, replace(one, late_home=None, late_since=None))
    return int(gone)


def _erasure(row: Any) -> Erasure:
    found = dict(row._mapping)
    certificate = found["certificate"]
    return Erasure(**{**found, "certificate": None if certificate is None else bytes(certificate)})
