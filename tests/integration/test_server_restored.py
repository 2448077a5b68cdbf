"""A centre restored from last night's backup gets back what it lost, decisions of its own device among it."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection

from casework.book import Edit
from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.identifiers import random_id
from sync_server.services.book import make_books
from sync_server.services.incarnations import accept_incarnation
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.people import set_epoch
from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.central import reopen
from tests.stores import StoreUrls


def test_restored_server_gets_back_what_it_lost(sqlite_urls: StoreUrls, tmp_path: Path) -> None:
    town = a_town(sqlite_urls, tmp_path)
    sokha = town.laptop("sokha")
    case = town.saved_case("sokha")
    sokha.settle()
    last_night = copy_of(tmp_path / "records.db", tmp_path / "backup.db")

    book = make_books(town.server).of(town.people["chenda"].id)
    book.save([Edit(case, "case", case, {"nickname": "ពៅ"}, dict(book.open(case).seen), "asked her aunt")])
    relayed = sokha.exchange().batches
    visit = a_visit(home=case)
    sokha.save(visit)
    sokha.change(case, {"wishes": "ចង់រៀនកាត់ដេរ"})
    sokha.settle()
    known = {record: town.state(record) for record in (case, visit.record)}
    old_incarnation = relayed[0].incarnation

    restore(town, last_night, tmp_path)
    assert not town.exists(visit.record)
    assert "nickname" not in town.state(case).registers

    told = sokha.exchange()
    assert told.hello.known[sokha.device.incarnation][0] == 1
    assert not sokha.is_as_the_server_says(told)
    back = sokha.exchange(batches=(*relayed, sokha.device.batch(after=1)))
    assert not back.verdicts.set_aside
    assert {one[0] for one in back.verdicts.applied} == {old_incarnation, sokha.device.incarnation}
    assert {record: town.state(record) for record in known} == known
    assert sokha.is_as_the_server_says(sokha.exchange())

    book = make_books(town.server).of(town.people["chenda"].id)
    book.save([Edit(case, "case", case, {"religion": "buddhist"}, dict(book.open(case).seen))])
    newest = set(town.state(case).seen) - set(known[case].seen)
    assert len(newest) == 1 and old_incarnation not in newest
    town.close()


def copy_of(records: Path, backup: Path) -> Path:
    """A consistent copy, as the nightly backup makes it."""
    source, target = sqlite3.connect(records), sqlite3.connect(backup)
    source.backup(target)
    source.close()
    target.close()
    return backup


def restore(town: Town, backup: Path, folder: Path) -> None:
    """Last night's records with a new epoch and a new incarnation of the own device; the key set is today's."""
    config = town.server.config
    town.close()
    for end in ("", "-wal", "-shm"):
        (folder / f"records.db{end}").unlink(missing_ok=True)
    os.replace(backup, folder / "records.db")
    town.central = reopen(config, folder, town.central.clock)
    server = town.server

    def settle(connection: Connection) -> None:
        own = find_device(connection, server.identity.own_device)
        assert own is not None
        left = find_incarnation(connection, own.newest_incarnation)
        assert left is not None
        statement = IncarnationStatement(own.serial, random_id(os.urandom(16)), left.id, left.head_n, "server_restored")
        signed = make_incarnation_statement(statement, sign=server.keys.sign_own)
        accept_incarnation(connection, own, signed, now_ms=server.clock())
        set_epoch(connection, "feedfacefeedface")

    server.database.run(settle)
    town.close()
    town.central = reopen(config, folder, town.central.clock)
    town.client = town.central.client()
    for laptop in town.laptops.values():
        laptop.client = town.client
