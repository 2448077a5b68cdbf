"""Rows about chunks: which record names which, whether it is here, and what is to be removed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from shared_schema.identifiers import Id
from sync_server.store.feed import hash_of, lies_in
from sync_server.store.statements import add_missing, fetch, put_rows, remove
from sync_server.store.tables_chunks import attachment_chunks, chunk_removals
from sync_server.store.tables_people import incarnations
from sync_server.store.tables_records import changes, feed

_COLUMNS = (
    "record", "part", "number", "name", "home", "of", "is_thumbnail", "bytes", "is_waiting", "received_at",
    "relayed_at",
)  # fmt: skip


class ChunkRow(NamedTuple):
    """A chunk that a record names; times in ms, `received_at` None while it is not here."""

    record: Id
    part: str
    number: int
    name: str
    home: str
    of: int
    is_thumbnail: bool
    bytes: int
    is_waiting: bool = False
    received_at: int | None = None
    relayed_at: int | None = None


def chunks_of_records(connection: Connection, records: Iterable[Id]) -> dict[Id, list[ChunkRow]]:
    """Rows by record; within one: thumbnails first, then by part and number."""
    found: dict[Id, list[ChunkRow]] = {}
    order = "record, is_thumbnail DESC, part, number"
    for row in fetch(connection, attachment_chunks, _COLUMNS, key="record", values=records, order_by=order):
        one = _row(row)
        found.setdefault(one.record, []).append(one)
    return found


def put_chunks(connection: Connection, rows: Sequence[ChunkRow]) -> None:
    """Insert or replace rows."""
    put_rows(connection, attachment_chunks, _COLUMNS, [tuple(row) for row in rows])


def add_chunks(connection: Connection, rows: Sequence[ChunkRow]) -> None:
    """Insert the rows that are not there yet."""
    add_missing(connection, attachment_chunks, _COLUMNS, [tuple(row) for row in rows])


def note_received(connection: Connection, name: str, *, now_ms: int) -> bool:
    """The file of this chunk is here, whoever names it; False where nobody names it any more."""
    of_name = attachment_chunks.c.name == name
    is_new = of_name & attachment_chunks.c.received_at.is_(None)
    if connection.execute(update(attachment_chunks).where(is_new).values(received_at=now_ms)).rowcount:
        return True
    return connection.scalar(select(attachment_chunks.c.name).where(of_name).limit(1)) is not None


def names_of_records(connection: Connection, records: Iterable[Id], names: Iterable[str]) -> set[str]:
    """Which of these chunks one of the records names."""
    wanted = set(names)
    found = fetch(connection, attachment_chunks, ("name",), key="record", values=records)
    return {row[0] for row in found} & wanted


def named(connection: Connection, names: Iterable[str]) -> set[str]:
    """Which of these chunks any record names."""
    return {row[0] for row in fetch(connection, attachment_chunks, ("name",), key="name", values=names)}


def received_names(connection: Connection) -> list[str]:
    """Every chunk that a record names and that was received, in order."""
    is_here = attachment_chunks.c.received_at.is_not(None)
    query = select(attachment_chunks.c.name).where(is_here).distinct().order_by(attachment_chunks.c.name)
    return list(connection.scalars(query))


def newest_received(connection: Connection, *, limit: int) -> list[str]:
    """Names of the chunks that came last and are said to be here."""
    is_here = attachment_chunks.c.received_at.is_not(None)
    newest = select(attachment_chunks.c.name).where(is_here).order_by(attachment_chunks.c.received_at.desc())
    return list(connection.scalars(newest.limit(limit)))


def missing_chunks(connection: Connection, *, limit: int) -> list[ChunkRow]:
    """Chunks that are named and not here, thumbnails first."""
    is_missing = attachment_chunks.c.received_at.is_(None) & attachment_chunks.c.is_waiting.is_(False)
    return _select(connection, is_missing, limit=limit)


def unrelayed_chunks(connection: Connection, *, limit: int) -> list[ChunkRow]:
    """Of a hub: chunks that are here and not yet at the centre, thumbnails first."""
    is_here = attachment_chunks.c.received_at.is_not(None) & attachment_chunks.c.relayed_at.is_(None)
    return _select(connection, is_here, limit=limit)


def note_relayed(connection: Connection, names: Iterable[str], *, now_ms: int) -> None:
    """Of a hub: the centre has these."""
    for name in names:
        connection.execute(update(attachment_chunks).where(attachment_chunks.c.name == name).values(relayed_at=now_ms))


def pushed_by(connection: Connection, records: Iterable[Id], devices: Collection[Id]) -> set[Id]:
    """Which of these records hold a change that one of the devices wrote, taken in or set aside."""
    mine = select(changes.c.record).distinct().join(incarnations, incarnations.c.id == changes.c.incarnation)
    mine = mine.where(incarnations.c.device.in_(sorted(devices)), changes.c.record.in_(sorted(set(records))))
    found: set[Id | None] = set(connection.scalars(mine))
    return {record for record in found if record is not None}


def waiting_bytes_of(connection: Connection, device: Id) -> int:
    """Bytes of chunks that are here and that only changes of one device name which were set aside."""
    wrote = select(changes.c.record).join(incarnations, incarnations.c.id == changes.c.incarnation)
    mine = attachment_chunks.c.record.in_(wrote.where(incarnations.c.device == device))
    is_here = attachment_chunks.c.is_waiting & attachment_chunks.c.received_at.is_not(None)
    total = select(func.coalesce(func.sum(attachment_chunks.c.bytes), 0)).where(is_here, mine)
    return int(connection.execute(total).scalar_one())


def records_with_chunks_after(connection: Connection, cursors: Mapping[str, int]) -> set[Id]:
    """Records that name chunks and changed in one of these scopes after its cursor."""
    found: set[Id] = set()
    for scope, seq in cursors.items():
        of_scope = lies_in(scope, hash_of(scope)) & (feed.c.seq > seq) & feed.c.is_gone.is_(False)
        named_too = select(attachment_chunks.c.record).where(attachment_chunks.c.record == feed.c.record).exists()
        found.update(connection.scalars(select(feed.c.record).where(of_scope, named_too)))
    return found


def forget_chunks_of_homes(connection: Connection, homes: Sequence[str], *, now_ms: int) -> None:
    """Forget what records of these homes named, and note the files for removal."""
    _forget(connection, "home", homes, now_ms=now_ms)


def forget_chunks_of_records(connection: Connection, records: Sequence[Id], *, now_ms: int) -> None:
    """The same for single records."""
    _forget(connection, "record", records, now_ms=now_ms)


def removals(connection: Connection) -> list[str]:
    """Files to be removed."""
    return list(connection.scalars(select(chunk_removals.c.name).order_by(chunk_removals.c.name)))


def forget_removals(connection: Connection, names: Iterable[str]) -> None:
    """They have been removed."""
    remove(connection, chunk_removals, key="name", values=names)


def _forget(connection: Connection, key: str, values: Sequence[str], *, now_ms: int) -> None:
    rows = fetch(connection, attachment_chunks, ("name",), key=key, values=values)
    names = sorted({row[0] for row in rows})
    connection.execute(delete(attachment_chunks).where(attachment_chunks.c[key].in_(list(values))))
    add_missing(connection, chunk_removals, ("name", "since"), [(name, now_ms) for name in names])


def _select(connection: Connection, which: ColumnElement[bool], *, limit: int) -> list[ChunkRow]:
    order = (attachment_chunks.c.is_thumbnail.desc(), attachment_chunks.c.record, attachment_chunks.c.part)
    columns = [attachment_chunks.c[name] for name in _COLUMNS]
    query = select(*columns).where(which).order_by(*order, attachment_chunks.c.number).limit(limit)
    return [_row(tuple(row)) for row in connection.execute(query)]


def _row(row: tuple[object, ...]) -> ChunkRow:
    found = ChunkRow(*row)  # type: ignore[arg-type]
    return found._replace(is_thumbnail=bool(found.is_thumbnail), is_waiting=bool(found.is_waiting))


def forget_relayed(connection: Connection) -> None:
    """Of a hub: the centre was restored; what it said that it has counts no more."""
    connection.execute(update(attachment_chunks).values(relayed_at=None))


def records_that_left(connection: Connection) -> list[Id]:
    """Of a hub: records that lie in none of its scopes any more, and of which it owes the centre no chunk."""
    chunk = attachment_chunks
    other = chunk.alias()
    placed = select(feed.c.record).where(feed.c.record == chunk.c.record, feed.c.is_gone.is_(False)).exists()
    is_owed = other.c.is_waiting | (other.c.received_at.is_not(None) & other.c.relayed_at.is_(None))
    owed = select(other.c.record).where(other.c.record == chunk.c.record, is_owed).exists()
    return list(connection.scalars(select(chunk.c.record).where(~placed, ~owed).distinct().order_by(chunk.c.record)))
