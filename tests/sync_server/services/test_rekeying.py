"""A dossier gets a new key when an office loses it, when a holder is cut off, and on demand; every word still opens."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import LargeBinary, select, update

from shared_schema.errors import HomewardError
from sync_server.jobs.scheduler import find_jobs
from sync_server.services import fleet
from sync_server.services.accounts import disable_person
from sync_server.services.book import make_books
from sync_server.services.hub_withdrawal import withdraw
from sync_server.services.leaves import leaves_of
from sync_server.services.own_device import write_own_changes
from sync_server.services.rekeying import rekey_held
from sync_server.services.rekeying_run import KEPT_MS, Turn, run_rekeyings, sweep_old_keys
from sync_server.store.audit import find_rows
from sync_server.store.metadata import METADATA
from sync_server.store.records import open_state, read_records
from sync_server.store.rekeyings import LOST, count_rekeyings
from sync_server.store.resealing import PLACES
from sync_server.store.tables_records import changes, records
from tests.builders.moving import a_told_dossier, assign, everything, numbers_of
from tests.builders.raw_hub import a_raw_hub
from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.central import Central, reopen
from tests.stores import StoreUrls

UNDER_THE_DIRECTORY = {"persons", "leases", "sessions", "kept_forms"}  # its key is never replaced
DAY_MS = 86_400_000


def waiting(town: Town) -> int:
    with town.server.database.snapshot() as connection:
        return count_rekeyings(connection)


def acts(town: Town, action: str) -> list[str | None]:
    with town.server.database.snapshot() as connection:
        return [entry.row.reason_code for entry in find_rows(connection, action=action)]


def run(town: Town) -> Turn:
    town.central.clock.advance(hours=1)  # no laptop is being answered
    return run_rekeyings(town.server)


def test_every_sealed_column_of_a_home_has_its_place() -> None:
    sealed = {
        table.name
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and "sealed" in column.name
    }
    assert {place.table.name for place in PLACES} == sealed - UNDER_THE_DIRECTORY


def test_a_case_that_changes_office_gets_a_new_key_and_every_word_still_opens(town: Town) -> None:
    case = a_told_dossier(town)
    before = everything(town, case)
    assert numbers_of(town, case) == {1} and waiting(town) == 0
    assign(town, case, "mony", town.pailin)
    with town.server.database.snapshot() as connection:
        states = {row.sealed[4] for row in read_records(connection, _records_of(town, case)).values() if row.sealed}
    assert states == {2}, "current states are sealed anew with the move itself"
    assert numbers_of(town, case) == {1, 2} and waiting(town) == 1
    moved = everything(town, case)
    turn = run(town)
    assert turn.homes == 1 and turn.rows > 5 and turn.broken == 0
    assert numbers_of(town, case) == {2} and waiting(town) == 0
    assert everything(town, case) == moved
    assert set(before[1:]) <= set(moved), "nothing that was said before is gone"
    assert acts(town, "key.replaced") == ["moved"]
    assert run(town) == Turn(0, 0, 0, 0)


def _records_of(town: Town, case: str) -> list[str]:
    with town.server.database.snapshot() as connection:
        return list(connection.scalars(select(records.c.id).where(records.c.home == case, records.c.version > 0)))


def test_history_and_what_waits_open_after_a_move(town: Town) -> None:
    case = a_told_dossier(town)
    assign(town, case, "mony", town.pailin)
    run(town)
    book = make_books(town.server).of(town.people["vanna"].id)
    values = [entry.value for entry in book.history(case).entries]
    assert {"high", "low", "Mom"} <= {str(value) for value in values}
    assert len(town.waiting()) == 2


def test_a_colleague_of_the_same_office_needs_no_new_key(town: Town) -> None:
    case = a_told_dossier(town)
    assign(town, case, "dara", town.battambang)
    assert numbers_of(town, case) == {1} and waiting(town) == 0


def test_another_process_learns_of_a_new_key(town: Town) -> None:
    case = a_told_dossier(town)
    other = reopen(town.server.config, town.central.folder, town.central.clock)
    try:
        assert other.server.sealing.key_no(case) == 1
        _read(other, case)
        assign(town, case, "mony", town.pailin)
        _read(other, case)  # opened under number 2, and whatever was 1 meanwhile
        sealed = other.server.sealing.seal(case, "states", b"x", table="t", column="c", record=case, version=1)
        assert sealed[4] == 2, "what it opened told it"
        run_rekeyings(town.server)
        assert _read(other, case) == everything(town, case)[0]
    finally:
        other.close()


def _read(central: Central, case: str) -> bytes:
    with central.server.database.snapshot() as connection:
        return open_state(central.server.sealing, read_records(connection, [case])[case]).compact


def test_two_processes_that_write_and_move_one_case_lose_no_word(town: Town) -> None:
    case = a_told_dossier(town)
    other = reopen(town.server.config, town.central.folder, town.central.clock)
    beside = replace(town, central=other)
    words = [f"word {number}" for number in range(6)]

    def write() -> None:
        for word in words:
            visit = a_visit(home=case, narrative=word)
            other.server.database.run(lambda tx, one=visit: write_own_changes(other.server, tx, [one], by=by))  # type: ignore[misc]

    def move() -> None:
        for turn in range(4):
            login, office = (("mony", town.pailin), ("sokha", town.battambang))[turn % 2]
            assign(town, case, login, office)
            run_rekeyings(town.server)

    by = town.people["vanna"].id
    try:
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(write), pool.submit(move)]:
                done.result()
        for stage in (town, beside):
            stage.central.clock.advance(hours=1)
            run_rekeyings(stage.server)
            sweep_old_keys(stage.server)
        for stage in (town, beside):
            assert numbers_of(stage, case) == {stage.server.sealing.key_no(case)}
            held = b"".join(everything(stage, case))
            assert all(word.encode() in held for word in words)
    finally:
        other.close()


def test_a_process_that_still_seals_under_the_former_key_is_caught_up_with(town: Town) -> None:
    case = a_told_dossier(town)
    other = reopen(town.server.config, town.central.folder, town.central.clock)
    try:
        row = _row(other, case)
        opened = open_state(other.server.sealing, row)
        assign(town, case, "mony", town.pailin)
        run(town)
        late = other.server.sealing.seal(
            case, "changes", b"{}", table="changes", column="sealed", record="", version=("I" * 22, 1)
        )
        assert late[4] == 1 and opened
    finally:
        other.close()
    values = {"incarnation": "I" * 22, "n": 1, "body_hash": b"", "link": b"", "status": "evidence", "record": None}
    values |= {"version": 0, "sealed": late, "sealed_for": case, "use": "changes", "received_at": 0}
    town.server.database.run(lambda tx: tx.execute(changes.insert(), [values]))
    assert numbers_of(town, case) == {1, 2}
    assert sweep_old_keys(town.server) == 0
    assert numbers_of(town, case) == {2}, "no index leads to such a body: the nightly look through everything finds it"


def _row(central: Central, case: str):  # type: ignore[no-untyped-def]
    with central.server.database.snapshot() as connection:
        return read_records(connection, [case])[case]


def test_the_former_key_is_destroyed_35_days_after_nothing_was_under_it(town: Town) -> None:
    case = a_told_dossier(town)
    assign(town, case, "mony", town.pailin)
    old = town.server.keyset.old_keys
    assert sweep_old_keys(town.server) == 0 and [one.unused_since for one in old()] == [None]
    run(town)
    since = town.central.clock()
    assert sweep_old_keys(town.server) == 0 and [one.unused_since for one in old()] == [since]
    town.central.clock.advance(ms=KEPT_MS - 1)
    assert sweep_old_keys(town.server) == 0 and len(old()) == 1
    town.central.clock.advance(ms=1)
    assert sweep_old_keys(town.server) == 1 and old() == []
    assert acts(town, "key.destroyed") == [None]
    assert everything(town, case)
    assert {one.key_no for one in town.server.keyset.load([case])} == {2}


def test_everything_that_a_lost_laptop_held_gets_new_keys(town: Town) -> None:
    mine, hers = a_told_dossier(town), town.saved_case("dara")
    leaves = leaves_of(town.people["sokha"])
    town.server.database.run(lambda tx: rekey_held(town.server, tx, leaves, reason=LOST))
    before = everything(town, mine)
    turn = run(town)
    assert (turn.replaced, turn.homes) == (1, 1)
    assert (numbers_of(town, mine), numbers_of(town, hers)) == ({2}, {1})
    assert everything(town, mine) == before
    assert acts(town, "key.replaced") == ["lost"]


def test_a_damaged_row_stays_and_keeps_its_key(town: Town) -> None:
    case = a_told_dossier(town)
    visit = next(one for one in _records_of(town, case) if one != case)
    spoil = update(changes).where(changes.c.record == visit)
    town.server.database.run(lambda tx: tx.execute(spoil.values(use="attachments")))
    assign(town, case, "mony", town.pailin)
    turn = run(town)
    assert turn.broken == 1 and turn.homes == 1 and waiting(town) == 0
    assert numbers_of(town, case) == {1, 2}
    town.central.clock.advance(ms=2 * KEPT_MS)
    assert sweep_old_keys(town.server) == sweep_old_keys(town.server) == 0
    assert [one.unused_since for one in town.server.keyset.old_keys()] == [None]


def test_an_erased_case_waits_for_no_key(town: Town) -> None:
    case = a_told_dossier(town)
    leaves = leaves_of(town.people["sokha"])
    town.server.database.run(lambda tx: rekey_held(town.server, tx, leaves, reason=LOST))
    town.server.sealing.destroy_keys([case], now_ms=1)
    assert run(town) == Turn(0, 0, 0, 0)
    assert waiting(town) == 0


def test_the_jobs_are_found() -> None:
    assert {"rekeyings", "old_keys"} <= {job.name for job in find_jobs()}


@pytest.fixture
def light(sqlite_urls: StoreUrls, tmp_path: Path):  # type: ignore[no-untyped-def]
    stage = a_town(sqlite_urls, tmp_path)
    yield stage
    stage.close()


def test_pages_are_bounded_and_a_caseload_goes_by_turns(light: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.services.rekeying_run.ROWS", 3)
    cases = [a_told_dossier(light) for _ in range(3)]
    leaves = leaves_of(light.people["sokha"])
    light.server.database.run(lambda tx: rekey_held(light.server, tx, leaves, reason=LOST))
    light.central.clock.advance(hours=1)
    first = run_rekeyings(light.server, at_most=1)
    assert (first.replaced, first.homes) == (3, 1)
    assert run_rekeyings(light.server).homes == 2
    assert [numbers_of(light, case) for case in cases] == [{2}] * 3


def test_a_lost_laptop_a_person_who_left_and_a_withdrawn_hub_end_the_keys_of_what_they_held(light: Town) -> None:
    mine, hers, there = a_told_dossier(light), light.saved_case("dara"), light.saved_case("mony")
    code = light.laptop("sokha").laptop.enrolled.device.code
    fleet.report_lost(light.server, code, reason="stolen")
    fleet.report_lost(light.server, code)
    run(light)
    assert [numbers_of(light, case) for case in (mine, hers, there)] == [{2}, {1}, {1}]
    disable_person(light.server, "dara")
    disable_person(light.server, "dara")
    run(light)
    assert [numbers_of(light, case) for case in (mine, hers, there)] == [{2}, {2}, {1}]
    a_raw_hub(light, offices=("PLN",))
    withdraw(light.server, "H1")
    run(light)
    assert [numbers_of(light, case) for case in (mine, hers, there)] == [{2}, {2}, {2}]
    assert sorted(acts(light, "key.replaced")) == ["left", "lost", "lost"]


def test_new_keys_are_copied_before_the_job_seals_and_destroyed_ones_stay_in_no_copy(
    light: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recipients = tuple(str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    config = replace(light.server.config, backup_folder=tmp_path / "backups", backup_recipients=recipients)
    server, place = replace(light.server, config=config), tmp_path / "backups" / "keys"
    case = a_told_dossier(light)
    assign(light, case, "mony", light.pailin)
    light.central.clock.advance(hours=1)
    with monkeypatch.context() as patch:
        patch.setattr("sync_server.services.rekeying_run.copy_keys", _disk_full)
        with pytest.raises(HomewardError, match=r"^backup\.disk_full$"):
            run_rekeyings(server)
    assert numbers_of(light, case) == {1, 2} and not place.exists()
    assert run_rekeyings(server).homes == 1
    (first,) = place.glob("keys-*.age")
    assert run_rekeyings(server) == Turn(0, 0, 0, 0) and list(place.glob("keys-*.age")) == [first]
    sweep_old_keys(server)
    light.central.clock.advance(ms=KEPT_MS)
    assert sweep_old_keys(server) == 1
    (second,) = place.glob("keys-*.age")
    assert second.name > first.name


def _disk_full(_server: object) -> None:
    raise HomewardError("backup.disk_full")
