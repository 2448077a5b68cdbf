"""Which chunks a record names, written down in the transaction that takes the record in, or sets its change aside.

Who may send or fetch a chunk follows from these rows alone. What only a change names that was set aside may be sent by
the laptop that wrote it, and is read by nobody until a person has let it stand.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change
from shared_schema.records.file_value import FileValue, read_file_value, sealed_bytes
from shared_schema.scopes import ATTACHMENT
from shared_schema.wire.chunks import part_of
from sync_server.server import Server
from sync_server.services.held import Held
from sync_server.store.chunk_rows import ChunkRow, add_chunks, chunks_of_records, put_chunks

FILE = "file"
_Part: TypeAlias = tuple[Id, str]


def note_attachments(server: Server, connection: Connection, touched: Iterable[Held], *, now_ms: int) -> None:
    """Rows of what these records name now; a chunk that lies here already counts as received.

    A part is called by its first chunk, which no two honest contents share: the content that named it first stays."""
    found: dict[_Part, list[ChunkRow]] = {}
    for held in touched:
        if held.kind.name != ATTACHMENT:
            continue
        for written in held.state.registers.get(FILE, {}).values():
            for rows in _parts(held.id, held.state.home, written.value):
                found.setdefault(_part(rows[0]), rows)
    if not found:
        return
    former: dict[tuple[Id, str, int], ChunkRow] = {}
    for row in _known(connection, found):
        former[_key(row)] = row
        if not row.is_waiting:
            found.pop(_part(row), None)
    settled = [_as_it_was(row, former.get(_key(row))) for rows in found.values() for row in rows]
    put_chunks(connection, [_received(server, row, now_ms) for row in settled])


def note_waiting(server: Server, connection: Connection, changes: Iterable[Change], *, now_ms: int) -> None:
    """Rows of what changes name that are set aside; what the record names already stays as it is."""
    named = [one for one in changes if one.kind == ATTACHMENT and FILE in one.set]
    parts = [rows for one in named for rows in _parts(one.record, one.home, one.set[FILE])]
    held = {_part(row) for row in _known(connection, [_part(rows[0]) for rows in parts])}
    new = [row for rows in parts if _part(rows[0]) not in held for row in rows]
    add_chunks(connection, [_received(server, row._replace(is_waiting=True), now_ms) for row in new])


def _known(connection: Connection, parts: Iterable[_Part]) -> Iterator[ChunkRow]:
    for rows in chunks_of_records(connection, {record for record, _name in parts}).values():
        yield from rows


def _as_it_was(row: ChunkRow, former: ChunkRow | None) -> ChunkRow:
    """Here and handed on, as far as that was said of the same chunk."""
    if former is None or former.name != row.name:
        return row
    return row._replace(received_at=former.received_at, relayed_at=former.relayed_at)


def _parts(record: Id, home: str, value: Json) -> Iterator[list[ChunkRow]]:
    try:
        file = read_file_value(value)
    except HomewardError:
        return  # of a later version, or an answer that is none: nothing can be fetched
    if file.thumbnail is not None:
        yield list(_rows_of(record, home, file.thumbnail, is_thumbnail=True))
    yield list(_rows_of(record, home, file, is_thumbnail=False))


def _rows_of(record: Id, home: str, content: FileValue, *, is_thumbnail: bool) -> Iterator[ChunkRow]:
    part, of = part_of(content), len(content.chunks)
    for number, name in enumerate(content.chunks):
        yield ChunkRow(record, part, number, name, home, of, is_thumbnail, sealed_bytes(content, number))


def _received(server: Server, row: ChunkRow, now_ms: int) -> ChunkRow:
    is_here = row.received_at is None and server.chunks.has(row.name)
    return row._replace(received_at=now_ms) if is_here else row


def _key(row: ChunkRow) -> tuple[Id, str, int]:
    return row.record, row.part, row.number


def _part(row: ChunkRow) -> _Part:
    return row.record, row.part
