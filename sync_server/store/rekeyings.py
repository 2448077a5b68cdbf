"""Homes whose key is to be replaced, or was, and whose older envelopes wait to be sealed anew; each home once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from shared_schema.identifiers import Id
from sync_server.store.statements import put_rows, remove
from sync_server.store.tables_rekeyings import rekeyings

MOVED, LOST, LEFT, ASKED, RESTORED = "moved", "lost", "left", "asked", "restored"
_COLUMNS = ("home", "reason", "asked_by", "asked_at", "is_replaced", "is_copied")
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Rekeying:
    """One home that waits; `is_replaced`: it has its new key, `asked_by` None: nobody asked, it follows from an act."""

    home: str
    reason: str
    asked_by: Id | None
    asked_at: int
    is_replaced: bool


def put_rekeyings(
    connection: Connection, homes: Iterable[str], *, reason: str, now_ms: int, by: Id | None = None, is_replaced: bool
) -> None:
    """These homes wait from now on, over what waited of them before."""
    rows = [(home, reason, by, now_ms, is_replaced, False) for home in sorted(set(homes))]
    put_rows(connection, rekeyings, _COLUMNS, rows)


def waiting_rekeyings(connection: Connection, *, is_replaced: bool, limit: int) -> list[Rekeying]:
    """Homes that wait for a key (`is_replaced` False) or for their envelopes, the longest first.

    Each is locked until the transaction ends; what another process has in hand is passed over.
    """
    query = select(rekeyings).where(rekeyings.c.is_replaced.is_(is_replaced))
    query = query.order_by(rekeyings.c.asked_at, rekeyings.c.home).limit(limit).with_for_update(skip_locked=True)
    return [
        Rekeying(row.home, row.reason, row.asked_by, row.asked_at, row.is_replaced) for row in connection.execute(query)
    ]


def lock_rekeying(connection: Connection, home: str) -> bool:
    """Whether the home still waits for its envelopes, and nobody else has it in hand; locked then."""
    query = select(rekeyings.c.home).where(rekeyings.c.home == home, rekeyings.c.is_replaced.is_(True))
    return connection.execute(query.with_for_update(skip_locked=True)).first() is not None


def note_replaced(connection: Connection, homes: Sequence[str]) -> None:
    """These have their new key."""
    connection.execute(update(rekeyings).where(rekeyings.c.home.in_(homes)).values(is_replaced=True, is_copied=False))


def uncopied_rekeyings(connection: Connection) -> list[str]:
    """Homes with a new key that no copy of the key set holds yet."""
    query = select(rekeyings.c.home).where(rekeyings.c.is_replaced.is_(True), rekeyings.c.is_copied.is_(False))
    return list(connection.scalars(query.order_by(rekeyings.c.home)))


def note_copied(connection: Connection, homes: Sequence[str]) -> None:
    """A copy of the key set was made that holds the new keys of these."""
    for start in range(0, len(homes), _AT_ONCE):
        some = rekeyings.c.home.in_(homes[start : start + _AT_ONCE])
        connection.execute(update(rekeyings).where(some, rekeyings.c.is_replaced.is_(True)).values(is_copied=True))


def end_rekeyings(connection: Connection, homes: Iterable[str]) -> None:
    """Nothing is left to do for these."""
    remove(connection, rekeyings, key="home", values=homes)


def count_rekeyings(connection: Connection) -> int:
    """How many homes wait."""
    return int(connection.scalar(select(func.count()).select_from(rekeyings)) or 0)
