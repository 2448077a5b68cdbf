"""A centre, or a hub, that was brought back from a backup: what it lost is given back, nothing counts twice."""

import shutil
from pathlib import Path

from casework.book import Edit, Problems
from shared_schema.wire.messages import Want
from sync_server.services.book import make_books
from sync_server.services.incarnations import renew_own_incarnation
from sync_server.store.people import set_epoch
from tests.builders.records import a_visit
from tests.builders.town import Town
from tests.central import Central, reopen
from tests.sync_server.hub.hubs import Hub, WsgiLine, are_equal


def keep(central: Central, folder: Path) -> None:
    """A copy of the records as they are now."""
    central.close()
    for name in ("records.db",):
        shutil.copy(central.folder / name, folder / f"kept-{central.folder.name}-{name}")


def bring_back(central: Central, folder: Path) -> Central:
    """The copy in the place of what is there, with a new epoch and a new life of the own device, as a restore gives."""
    central.close()
    for name in ("records.db-wal", "records.db-shm"):
        (central.folder / name).unlink(missing_ok=True)
    shutil.copy(folder / f"kept-{central.folder.name}-records.db", central.folder / "records.db")
    found = reopen(central.server.config, central.folder, central.clock)
    server = found.server

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        set_epoch(tx, server.random(8).hex())
        renew_own_incarnation(
            tx, own_device=server.identity.own_device, sign=server.keys.sign_own, random=server.random,
            now_ms=server.clock(),
        )  # fmt: skip

    server.database.run(work)
    found.close()
    return reopen(central.server.config, central.folder, central.clock)


def decide_in_console(town: Town, server: object, case: str, **values: object) -> None:
    book = make_books(server).of(town.people["chenda"].id)  # type: ignore[arg-type]
    shown = book.open(case)
    answered = book.save([Edit(case, "case", case, dict(values), dict(shown.seen))])
    assert not isinstance(answered, Problems), answered


def test_restored_server_gets_back_what_it_lost(light_town: Town, light_hub: Hub, tmp_path: Path) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    first = town.case_of("sokha")
    laptop.save(first)
    laptop.exchange()
    hub.relay()
    keep(town.central, tmp_path)
    second = town.case_of("sokha")
    laptop.save(second)
    laptop.save(a_visit(home=second.record))
    laptop.change(first.record, {"nickname": "Mom"})
    laptop.exchange()
    hub.relay()
    decide_in_console(town, town.server, first.record, wishes="home")
    hub.relay()
    town.central = bring_back(town.central, tmp_path)
    hub.line = WsgiLine(town.central.client())
    assert not town.exists(second.record)
    assert hub.relay().is_complete
    assert town.exists(second.record)
    shown = town.shown(first.record).values
    assert (shown["nickname"], shown["wishes"]) == ("Mom", "home")  # the centre's own decision too
    assert hub.state(first.record) == town.state(first.record)
    assert are_equal(town.server, hub)


def test_a_restored_hub_takes_a_new_life_and_catches_up(light_town: Town, light_hub: Hub, tmp_path: Path) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.relay()
    keep(hub.central, tmp_path)
    decide_in_console(town, hub.server, case.record, nickname="before")
    laptop.exchange()
    laptop.change(case.record, {"given_name_latin": "Mom"})
    laptop.exchange()
    hub.relay()
    hub.central = bring_back(hub.central, tmp_path)
    laptop.client = hub.client()
    decide_in_console(town, hub.server, case.record, wishes="after")
    assert hub.relay().is_complete
    shown = town.shown(case.record).values
    assert (shown["nickname"], shown["wishes"]) == ("before", "after")
    assert hub.state(case.record) == town.state(case.record)
    assert are_equal(town.server, hub)
    laptop.exchange()
    laptop.exchange(Want((case.record,)))  # as a repair asks after the digests
    assert laptop.received[case.record] == town.state(case.record)


def test_a_hubs_console_edit_reaches_the_centre_in_the_name_of_who_made_it(town: Town, hub: Hub) -> None:
    case = town.saved_case("sokha")
    hub.relay()
    decide_in_console(town, hub.server, case, nickname="Srey Mom")
    assert hub.relay().is_complete
    state = town.state(case)
    (written,) = state.registers["nickname"].values()
    assert (written.value, written.by) == ("Srey Mom", town.people["chenda"].id)
    assert hub.state(case) == state and are_equal(town.server, hub)


def test_a_laptop_talks_to_the_hub_one_day_and_to_the_centre_the_next(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    there = town.laptop("sokha")
    here = hub.meet(there)
    case = town.case_of("sokha")
    there.save(case)
    for day in range(6):
        town.central.clock.advance(days=1)
        (here if day % 2 else there).exchange()
        there.change(case.record, {"nickname": f"day {day}"})
        if day in (2, 5):
            hub.relay()
    here.exchange()
    there.exchange()
    assert hub.relay().is_complete
    here.exchange()
    there.exchange()
    assert town.shown(case.record).values["nickname"] == "day 5"
    assert hub.state(case.record) == town.state(case.record)
    assert here.received[case.record] == there.received[case.record] == town.state(case.record)
    assert are_equal(town.server, hub)
