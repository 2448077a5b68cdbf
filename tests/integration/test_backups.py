"""A backup that is made can be checked, opened by either key, and restored as a new epoch; what was erased stays so."""

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select, text, update

from shared_schema.canonical import dumps, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.services import backup as backup_service
from sync_server.services.audit import Auditor
from sync_server.services.backup import check_backup
from sync_server.services.backup_file import manifest_of
from sync_server.services.restore import read_old_store, restore_key_set
from sync_server.store.audit import find_rows
from sync_server.store.devices import find_device, incarnations_of
from sync_server.store.dump import dump_records
from sync_server.store.feed import rows_of_records
from sync_server.store.keyset import SCHEMA
from sync_server.store.records import open_state, read_records
from sync_server.store.tables_people import devices
from sync_server.store.tables_records import changes, dossiers
from tests.builders.field import FieldLaptop, a_laptop
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.integration.backups import a_safe

CANARY = "Quokkanarith"


@pytest.fixture
def safe(store_urls, tmp_path, request):
    central = a_central(store_urls, tmp_path)
    yield a_safe(central, tmp_path / "backups", lambda: request.getfixturevalue("postgres_server"), store_urls)
    central.close()


def refused(code: str):
    return pytest.raises(HomewardError, match=f"^{re.escape(code)}$")


def a_case_at(central: Central, *, laptop: FieldLaptop | None = None) -> tuple[FieldLaptop, Id]:
    """A case that a laptop sent to the centre."""
    if laptop is None:
        office = central.office("BTB")
        central.person("sophea", office=office)
        laptop = a_laptop(central, "sophea")
    office = laptop.laptop.enrolled.device.office
    edit = a_case(family_name_latin=CANARY, office=office, case_worker=laptop.worker)
    laptop.save(edit)
    answer = laptop.exchange()
    assert not answer.codes()
    return laptop, edit.record


def own_letters(central: Central) -> list[str]:
    with central.server.database.snapshot() as connection:
        return [one.letter for one in incarnations_of(connection, central.server.identity.own_device)]


def is_readable(central: Central, record: Id) -> bool:
    with central.server.database.snapshot() as connection:
        row = read_records(connection, [record])[record]
    return CANARY.encode() in open_state(central.server.sealing, row).compact


def test_a_backup_is_whole_and_a_flipped_byte_is_noticed_the_day_it_is_made(safe):
    a_case_at(safe.central)
    backup = safe.make()
    manifest = check_backup(safe.tools(), backup, identity=str(safe.second))
    assert manifest.counts["records"] == 1 and manifest.epoch == safe.central.server.identity.epoch
    data = bytearray(backup.read_bytes())
    for at in (0, len(data) // 2, len(data) - 1):
        flipped = bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])
        backup.write_bytes(flipped)
        with refused("backup.damaged"):
            check_backup(safe.tools(), backup)
    backup.write_bytes(data)
    check_backup(safe.tools(), backup)


def test_a_changed_manifest_is_refused(safe):
    a_case_at(safe.central)
    place = manifest_of(safe.make())
    whole = loads(place.read_bytes().strip())

    def changed(change):
        document = loads(dumps(whole))
        change(document)
        place.write_bytes(dumps(document) + b"\n")
        with refused("certificate.not_valid"):
            check_backup(safe.tools(), place.with_name(place.name.replace(".manifest.json", ".age")))

    changed(lambda document: document["manifest"]["body"].update(epoch="00" * 8))
    changed(lambda document: document["manifest"]["body"]["counts"].update(records=2))
    changed(lambda document: document["scopes"].update({next(iter(document["scopes"])): [99, "0"]}))
    changed(lambda document: document["scopes"].popitem())
    changed(lambda document: document.pop("manifest"))


def test_a_copy_that_is_not_what_its_manifest_says_is_never_settled(safe, monkeypatch):
    a_case_at(safe.central)
    real = backup_service.count_rows
    with monkeypatch.context() as patch:
        patch.setattr(backup_service, "count_rows", lambda *given: {**real(*given), "records": 7})
        backup = safe.make()
    config = safe.empty()
    with refused("backup.damaged"):
        safe.restore(backup, config)
    with refused("store.schema_behind"):
        safe.open(config)


def test_nothing_readable_lies_beside_a_backup(safe):
    a_case_at(safe.central)
    backup, keys = safe.make(), safe.keep_keys()
    left = sorted(path for path in safe.folder.rglob("*") if path.is_file())
    assert left == sorted([backup, manifest_of(backup), keys, manifest_of(keys)])
    assert all(path.stat().st_mode & 0o077 == 0 for path in (backup, keys))
    assert all(CANARY.encode() not in path.read_bytes() for path in left)


def test_one_recipient_is_not_enough(safe):
    safe.second = safe.first
    with refused("backup.recipients_missing"):
        safe.make()
    assert not safe.folder.exists()


def test_either_key_restores_and_a_stranger_does_not(safe):
    _laptop, record = a_case_at(safe.central)
    backup = safe.make()
    with refused("backup.does_not_open"):
        safe.restore(backup, safe.empty(), identity=pyrage.x25519.Identity.generate())
    for identity in (safe.first, safe.second):
        config = safe.empty()
        restored = safe.restore(backup, config, identity=identity)
        central = safe.open(config)
        assert central.server.identity.epoch == restored.epoch != safe.central.server.identity.epoch
        assert is_readable(central, record)
        central.close()


def test_two_restores_of_one_backup_share_neither_epoch_nor_own_incarnation(safe):
    a_case_at(safe.central)
    backup = safe.make()
    seen = []
    for _turn in range(2):
        config = safe.empty()
        restored = safe.restore(backup, config)
        central = safe.open(config)
        with central.server.database.snapshot() as connection:
            own = find_device(connection, central.server.identity.own_device)
        seen.append((restored.epoch, own.newest_incarnation))
        assert restored.letter == "B" and own_letters(central) == ["", "B"]
        central.close()
    assert len({epoch for epoch, _ in seen}) == len({incarnation for _, incarnation in seen}) == 2


def test_laptops_give_back_what_was_received_after_the_backup(safe):
    laptop, case = a_case_at(safe.central)
    backup = safe.make()
    visit = a_visit(home=case)
    laptop.save(visit)
    laptop.exchange()
    config = safe.empty()
    safe.restore(backup, config, old=read_old_store(safe.central.server.config.database))
    central = safe.open(config)
    laptop.client = central.client()
    for _turn in range(3):
        answer = laptop.exchange()
    with central.server.database.snapshot() as connection:
        assert read_records(connection, [visit.record])[visit.record].version == 1
    assert laptop.is_as_the_server_says(answer)
    central.close()


def test_a_store_that_holds_something_is_never_restored_into(safe):
    backup = safe.make()
    with refused("backup.target_not_empty"):
        safe.restore(backup, safe.central.server.config)
    assert own_letters(safe.central) == [""]


def test_request_numbers_of_the_old_store_are_kept_and_the_restore_is_in_the_audit(safe):
    laptop, _record = a_case_at(safe.central)
    backup = safe.make()
    old_epoch = safe.central.server.identity.epoch
    with safe.central.server.database.transaction() as connection:
        connection.execute(update(devices).where(devices.c.id == laptop.laptop.device).values(last_nonce=900))
    config = safe.empty()
    old = read_old_store(safe.central.server.config.database)
    safe.restore(backup, config, old=replace(old, audit_n=77))
    central = safe.open(config)
    with central.server.database.snapshot() as connection:
        assert find_device(connection, laptop.laptop.device).last_nonce == 900
        (row,) = find_rows(connection, action="backup.restored")
    assert row.row.object_id == f"{old_epoch}:77"
    central.close()


def test_the_audit_chain_goes_on_after_a_restore(safe):
    a_case_at(safe.central)
    auditor(safe.central).chain(epoch=safe.central.server.identity.epoch)
    config = safe.empty()
    restored = safe.restore(safe.make(), config)
    central = safe.open(config)
    assert auditor(central).chain(epoch=restored.epoch) > 0
    assert auditor(central).verify(epoch=restored.epoch) == ()
    central.close()


def auditor(central: Central) -> Auditor:
    server = central.server
    return Auditor(
        database=server.database,
        server=server.identity.server,
        sign=server.keys.sign,
        server_key=server.keys.signing_key,
        clock=server.clock,
        random=server.random,
    )


def test_what_was_erased_since_the_backup_stays_unreadable_and_is_told_to_every_scope(safe):
    laptop, erased = a_case_at(safe.central)
    _laptop, kept = a_case_at(safe.central, laptop=laptop)
    backup = safe.make()
    safe.central.server.sealing.destroy_keys([erased], now_ms=safe.central.clock())
    config = safe.empty()
    assert safe.restore(backup, config).forgotten == 1
    central = safe.open(config)
    with central.server.database.snapshot() as connection:
        row = read_records(connection, [erased])[erased]
        bodies = connection.execute(select(changes.c.sealed, changes.c.status).where(changes.c.record == erased)).all()
        when = connection.scalar(select(dossiers.c.erased_at).where(dossiers.c.id == erased))
    assert row.sealed is None and row.coded is None and when == central.clock()
    assert [tuple(body) for body in bodies] == [(None, "erased")]
    assert is_readable(central, kept)
    with central.server.database.snapshot() as connection:
        told = rows_of_records(connection, [erased])[erased].values()
    assert told and {(row.is_gone, row.why) for row in told} == {(True, "erased")}
    other = a_laptop(central, "sophea")
    other.settle()
    assert erased not in other.received and kept in other.received
    central.close()


def test_without_the_keys_nothing_is_restored_and_with_the_kept_key_set_everything_is(safe):
    _laptop, record = a_case_at(safe.central)
    backup, keys = safe.make(), safe.keep_keys()
    config = safe.empty(with_keys=False)
    with refused("backup.key_set_missing"):
        safe.restore(backup, config)
    with refused("backup.other_contents"):
        restore_key_set(safe.tools(config), backup, identity=str(safe.first))
    assert restore_key_set(safe.tools(config), keys, identity=str(safe.second)) > 0
    with refused("backup.target_not_empty"):
        restore_key_set(safe.tools(config), keys, identity=str(safe.second))
    safe.restore(backup, config)
    central = safe.open(config)
    assert is_readable(central, record)
    central.close()


def test_keys_older_than_the_records_are_refused_and_the_store_stays_free(safe):
    laptop, _record = a_case_at(safe.central)
    keys = safe.keep_keys()
    before = safe.make()
    a_case_at(safe.central, laptop=laptop)
    backup = safe.make()
    config = safe.empty(with_keys=False)
    restore_key_set(safe.tools(config), keys, identity=str(safe.first))
    with refused("backup.key_set_older"):
        safe.restore(backup, config)
    safe.restore(before, config)


def test_only_the_two_newest_copies_of_the_key_set_are_kept(safe):
    made = []
    for _turn in range(4):
        safe.central.clock.advance(days=1)
        made.append(safe.keep_keys())
    assert sorted(path.name for path in (safe.folder / "keys").glob("*.age")) == [path.name for path in made[-2:]]


def test_an_erasure_that_the_records_know_of_is_done_again_in_an_older_key_set(safe):
    laptop, erased = a_case_at(safe.central)
    _laptop, kept = a_case_at(safe.central, laptop=laptop)
    keys = safe.keep_keys()
    with safe.central.server.database.transaction() as connection:
        connection.execute(update(dossiers).where(dossiers.c.id == erased).values(erased_at=1))
    fresh = safe.empty(with_keys=False)
    config = replace(fresh, database=safe.central.server.config.database, keyset=fresh.keyset_url)
    restore_key_set(safe.tools(config), keys, identity=str(safe.first))
    central = safe.open(config)
    assert central.server.sealing.is_destroyed(erased) and not central.server.sealing.is_destroyed(kept)
    central.close()


def test_a_killed_restore_is_opened_by_nobody_and_may_be_repeated(safe, monkeypatch):
    """The store was filled, then the machine went down before it was settled."""
    _laptop, record = a_case_at(safe.central)
    backup, config = safe.make(), safe.empty()

    class PowerCut(BaseException):
        pass

    def cut(_settling, _connection):
        raise PowerCut

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr("sync_server.services.restore._Settling.work", cut)
        safe.restore(backup, config)
    with refused("store.schema_behind"):
        safe.open(config)
    safe.restore(backup, config)
    central = safe.open(config)
    assert is_readable(central, record)
    central.close()


def test_writing_goes_on_while_a_backup_is_made_and_the_manifest_tells_of_the_copy(safe, monkeypatch):
    laptop, _record = a_case_at(safe.central)
    place = "sync_server.services.backup."
    name = "dump_records" if safe.postgres else "copy_sqlite"
    real = {"dump_records": dump_records}.get(name) or __import__(
        "sync_server.store.dump", fromlist=["copy_sqlite"]
    ).copy_sqlite

    def and_then_another_case(*arguments, **options):
        real(*arguments, **options)
        a_case_at(safe.central, laptop=laptop)

    with monkeypatch.context() as patch:
        patch.setattr(place + name, and_then_another_case)
        backup = safe.make()
    assert check_backup(safe.tools(), backup).counts["records"] == 1
    safe.restore(backup, safe.empty())


@pytest.mark.postgres
def test_a_dump_of_postgresql_holds_no_key_of_a_home(postgres_urls, postgres_server, tmp_path):
    central = a_central(postgres_urls, tmp_path)
    a_case_at(central)
    target = tmp_path / "dump"
    with central.server.database.snapshot() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        dump_records(
            postgres_urls.records,
            target,
            keys_schema=SCHEMA,
            snapshot=snapshot,
            tool=postgres_server.program("pg_dump"),
        )
    data = target.read_bytes()
    assert b"home_keys" not in data and b"destroyed_homes" not in data
    assert b"scope_heads" in data
    central.close()


def test_a_copy_of_sqlite_holds_no_key_of_a_home(sqlite_urls, tmp_path):
    central = a_central(sqlite_urls, tmp_path)
    tables = set()
    for url in (central.server.config.database, central.server.config.keyset_url):
        with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as connection:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        connection.close()
        assert not tables & (names - {"alembic_version"})
        tables |= names
    assert {"home_keys", "records"} <= tables
    central.close()
