"""The log: every body received, sealed, with its hash and link in clear; batch heads; batches beyond a gap.

The chain is checked without opening anything. Bytes are kept as they were signed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Select, bindparam, delete, func, select, update

from shared_schema.change import Batch, BatchItem, BodyHash, Head, Linked, read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Dot
from shared_schema.wire.exchange import read_request, write_message
from shared_schema.wire.frames import read_frames
from sync_server.store.sealing import CHANGES, Sealing
from sync_server.store.statements import add_rows, fetch, put_rows, rows_where
from sync_server.store.tables_records import changes, damaged_logs, early_batches, heads

APPLIED, WAITING, HIDDEN, ERASED, EVIDENCE = "applied", "waiting", "hidden", "erased", "evidence"
TABLE, COLUMN = "changes", "sealed"
_COLUMNS = (
    "incarnation", "n", "body_hash", "link", "status", "record", "version", "sealed", "sealed_for", "use",
    "received_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log; `sealed` None: the body is not here (hidden from its sender, or erased)."""

    incarnation: Id
    n: int
    body_hash: bytes
    link: bytes
    status: str
    record: Id | None
    version: int
    sealed: bytes | None
    sealed_for: str | None
    use: str | None
    received_at: int

    @property
    def dot(self) -> Dot:
        """(incarnation, n)."""
        return (self.incarnation, self.n)


def seal_body(sealing: Sealing, body: bytes, *, dot: Dot, home: str, use: str, record: Id | None) -> bytes:
    """The envelope of one body, bound to its dot."""
    return sealing.seal(home, use, body, table=TABLE, column=COLUMN, record=record or "", version=dot)


def open_body(sealing: Sealing, entry: Entry) -> bytes | None:
    """The exact signed bytes, None where they are not here."""
    if entry.sealed is None or entry.sealed_for is None or entry.use is None:
        return None
    return sealing.open_sealed(
        entry.sealed_for,
        entry.use,
        entry.sealed,
        table=TABLE,
        column=COLUMN,
        record=entry.record or "",
        version=entry.dot,
    )


def add_entries(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows, as tuples in the order of `Entry`."""
    add_rows(connection, changes, _COLUMNS, rows)


def put_entries(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows that take the place of those with the same dot (released, filled in)."""
    put_rows(connection, changes, _COLUMNS, rows)


def entries_between(connection: Connection, incarnation: Id, *, first: int, last: int) -> list[Entry]:
    """Entries first..last of one incarnation, in order."""
    query = _select().where(changes.c.incarnation == incarnation, changes.c.n.between(first, last))
    return [_entry(tuple(row)) for row in connection.execute(query.order_by(changes.c.n))]


def entries_of_records(connection: Connection, records: Iterable[Id]) -> list[Entry]:
    """Every entry of these records, in order of record, then of application."""
    rows = fetch(connection, changes, _COLUMNS, key="record", values=records, order_by="record, version, n")
    return [_entry(row) for row in rows]


def entry_at(connection: Connection, dot: Dot) -> Entry | None:
    """The entry with this dot."""
    found = entries_between(connection, dot[0], first=dot[1], last=dot[1])
    return found[0] if found else None


def own_entries_of(connection: Connection, records: Iterable[Id], *, incarnations: Iterable[Id]) -> list[Entry]:
    """Applied entries of these records written by some incarnations (of the server's own device)."""
    named = ", ".join(f"'{incarnation}'" for incarnation in sorted(incarnations) if is_id(incarnation))
    if not named:
        return []
    where = f"status = '{APPLIED}' AND incarnation IN ({named})"
    rows = fetch(
        connection, changes, _COLUMNS, key="record", values=records, and_where=where, order_by="incarnation, n"
    )
    return [_entry(row) for row in rows]


def add_heads(connection: Connection, batches: Iterable[Batch]) -> None:
    """Keep signed heads, to be forwarded as they are."""
    rows = [(one.incarnation, one.head.n, one.n_before, one.head.signature) for one in batches]
    put_rows(connection, heads, ("incarnation", "n", "n_before", "signature"), rows)


def heads_over(connection: Connection, incarnation: Id, ns: Iterable[int]) -> list[tuple[int, Head]]:
    """(n before, head) of the batches that hold these counters, each once, in order."""
    wanted = sorted(set(ns))
    if not wanted:
        return []
    query = select(heads).where(heads.c.incarnation == incarnation, heads.c.n >= wanted[0]).order_by(heads.c.n)
    found = []
    for row in connection.execute(query):
        if any(row.n_before < n <= row.n for n in wanted):
            found.append((row.n_before, Head(row.n, row.signature)))
        if row.n >= wanted[-1]:
            break
    return found


def heads_after(connection: Connection, incarnation: Id, n: int) -> list[tuple[int, Head]]:
    """(n before, head) of the batches that reach beyond n, in order."""
    query = select(heads).where(heads.c.incarnation == incarnation, heads.c.n > n).order_by(heads.c.n)
    return [(row.n_before, Head(row.n, bytes(row.signature))) for row in connection.execute(query)]


def link_at(connection: Connection, incarnation: Id, n: int, *, first_link: bytes) -> bytes | None:
    """link(n) as held here, None where n is not held."""
    if n == 0:
        return first_link
    found = connection.scalar(_link_at(), {"of": incarnation, "n": n})
    return None if found is None else bytes(found)


@cache
def _link_at() -> Select[Any]:
    return select(changes.c.link).where(changes.c.incarnation == bindparam("of"), changes.c.n == bindparam("n"))


def rebuild_batch(
    entries: Sequence[Entry],
    *,
    incarnation: Id,
    n_before: int,
    link_before: bytes,
    head: Head,
    bodies: dict[int, bytes],
) -> Batch:
    """A stored batch as it travels on: bodies that may be read, hashes for the others."""
    items = tuple(bodies.get(one.n) or BodyHash(one.body_hash) for one in entries)
    return Batch(incarnation, n_before, link_before, items, head)


def keep_early(connection: Connection, sealing: Sealing, batch: Batch, *, home: str, now_ms: int) -> None:
    """Keep a verified batch that lies beyond a gap."""
    plain = write_message(batch)
    version = (batch.incarnation, batch.n_before)
    sealed = sealing.seal(home, CHANGES, plain, table="early_batches", column="sealed", record="", version=version)
    columns = ("incarnation", "n_before", "n", "sealed", "sealed_for", "received_at")
    row = (batch.incarnation, batch.n_before, batch.head.n, sealed, home, now_ms)
    put_rows(connection, early_batches, columns, [row])


def early_batches_of(connection: Connection, sealing: Sealing, incarnation: Id) -> list[Batch]:
    """Batches of an incarnation that were kept beyond a gap, in order."""
    found = []
    for row in rows_where(connection, early_batches, incarnation=incarnation, order_by="n_before").all():
        plain = sealing.open_sealed(
            row.sealed_for,
            CHANGES,
            row.sealed,
            table="early_batches",
            column="sealed",
            record="",
            version=(incarnation, row.n_before),
        )
        found += [one for one in read_request(read_frames(plain)) if isinstance(one, Batch)]
    return found


def drop_early(connection: Connection, incarnation: Id, *, up_to: int) -> None:
    """Forget kept batches that the log has taken in."""
    connection.execute(_drop_early(), {"of": incarnation, "up_to": up_to})


@cache
def _drop_early() -> Delete:
    taken_in = (early_batches.c.incarnation == bindparam("of")) & (early_batches.c.n <= bindparam("up_to"))
    return delete(early_batches).where(taken_in)


def drop_early_of(connection: Connection, sealing: Sealing, home: Id) -> int:
    """Forget kept batches in which a change of this home stands, or one that nobody can read; gives how many. Their
    laptop sends them again, for no receipt named them."""
    dropped = 0
    incarnations: set[Id] = set(connection.scalars(select(early_batches.c.incarnation)))
    for incarnation in sorted(incarnations):
        for batch in early_batches_of(connection, sealing, incarnation):
            if any(_is_of(item, home) for item in batch.items):
                here = (early_batches.c.incarnation == incarnation) & (early_batches.c.n_before == batch.n_before)
                connection.execute(delete(early_batches).where(here))
                dropped += 1
    return dropped


def _is_of(item: BatchItem, home: Id) -> bool:
    if isinstance(item, BodyHash):
        return False
    try:
        return read_body(item, device=home, n=1).home == home
    except HomewardError:
        return True


def damaged_at(connection: Connection, incarnation: Id) -> int | None:
    """The first counter of an incarnation that could not be read, None for a sound log."""
    found = rows_where(connection, damaged_logs, incarnation=incarnation).one_or_none()
    return None if found is None else int(found.n)


def mark_damaged(connection: Connection, incarnation: Id, n: int, *, now_ms: int) -> None:
    """Remember where a log stopped being readable."""
    put_rows(connection, damaged_logs, ("incarnation", "n", "at"), [(incarnation, n, now_ms)])


def set_status(connection: Connection, dots: Iterable[Dot], status: str) -> None:
    """A new status for single entries."""
    for incarnation, n in dots:
        where = update(changes).where(changes.c.incarnation == incarnation, changes.c.n == n)
        connection.execute(where.values(status=status))


def count_changes(connection: Connection) -> int:
    """How many changes the log holds."""
    return int(connection.scalar(select(func.count()).select_from(changes)) or 0)


def new_row(
    linked: Linked, *, incarnation: Id, status: str, record: Id | None, version: int, sealed: bytes | None,
    sealed_for: str | None, use: str | None, now_ms: int,
) -> tuple[Any, ...]:  # fmt: skip
    """A row for `add_entries`."""
    return (
        incarnation, linked.n, linked.body_hash, linked.link, status, record, version, sealed, sealed_for, use, now_ms,
    )  # fmt: skip


def row_of(entry: Entry) -> tuple[Any, ...]:
    """A row for `put_entries`."""
    return tuple(getattr(entry, name) for name in _COLUMNS)


def _select() -> Any:
    return select(*[changes.c[name] for name in _COLUMNS])


def _entry(row: tuple[Any, ...]) -> Entry:
    incarnation, n, body_hash, link, status, record, version, sealed, sealed_for, use, received_at = row
    envelope = None if sealed is None else bytes(sealed)
    return Entry(
        incarnation, n, bytes(body_hash), bytes(link), status, record, version, envelope, sealed_for, use, received_at
    )
