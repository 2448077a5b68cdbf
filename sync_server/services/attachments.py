"""Chunks of attachments: who may send and fetch which, and what becomes of those that nobody names.

Promise: a device fetches only what a record in its scopes names, and sends only that, or what a record names that it
wrote itself (its case may have moved meanwhile). Everything else is unknown, whether it exists or not. A lost or late
device may send what it wrote and fetch nothing. What was confirmed lies durably on the disk before the answer leaves.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.chunks import PartLacks, Piece, Want, make_bitmap, name_of
from sync_server.server import Server
from sync_server.services.device_scopes import devices_spoken_for, scopes_of_device
from sync_server.store.chunk_rows import (
    ChunkRow,
    chunks_of_records,
    forget_removals,
    missing_chunks,
    named,
    names_of_records,
    newest_received,
    note_received,
    pushed_by,
    records_with_chunks_after,
    removals,
    waiting_bytes_of,
)
from sync_server.store.chunks import ChunkFolder
from sync_server.store.devices import Device
from sync_server.store.feed import scopes_of_records

MOST_OF_A_LOST_DEVICE = 256 * 2**20  # a thief may not fill the disk of the centre
KEEP_UNNAMED_MS = 30 * 24 * 3_600_000
_AT_ONCE = 400
LOOKED_AT = 16  # chunks, at a start


def lacking(
    server: Server, device: Device, records: Sequence[Id], *, may_pull: bool
) -> list[tuple[Id, list[PartLacks]]]:
    """Of each record that the device may ask about, in the order asked: its parts and what is not here of them."""
    with server.database.snapshot() as connection:
        own = pushed_by(connection, records, devices_spoken_for(connection, device))
        seen = _readable(connection, device, records) if may_pull else set()
        rows = chunks_of_records(connection, [one for one in records if one in own or one in seen])
    found = []
    for record in records:
        visible = [row for row in rows.get(record, ()) if record in own or not row.is_waiting]
        if visible:
            found.append((record, _parts(server.chunks, visible)))
    return found


def put_chunk(server: Server, device: Device, record: Id, sealed: bytes, *, may_pull: bool) -> str:
    """Keeps one chunk and gives its name; nothing is kept of a chunk that no such record names.

    Raises `chunks.unknown`, `chunks.too_many` for a lost or late device, `store.disk_full_server`.
    """
    name = name_of(sealed)
    with server.database.snapshot() as connection:
        may = record in pushed_by(connection, [record], devices_spoken_for(connection, device))
        may = may or (may_pull and record in _readable(connection, device, [record]))
        if not may or not names_of_records(connection, [record], [name]):
            raise HomewardError("chunks.unknown")
        if not may_pull and waiting_bytes_of(connection, device.id) >= MOST_OF_A_LOST_DEVICE:
            raise HomewardError("chunks.too_many", limit_mb=MOST_OF_A_LOST_DEVICE // 2**20)
    return keep_chunk(server, sealed)


def is_folder_another(server: Server) -> bool:
    """Whether none of the chunks that came last lies in this process's folder: it has another one than the processes
    that took them in, or the folder was lost."""
    with server.database.snapshot() as connection:
        names = newest_received(connection, limit=LOOKED_AT)
    return bool(names) and not any(server.chunks.has(name) for name in names)


def keep_chunk(server: Server, sealed: bytes) -> str:
    """Keeps a chunk that a record names, wherever it came from; `chunks.unknown` where none does (any more)."""
    name = server.chunks.write(sealed)
    if not server.database.run(lambda connection: note_received(connection, name, now_ms=server.clock())):
        server.chunks.remove(name)  # erased while it was on its way
        raise HomewardError("chunks.unknown")
    return name


def get_chunks(server: Server, device: Device, wants: Sequence[Want], *, max_bytes: int) -> Iterator[Piece]:
    """The chunks asked for that are here, in order, about `max_bytes` in all; one is in memory at a time.

    What the device may not read, and what is not there, is passed over.
    """
    left = max_bytes
    for at, row in chunks_wanted(server, device, wants):
        if left <= 0:
            return
        sealed = server.chunks.read(row.name)
        if sealed is not None:
            left -= len(sealed)
            yield Piece(at, row.number, sealed)


def chunks_wanted(server: Server, device: Device, wants: Sequence[Want]) -> Iterator[tuple[int, ChunkRow]]:
    """The chunks asked for that the device may read, in the order asked, each with the number of its want."""
    with server.database.snapshot() as connection:
        seen = _readable(connection, device, [one.record for one in wants])
        rows = chunks_of_records(connection, seen)
    for at, want in enumerate(wants):
        for row in rows.get(want.record, ()):
            if row.part == want.part and want.start <= row.number < want.end and not row.is_waiting:
                yield at, row


def parts_after(server: Server, device: Device, cursors: Mapping[str, int]) -> list[Want]:
    """Every content of records in the device's scopes that changed after its cursors, thumbnails first."""
    with server.database.snapshot() as connection:
        after = {scope: cursors.get(scope, 0) for scope in scopes_of_device(connection, device)}
        rows = chunks_of_records(connection, records_with_chunks_after(connection, after))
    parts = {(not row.is_thumbnail, row.record, row.part) for some in rows.values() for row in some}
    return [Want(record, part) for _is_content, record, part in sorted(parts)]


def chunks_lacking_here(server: Server, *, limit: int = 2000) -> list[ChunkRow]:
    """Chunks that records here name and that are not here, thumbnails first; what a hub fetches from the centre."""
    with server.database.snapshot() as connection:
        return missing_chunks(connection, limit=limit)


def remove_erased(server: Server) -> int:
    """Removes files that erasures left to be removed; how many. Repeating it harms nothing."""
    with server.database.snapshot() as connection:
        listed = removals(connection)
        kept = named(connection, listed)
    for name in listed:
        if name not in kept:
            server.chunks.remove(name)
    if listed:
        server.database.run(lambda connection: forget_removals(connection, listed))
    return len(listed) - len(kept)


def remove_unnamed(server: Server) -> int:
    """Removes files older than 30 days that no record names (an upload that never became a record); how many."""
    old = list(server.chunks.older_than(server.clock() - KEEP_UNNAMED_MS))
    gone = 0
    for at in range(0, len(old), _AT_ONCE):
        some = old[at : at + _AT_ONCE]
        with server.database.snapshot() as connection:
            kept = named(connection, some)
        gone += sum(server.chunks.remove(name) for name in some if name not in kept)
    return gone


def _readable(connection: Connection, device: Device, records: Collection[Id]) -> set[Id]:
    scopes = set(scopes_of_device(connection, device))
    placed = scopes_of_records(connection, records)
    return {record for record, found in placed.items() if not scopes.isdisjoint(found)}


def _parts(folder: ChunkFolder, rows: Sequence[ChunkRow]) -> list[PartLacks]:
    """What the files say, not the rows alone: after a restore of the records a file may not be here."""
    by_part: dict[str, list[ChunkRow]] = {}
    for row in rows:
        by_part.setdefault(row.part, []).append(row)
    return [_part_lacks(folder, some) for some in by_part.values()]


def _part_lacks(folder: ChunkFolder, rows: Sequence[ChunkRow]) -> PartLacks:
    """One content of the part; what was set aside may claim the same first chunk, and does not count beside it."""
    one = next((row for row in rows if not row.is_waiting), rows[0])
    lacked = (row.number for row in rows if row.of == one.of and (row.received_at is None or not folder.has(row.name)))
    return PartLacks(one.part, one.is_thumbnail, one.of, make_bitmap(lacked, of=one.of))
