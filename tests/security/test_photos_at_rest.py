"""Photos at the centre: ciphertext alone on its disk; what was erased is gone; backups bring back the rest and say what
lacks; eight megabytes go through without being held."""

import tracemalloc
from pathlib import Path

import pyrage
import pytest

from shared_schema.errors import HomewardError
from shared_schema.records.file_value import CHUNK_BYTES, STORED_BYTES
from shared_schema.wire.chunks import Want, part_of
from sync_server.services.attachments import get_chunks, remove_erased
from sync_server.services.backup import BackupTools, check_backup, make_backup
from sync_server.services.backup_chunks import (
    FOLDER,
    drop_old_chunks,
    lacking_chunks,
    list_of,
    read_chunk_list,
    restore_chunks,
)
from sync_server.services.backup_file import manifest_of
from sync_server.store.chunk_rows import chunks_of_records
from sync_server.store.chunks import ChunkFolder
from sync_server.store.devices import find_device
from sync_server.store.forgetting import forget_homes
from tests.builders.carrying import Carrying
from tests.builders.photos import a_photo
from tests.builders.town import a_town

CANARY = b"Quokkanarith on the photograph of the wall behind her "


@pytest.fixture
def town(store_urls, tmp_path):
    whole = a_town(store_urls, tmp_path / "centre")
    yield whole
    whole.close()


@pytest.fixture(autouse=True)
def folder(tmp_path):
    (tmp_path / "centre").mkdir()
    return tmp_path


def canary_bytes(_word: str, size: int) -> bytes:
    return (CANARY * (size // len(CANARY) + 1))[:size]


def sent_photo(town, **values):
    """A photo of a new case, every chunk of it at the centre: (case, record, photo)."""
    case = town.saved_case("sokha")
    photo = a_photo(**values)
    edit = photo.edit(case)
    town.laptop("sokha").save(edit)
    assert not town.laptop("sokha").exchange().verdicts.set_aside
    for sealed in photo.chunks.values():
        assert Carrying(town.laptop("sokha")).put(edit.record, sealed) == ""
    return case, edit.record, photo


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def test_nothing_of_a_photo_lies_open_on_the_disk_of_the_centre(town, tmp_path):
    _case, _record, photo = sent_photo(town, plain=canary_bytes)
    found = files_below(tmp_path)
    chunks = [path for path in found if path.name in photo.chunks]
    assert len(chunks) == len(photo.chunks)
    for path in found:
        data = path.read_bytes()
        assert CANARY[:20] not in data and b"Quokkanarith" not in data, path.name
        assert photo.value.key not in data and photo.value.sha256 not in data, path.name
    assert "Quokkanarith" not in town.central.log.getvalue()
    for path in chunks:
        assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def test_an_erased_case_leaves_no_chunk_and_nobody_sends_one_for_it(town):
    case, record, photo = sent_photo(town)
    _other_case, other, kept = sent_photo(town, word="of another case")
    server = town.server
    server.sealing.destroy_keys([case], now_ms=server.clock())
    server.database.run(lambda tx: forget_homes(tx, [case], now_ms=server.clock()))
    assert remove_erased(server) == len(photo.chunks) and remove_erased(server) == 0
    assert set(server.chunks.names()) == set(kept.chunks)
    with server.database.snapshot() as connection:
        assert set(chunks_of_records(connection, [record, other])) == {other}
    assert Carrying(town.laptop("sokha")).put(record, photo.full[0]) == "chunks.unknown"
    assert Carrying(town.laptop("sokha")).lacking(record, other).keys() == {other}


def test_a_photo_that_was_set_aside_goes_with_the_case_that_it_was_meant_for(town):
    case = town.saved_case("sokha")
    photo = a_photo()
    edit = photo.edit(case)
    town.laptop("dara").save(edit)
    assert town.laptop("dara").exchange().codes()
    assert Carrying(town.laptop("dara")).put(edit.record, photo.full[0]) == ""
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=town.server.clock()))
    assert remove_erased(town.server) == len(photo.chunks) and not list(town.server.chunks.names())


def test_a_chunk_that_another_record_names_stays_when_one_is_erased(town):
    case, _record, photo = sent_photo(town)
    second = town.saved_case("sokha")
    town.laptop("sokha").save(photo.edit(second))
    assert not town.laptop("sokha").exchange().verdicts.set_aside
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=town.server.clock()))
    assert remove_erased(town.server) == 0
    assert set(town.server.chunks.names()) == set(photo.chunks)


def test_backups_copy_each_chunk_once_say_what_lacks_and_bring_them_back(town, tmp_path, request):
    sent_photo(town)
    tools, recipients = tools_of(town, request), [str(pyrage.x25519.Identity.generate().to_public()) for _ in "ab"]
    folder = tmp_path / "backups"
    first = make_backup(tools, town.server.database, folder=folder, recipients=recipients)
    times = {path: path.stat().st_mtime_ns for path in files_below(folder / FOLDER)}
    _case, _record, photo = sent_photo(town, word="second")
    town.central.clock.advance(days=1)
    newest = make_backup(tools, town.server.database, folder=folder, recipients=recipients)
    assert all(path.stat().st_mtime_ns == at for path, at in times.items())
    manifest = check_backup(tools, newest)
    assert manifest.chunks == len(read_chunk_list(newest, manifest)) == 8
    assert lacking_chunks(newest, manifest, source=town.server.chunks) == ()
    copies = ChunkFolder(folder / FOLDER, town.server.random)
    copies.path(photo.value.chunks[0]).write_bytes(b"rot")
    copies.remove(photo.value.chunks[1])
    lost = {photo.value.chunks[0], photo.value.chunks[1]}
    assert set(lacking_chunks(newest, manifest, source=town.server.chunks)) == lost
    target = ChunkFolder(tmp_path / "restored" / "chunks", town.server.random)
    carried = restore_chunks(newest, manifest, target=target)
    assert (carried.copied, set(carried.lacking)) == (6, lost)
    assert restore_chunks(newest, manifest, target=target).copied == 0
    assert drop_old_chunks(folder, server_key=tools.keys.signing_key, source=town.server.chunks) == 0
    for path in (newest, manifest_of(newest), list_of(newest)):
        path.unlink()
    assert drop_old_chunks(folder, server_key=tools.keys.signing_key, source=town.server.chunks) == 3
    assert set(copies.names()) == {path.name for path in times} and check_backup(tools, first).chunks == 4


def test_a_list_of_chunks_that_was_altered_is_noticed(town, tmp_path, request):
    sent_photo(town)
    tools, recipients = tools_of(town, request), [str(pyrage.x25519.Identity.generate().to_public()) for _ in "ab"]
    made = make_backup(tools, town.server.database, folder=tmp_path / "backups", recipients=recipients)
    list_of(made).write_text(list_of(made).read_text().replace("\n", "\n\n", 1))
    with pytest.raises(HomewardError, match=r"^backup\.damaged$"):
        read_chunk_list(made, check_backup(tools, made))


def test_the_largest_file_goes_through_without_being_held(sqlite_urls, tmp_path):
    whole = a_town(sqlite_urls, tmp_path / "centre")
    try:
        _case, record, photo = sent_photo(whole, size=STORED_BYTES, thumbnail=0)
        laptop = whole.laptop("sokha").laptop
        with whole.server.database.snapshot() as connection:
            device = find_device(connection, laptop.device)
        wants = [Want(record, part_of(photo.value))]
        tracemalloc.start()
        total = sum(len(piece.sealed) for piece in get_chunks(whole.server, device, wants, max_bytes=STORED_BYTES * 2))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert total == sum(map(len, photo.full)) and peak < 12 * CHUNK_BYTES
        body = Carrying(whole.laptop("sokha")).ask_for(*wants, max_bytes=1_000_000)
        assert 1_000_000 <= len(body.get_data()) < 1_000_000 + 2 * CHUNK_BYTES
    finally:
        whole.close()


def tools_of(town, request) -> BackupTools:
    server = town.server
    if server.database.is_sqlite:
        return BackupTools(server.config, server.keys, server.clock, server.random)
    postgres = request.getfixturevalue("postgres_server")
    programs = {name: postgres.program(name) for name in ("pg_dump", "pg_restore")}
    return BackupTools(server.config, server.keys, server.clock, server.random, **programs)
