"""Which chunks a record names, written down in the transaction that takes the record in, or sets its change aside.

Who may send or fetch a chunk follows from these rows alone. What only a change names that was set aside may be sent by
the laptop that wrote it, and is read by nobody until a person has let it stand.
"""

from collections.abc import Iterable, Iterator

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


def note_attachments(server: Server, connection: Connection, touched: Iterable[Held], *, now_ms: int) -> None:
    """Rows of what these records name now; a chunk that lies here already counts as received."""
    found: dict[tuple[Id, str, int], ChunkRow] = {}
    for held in touched:
        if held.kind.name != ATTACHMENT:
            continue
        for written in held.state.registers.get(FILE, {}).values():
            found |= {_key(row): row for row in _rows(held.id, held.state.home, written.value)}
    if not found:
        return
    records = {row.record for row in found.values()}
    for row in (one for rows in chunks_of_records(connection, records).values() for one in rows):
        if not row.is_waiting:
            found.pop(_key(row), None)
        elif _key(row) in found:
            found[_key(row)] = row._replace(is_waiting=False)
    put_chunks(connection, [_received(server, row, now_ms) for row in found.values()])


def note_waiting(server: Server, connection: Connection, changes: Iterable[Change], *, now_ms: int) -> None:
    """Rows of what changes name that are set aside; what the record names already stays as it is."""
    named = [one for one in changes if one.kind == ATTACHMENT and FILE in one.set]
    rows = [row for one in named for row in _rows(one.record, one.home, one.set[FILE])]
    add_chunks(connection, [_received(server, row._replace(is_waiting=True), now_ms) for row in rows])


def _rows(record: Id, home: str, value: Json) -> Iterator[ChunkRow]:
    try:
        file = read_file_value(value)
    except HomewardError:
        return  # of a later version, or an answer that is none: nothing can be fetched
    if file.thumbnail is not None:
        yield from _rows_of(record, home, file.thumbnail, is_thumbnail=True)
    yield from _rows_of(record, home, file, is_thumbnail=False)


def _rows_of(record: Id, home: str, content: FileValue, *, is_thumbnail: bool) -> Iterator[ChunkRow]:
    part, of = part_of(content), len(content.chunks)
    for number, name in enumerate(content.chunks):
        yield ChunkRow(record, part, number, name, home, of, is_thumbnail, sealed_bytes(content, number))


def _received(server: Server, row: ChunkRow, now_ms: int) -> ChunkRow:
    is_here = row.received_at is None and server.chunks.has(row.name)
    return row._replace(received_at=now_ms) if is_here else row


def _key(row: ChunkRow) -> tuple[Id, str, int]:
    return row.record, row.part, row.number
