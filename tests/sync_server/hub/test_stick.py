"""A stick between a hub and its centre: twice, late, damaged, out of order, and with a line between."""

import io
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from shared_schema.errors import HomewardError
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES
from sync_server import cli
from sync_server.app import create_app
from sync_server.config import write_config
from sync_server.hub.stick import AnswerRead, read_answer
from sync_server.hub.stick_packing import make_bundle, make_bundles
from sync_server.services.courier import BundleRead, open_carried, take_in
from sync_server.services.courier_answer import MadeAnswer, make_answer
from sync_server.services.hub_withdrawal import withdraw
from sync_server.shell import Shell
from sync_server.store.devices import find_device
from sync_server.store.forgetting import forget_homes
from sync_server.store.upstream import read_heads
from tests.builders.records import a_note, a_visit
from tests.builders.town import Town
from tests.casework.web.desks import APage
from tests.central import BASE, Central
from tests.simulation.killing import kill_at_every_statement
from tests.sync_server.console.consoles import AConsole
from tests.sync_server.hub.hubs import Hub, a_hub, are_equal
from tests.sync_server.hub.test_hub_console import hub_console


def refused(code: str, call) -> HomewardError:  # type: ignore[no-untyped-def]
    """The refusal of this code."""
    with pytest.raises(HomewardError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


def read_at_centre(town: Town, data: bytes, *, in_part: bool = False) -> BundleRead:
    """A bundle is read in Phnom Penh."""
    return take_in(town.server, open_carried(town.server, data), in_part=in_part)


def answer_for(town: Town, hub: Hub, *, receipt_only: bool = False) -> MadeAnswer:
    """The answer of Phnom Penh to what was read of this hub."""
    with town.server.database.snapshot() as connection:
        device = find_device(connection, hub.server.identity.own_device)
    assert device is not None
    return make_answer(town.server, device, receipt_only=receipt_only)


def go_round(town: Town, hub: Hub) -> AnswerRead:
    """Up, read, answered, down, read."""
    for made in make_bundles(hub.server):
        read_at_centre(town, made.data)
    return read_answer(hub.server, answer_for(town, hub).data)


def test_work_of_a_laptop_goes_up_by_stick_and_the_answer_comes_back(town: Town, hub: Hub) -> None:
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    hub.line.is_up = False
    case, hers = town.case_of("sokha", nickname="Srey Mom"), town.case_of("sokha")
    laptop.save(case)
    laptop.save(a_visit(home=case.record))
    there.save(hers)
    laptop.exchange(), there.exchange()
    (made,) = make_bundles(hub.server)
    read = read_at_centre(town, made.data)
    assert (read.told.applied, read.told.set_aside, read.told.refused) == (2, 0, 0)
    assert town.shown(case.record).values["nickname"] == "Srey Mom"
    done = read_answer(hub.server, answer_for(town, hub).data)
    assert done.states >= 2 and not done.has_more
    assert are_equal(town.server, hub)
    assert hub.state(hers.record) == town.state(hers.record)
    answer = laptop.exchange()
    assert answer.end.highest == laptop.device.n and hers.record in laptop.received
    assert laptop.is_as_the_server_says(answer)
    hub.line.is_up = True
    assert hub.relay().states == 0


def test_a_hub_that_never_had_a_line_learns_everything_by_stick(
    light_town: Town, tmp_path: Path, sqlite_template: Path
) -> None:
    town = light_town
    hub = a_hub(town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template, is_relayed=False)
    hub.line.is_up = False
    case = town.saved_case("sokha")
    go_round(town, hub)
    assert are_equal(town.server, hub) and hub.state(case) == town.state(case)
    laptop = hub.laptop("sokha")  # known by the roster: enrolled at the hub, which Phnom Penh has not heard of
    hers = town.case_of("sokha")
    laptop.save(hers)
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    assert read_at_centre(town, made.data).told.applied == 1
    assert town.exists(hers.record)
    read_answer(hub.server, answer_for(town, hub).data)
    assert are_equal(town.server, hub)
    assert read_heads_of(hub)[laptop.device.incarnation] == 1
    hub.close()


def read_heads_of(hub: Hub) -> dict[str, int]:
    """How far the centre is, as the hub knows it."""
    with hub.server.database.snapshot() as connection:
        return read_heads(connection)


def test_twice_and_in_the_wrong_order_changes_nothing(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    (first,) = make_bundles(hub.server)
    laptop.change(case.record, {"nickname": "later"})
    laptop.exchange()
    (second,) = make_bundles(hub.server)
    assert read_at_centre(town, second.data).told.applied == 2  # the first one may be lost
    late = read_at_centre(town, first.data)
    assert late.changes_nothing and late.told.repeated == 1
    again = read_at_centre(town, second.data)
    assert again.already_at is not None and again.changes_nothing
    answer = answer_for(town, hub).data
    newer = answer_for(town, hub).data
    assert read_answer(hub.server, answer).already_at is None
    assert read_answer(hub.server, answer).already_at is not None
    read_answer(hub.server, newer)
    assert are_equal(town.server, hub)
    assert hub.state(case.record) == town.state(case.record)


def test_an_answer_older_than_what_the_line_brought_takes_no_hub_back(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha", nickname="one")
    hub.relay()
    laptop = hub.meet(town.laptop("sokha"))
    laptop.exchange()
    laptop.change(case, {"nickname": "two"})
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    old = answer_for(town, hub).data
    laptop.change(case, {"nickname": "three"})
    laptop.exchange()
    town.central.clock.advance(hours=1)
    hub.relay()
    before, heads = hub.received(), read_heads_of(hub)
    refused("bundle.out_of_date", lambda: read_answer(hub.server, old))
    assert hub.received() == before and read_heads_of(hub) == heads
    assert town.shown(case).values["nickname"] == "three"
    assert hub.state(case) == town.state(case) and are_equal(town.server, hub)
    go_round(town, hub)
    assert are_equal(town.server, hub)


def test_a_late_receipt_lowers_no_counter_and_lets_nothing_go(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    case, later = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    read_at_centre(town, make_bundle(hub.server).data)
    receipt = answer_for(town, hub, receipt_only=True).data
    laptop.save(later)
    laptop.exchange()
    hub.relay()
    before = hub.received()
    read_answer(hub.server, receipt)
    assert read_heads_of(hub)[laptop.device.incarnation] == 2
    assert hub.received() == before and are_equal(town.server, hub)
    assert hub.state(case.record) == town.state(case.record)


def test_a_late_answer_lets_nothing_go_that_the_line_had_only_begun_to_bring(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data
    case = town.case_of("sokha")
    laptop.save(case)
    laptop.exchange()
    hub.line.lose_reply_after = 0
    refused("sync.cut", hub.relay)  # Phnom Penh took it, the hub does not know
    read_answer(hub.server, answer)
    assert hub.state(case.record) is not None
    hub.line.lose_reply_after = None
    town.central.clock.advance(hours=1)
    hub.relay()
    assert are_equal(town.server, hub) and hub.state(case.record) == town.state(case.record)


def test_a_withdrawn_hub_brings_what_laptops_signed_and_gets_a_receipt(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop, new = hub.meet(town.laptop("sokha")), hub.laptop("sokha")
    mine, theirs = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(mine), new.save(theirs)
    laptop.exchange(), new.exchange()
    withdraw(town.server, "H1")
    hers = town.saved_case("dara")
    (made,) = make_bundles(hub.server)
    read = read_at_centre(town, made.data)
    assert read.told.refused == 1  # the laptop that it enrolled is not known, and stays so
    assert town.exists(mine.record) and not town.exists(theirs.record)
    answer = answer_for(town, hub)
    assert answer.bundle.kind == "receipt" and answer.records == 0
    read_answer(hub.server, answer.data)
    assert hub.state(hers) is None and hub.state(mine.record) is not None
    assert read_heads_of(hub)[laptop.device.incarnation] == 1


def test_files_of_and_for_others_are_refused(
    light_town: Town, light_hub: Hub, tmp_path: Path, sqlite_template: Path
) -> None:
    town, hub = light_town, light_hub
    other = a_hub(town.central, tmp_path / "other", offices=("PLN",), template=sqlite_template)
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    (made,) = make_bundles(hub.server)
    refused("bundle.for_another", lambda: open_carried(other.server, made.data))
    refused("bundle.for_another", lambda: open_carried(hub.server, made.data))
    refused("bundle.no_request", lambda: answer_for(town, hub))
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data
    refused("bundle.for_another", lambda: read_answer(other.server, answer))
    refused("bundle.wrong_kind", lambda: open_carried(hub.server, answer))
    read_at_centre(town, make_bundle(other.server).data)
    mixed = answer_for(town, other).data
    refused("bundle.for_another", lambda: read_answer(hub.server, mixed))
    assert read_answer(hub.server, answer).already_at is None
    other.close()


def test_damaged_files_are_refused_and_read_in_part_where_the_person_says_so(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, hub = light_town, light_hub
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    laptop.save(town.case_of("sokha"))
    for _case in range(20):
        case = town.case_of("sokha")
        there.save(case)
        for _note in range(5):
            there.save(a_note(home=case.record, text=os.urandom(1000).hex()))
    laptop.exchange(), there.exchange()
    monkeypatch.setattr("sync_server.services.reply.CHECKPOINT_STATES", 5)
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data
    assert len(answer) > 64 * 1024
    for cut in (0, 20, 300, 1000, len(answer) - 70_000):
        with pytest.raises(HomewardError, match=r"^bundle\."):
            read_answer(hub.server, answer[:cut])
    cut = answer[: len(answer) - 20]
    assert refused("bundle.damaged", lambda: read_answer(hub.server, cut)).facts["sections"]
    before = hub.received()
    read_answer(hub.server, cut, in_part=True)
    assert hub.received() != before
    read_answer(hub.server, answer)
    assert are_equal(town.server, hub)


def test_killed_while_an_answer_is_read_the_hub_reads_it_again(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop, there = hub.meet(town.laptop("sokha")), town.another_laptop("sokha")
    mine, hers = town.case_of("sokha"), town.case_of("sokha")
    laptop.save(mine), there.save(hers)
    laptop.exchange(), there.exchange()
    (made,) = make_bundles(hub.server)
    read_at_centre(town, made.data)
    answer = answer_for(town, hub).data

    def whole_or_void() -> None:
        town.server.database.dispose()
        town.server.keyset.database.dispose()
        town.central.clock.advance(hours=1)  # the process that held the line is gone

    kill_at_every_statement(hub.server, lambda: read_answer(hub.server, answer), then=whole_or_void, step=11)
    assert read_answer(hub.server, answer).already_at is not None
    assert are_equal(town.server, hub)
    assert hub.state(mine.record) == town.state(mine.record) and hub.state(hers.record) == town.state(hers.record)


def test_an_erased_case_leaves_the_hub_by_the_answer(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    case = town.saved_case("sokha")
    hub.relay()
    assert hub.state(case) is not None
    hub.line.is_up = False
    now = town.central.clock()
    town.server.sealing.destroy_keys([case], now_ms=now)
    town.server.database.run(lambda tx: forget_homes(tx, [case], now_ms=now))
    go_round(town, hub)
    assert hub.state(case) is None
    assert hub.server.sealing.is_destroyed(case)
    assert are_equal(town.server, hub)


def test_more_than_fits_goes_into_several_bundles(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    for _case in range(6):
        laptop.save(town.case_of("sokha"))
        laptop.exchange()
    monkeypatch.setattr("sync_server.hub.stick_packing.GROUP_BYTES", 1)
    monkeypatch.setattr("shared_schema.wire.steps.ROOM_BYTES", MAX_PAYLOAD_BYTES)
    made = make_bundles(hub.server)
    assert len(made) > 1
    for one in reversed(made):
        read_at_centre(town, one.data)
    for one in made:
        assert read_at_centre(town, one.data).told.set_aside == 0
    read_answer(hub.server, answer_for(town, hub).data)
    assert are_equal(town.server, hub)
    assert read_heads_of(hub)[laptop.device.incarnation] == 6


def upload(console: AConsole, data: bytes) -> APage:
    """Posts a file at the console, and follows to what it brought."""
    posted = console.post("supervisor", "/bundles/read", {"file": (io.BytesIO(data), "a.age")}, status=303)
    return console.follow("supervisor", posted)


def download(console: AConsole, url: str, **form: str) -> bytes:
    """Presses a button that gives a file."""
    token = console.get("supervisor", "/bundles").text.split('name="csrf" value="')[1].split('"')[0]
    answer = console.client("supervisor").post(
        url, base_url=BASE, data={"csrf": token, **form}, headers={"Origin": BASE}
    )
    assert answer.status_code == 200 and "homeward-" in answer.headers["Content-Disposition"]
    return answer.data


def test_the_consoles_of_hub_and_centre_offer_it_in_words(light_town: Town, light_hub: Hub) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    here, there = hub_console(town, hub), AConsole(town, create_app(town.server))
    page = here.get("supervisor", "/bundles").words
    assert "Make a bundle for Phnom Penh" in page and "Read an answer" in page
    assert "Make a bundle for Phnom Penh" not in there.get("supervisor", "/bundles").words
    there.post("supervisor", "/bundles/make", {}, status=404)
    bundle = download(here, "/bundles/make")
    read = upload(there, bundle)
    assert "Hub H1" in read.words and "Changes received 1" in read.words
    answered = there.get("supervisor", "/bundles").text.split('href="/bundles/')[1].split('"')[0]
    answer = download(there, f"/bundles/{answered}/answer", what="answer")
    shown = upload(here, answer)
    assert "Answer of Phnom Penh read" in shown.words and "Records in it" in shown.words
    again = upload(here, answer)
    assert "nothing changed" in again.words
    listed = here.get("supervisor", "/bundles")
    assert "Made for Phnom Penh" in listed.words
    urls = [one.split('"')[0] for one in listed.text.split('href="/bundles/')[1:]]
    made = next(
        page for one in urls if "Made for Phnom Penh" in (page := here.get("supervisor", f"/bundles/{one}")).words
    )
    assert "Received in Phnom Penh Yes" in made.words
    assert are_equal(town.server, hub)
    here.say_khmer()
    assert "បង្កើតកញ្ចប់សម្រាប់ភ្នំពេញ" in here.get("supervisor", "/bundles").words


def by_command(central: Central, *arguments: str) -> tuple[int, dict[str, Any]]:
    """(exit code, result) of a command of this server."""
    settings = central.folder / "settings.toml"
    write_config(settings, central.server.config)
    out = io.StringIO()
    shell = Shell(out=out, err=io.StringIO(), clock=central.clock, config_file=settings)
    code = cli.run(["--json", "--config", str(settings), *arguments], shell=shell)
    return code, orjson.loads(out.getvalue()).get("result", {})


def test_the_commands_of_hub_and_centre(light_town: Town, light_hub: Hub, tmp_path: Path) -> None:
    town, hub = light_town, light_hub
    laptop = hub.meet(town.laptop("sokha"))
    laptop.save(town.case_of("sokha"))
    laptop.exchange()
    stick = tmp_path / "stick"
    stick.mkdir()
    code, made = by_command(hub.central, "bundle", "make", "--to", str(stick))
    assert code == 0 and made["changes"] == 1, made
    assert by_command(town.central, "bundle", "make", "--to", str(stick))[0] == 2
    code, read = by_command(town.central, "bundle", "read", str(stick / made["files"][0]))
    assert (code, read["device"], read["applied"], read["refused"]) == (0, "H1", 1, 0)
    code, answer = by_command(town.central, "bundle", "make", "--device", "H1", "--to", str(stick))
    assert code == 0 and answer["kind"] == "answer"
    code, done = by_command(hub.central, "bundle", "read", str(stick / answer["file"]))
    assert (code, done["states"], done["waits_up"], done["already_read"]) == (0, 1, 0, None)
    code, again = by_command(hub.central, "bundle", "read", str(stick / answer["file"]))
    assert code == 0 and again["already_read"] is not None
    assert are_equal(town.server, hub)
