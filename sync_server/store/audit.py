"""SQL of the audit: unchained rows in the act's own transaction, chained after commit by one elected chainer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from shared_schema.canonical import Json
from shared_schema.checkpoint import CHAIN_START, next_hash, row_hash
from shared_schema.identifiers import Id, Random, uuid7
from sync_server.store.tables_audit import audit_checkpoints, audit_head, audit_rows

CHAIN_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act: who, on which device, did what to which object, with what outcome. Identifiers and codes alone."""

    at: int
    action: str
    actor: Id | None = None
    device: Id | None = None
    object_kind: str | None = None
    object_id: str | None = None
    scope: str | None = None
    outcome: str = "done"
    reason_code: str | None = None


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the chain, and the newest kept checkpoint."""

    n: int
    h: bytes
    signed_n: int
    signed_at: int


@dataclass(frozen=True, slots=True)
class ChainedRow:
    """A row with its place in the chain (None while unchained)."""

    seq: int | None
    h: bytes | None
    row: AuditRow


def append_rows(connection: Connection, rows: Iterable[AuditRow], *, random: Random) -> None:
    """Inserts rows unchained, in the transaction of the act that they tell of."""
    values = [{"id": uuid7(max(row.at, 0), random(10)), **asdict(row)} for row in rows]
    if values:
        connection.execute(insert(audit_rows), values)


def append_told(connection: Connection, rows: Mapping[Id, AuditRow]) -> None:
    """Inserts rows under ids of their own, unchained; a row whose id is there already was told before."""
    known: set[Id] = set(connection.scalars(select(audit_rows.c.id).where(audit_rows.c.id.in_(rows))))
    values = [{"id": key, **asdict(row)} for key, row in rows.items() if key not in known]
    if values:
        connection.execute(insert(audit_rows), values)


def chain_rows(connection: Connection, *, limit: int = CHAIN_AT_ONCE) -> int:
    """Gives seq and h to the oldest unchained rows; the lock on the head elects one chainer. Returns how many."""
    head = lock_head(connection)
    waiting = connection.execute(
        select(audit_rows).where(audit_rows.c.seq.is_(None)).order_by(audit_rows.c.at, audit_rows.c.id).limit(limit)
    ).all()
    if not waiting:
        return 0
    n, h = head.n, head.h
    places = []
    for row in waiting:
        n, h = n + 1, next_hash(h, row_hash(body_of(_row(row))))
        places.append({"row": row.id, "seq": n, "h": h})
    connection.execute(update(audit_rows).where(audit_rows.c.id == bindparam("row")), places)
    connection.execute(update(audit_head).values(n=n, h=h))
    return len(waiting)


def lock_head(connection: Connection) -> AuditHead:
    """The head, locked until the end of the transaction; its one row was made by the migration."""
    found = connection.execute(select(audit_head).with_for_update()).one()
    return AuditHead(found.n, found.h, found.signed_n, found.signed_at)


def read_head(connection: Connection) -> AuditHead:
    """The head as it stands."""
    found = connection.execute(select(audit_head)).one()
    return AuditHead(found.n, found.h, found.signed_n, found.signed_at)


def keep_checkpoint(connection: Connection, *, n: int, epoch: str, at: int, signed: bytes) -> None:
    """Keeps a signed checkpoint and notes it at the head."""
    connection.execute(insert(audit_checkpoints).values(n=n, epoch=epoch, at=at, signed=signed))
    connection.execute(update(audit_head).values(signed_n=n, signed_at=at))


def read_checkpoints(connection: Connection) -> list[bytes]:
    """Every kept checkpoint, oldest first."""
    query = select(audit_checkpoints.c.signed).order_by(audit_checkpoints.c.at, audit_checkpoints.c.n)
    return list(connection.scalars(query))


def hash_at(connection: Connection, n: int) -> bytes | None:
    """h(n), None where the chain does not go so far."""
    if n == 0:
        return CHAIN_START
    found: bytes | None = connection.scalar(_hash_at(), {"n": n})
    return found


@cache
def _hash_at() -> Select[Any]:
    return select(audit_rows.c.h).where(audit_rows.c.seq == bindparam("n"))


def read_chain(connection: Connection, *, after: int = 0, upto: int | None = None) -> Iterator[ChainedRow]:
    """Chained rows in order of seq."""
    query = select(audit_rows).where(audit_rows.c.seq > after).order_by(audit_rows.c.seq)
    if upto is not None:
        query = query.where(audit_rows.c.seq <= upto)
    for row in connection.execute(query):
        yield ChainedRow(row.seq, row.h, _row(row))


def oldest_unchained(connection: Connection) -> int | None:
    """When the oldest row that is not yet chained was written (ms), None where all are chained."""
    oldest: int | None = connection.scalar(select(func.min(audit_rows.c.at)).where(audit_rows.c.seq.is_(None)))
    return oldest


def find_rows(
    connection: Connection, *, object_id: str | None = None, action: str | None = None
) -> Sequence[ChainedRow]:
    """Rows about one object or of one action, in order of time."""
    query = select(audit_rows).order_by(audit_rows.c.at, audit_rows.c.id)
    if object_id is not None:
        query = query.where(audit_rows.c.object_id == object_id)
    if action is not None:
        query = query.where(audit_rows.c.action == action)
    return [ChainedRow(row.seq, row.h, _row(row)) for row in connection.execute(query)]


def chained(found: Json) -> ChainedRow:
    """A row of the table with its place in the chain."""
    return ChainedRow(found.seq, found.h, _row(found))


def path_hashes(connection: Connection, *, after: int, upto: int) -> list[bytes]:
    """Row hashes (32 bytes each) between two checkpoints, so that others can verify the stretch without the rows."""
    return [row_hash(body_of(entry.row)) for entry in read_chain(connection, after=after, upto=upto)]


def body_of(row: AuditRow) -> dict[str, Json]:
    """The canonical object of a row: what the chain covers."""
    return asdict(row)


def _row(found: Json) -> AuditRow:
    return AuditRow(
        found.at, found.action, found.actor, found.device, found.object_kind, found.object_id, found.scope,
        found.outcome, found.reason_code,
    )  # fmt: skip
