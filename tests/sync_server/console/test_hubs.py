"""The page of hubs: who sees which, what it says where one is not well, and withdrawing."""

from dataclasses import replace

from shared_schema.errors import CATALOGUE
from shared_schema.wire.messages import HubFacts
from sync_server.store import people
from tests.builders.raw_hub import a_raw_hub
from tests.sync_server.console.consoles import AConsole


def test_without_a_hub_the_page_says_so_and_how_one_is_admitted(console: AConsole) -> None:
    page = console.get("administrator", "/hubs")
    assert "No hub." in page.words
    assert "sync-server hub admit hub-request.json" in page.words
    assert "sync-server hub admit" not in console.get("auditor", "/hubs").words
    console.say_khmer()
    assert "គ្មានចំណុចបញ្ជូន។" in console.get("auditor", "/hubs").words


def test_who_may_see_hubs_and_which(console: AConsole) -> None:
    a_raw_hub(console.town)
    for role in ("worker", "supervisor"):
        console.get(role, "/hubs", status=404)
    for role in ("coordinator", "administrator", "auditor"):
        assert "Battambang" in console.get(role, "/hubs").words
    a_raw_hub(console.town, offices=("PLN",))
    assert "H2" in console.get("coordinator", "/hubs").words
    hers = replace(console.town.people["vanna"], granted=(console.town.battambang,))
    console.server.database.run(lambda tx: people.change_account(tx, hers, now_ms=console.clock()))
    console.signs_in("coordinator")
    assert "H2" not in console.get("coordinator", "/hubs").words
    console.get("coordinator", "/hubs/H2", status=404)
    assert "H2" in console.get("auditor", "/hubs").words


def test_each_state_names_its_cause_and_the_command(console: AConsole) -> None:
    hub = a_raw_hub(console.town)
    page = console.get("administrator", "/hubs/H1").words
    assert "Never heard of" in page and "sync-server hub join hub-answer.json" in page
    hub.relay(HubFacts("0.1.0", 3, console.clock(), 5, 100, 4))
    page = console.get("administrator", "/hubs/H1").words
    assert "Disk nearly full" in page and "sync-server check" in page
    theirs = console.town.laptop("mony")
    theirs.save(console.town.case_of("mony"))
    hub.relay(theirs.device.batch(), HubFacts("0.1.0", 3, console.clock(), 50, 100, 4))
    page = console.get("administrator", "/hubs/H1").words
    assert "Something refused" in page and "sync-server hub status H1" in page
    assert CATALOGUE["hub.not_its_office"].en.happened in page and "hub.not_its_office" not in page
    console.clock.advance(hours=25)
    console.signs_in("administrator")
    page = console.get("administrator", "/hubs/H1").words
    assert "Silent" in page and "sync-server hub status" in page


def test_an_administrator_withdraws_a_hub_after_giving_her_code_again(console: AConsole) -> None:
    hub = a_raw_hub(console.town)
    console.post("administrator", "/hubs/H1/withdraw")
    assert hub.relay().states is not None
    console.steps_up("administrator")
    assert "Withdraw it now" in console.get("administrator", "/hubs/H1/withdraw").words
    console.post("administrator", "/hubs/H1/withdraw")
    assert "The hub was withdrawn." in console.get("administrator", "/hubs/H1?done=withdrawn").words
    assert "Withdrawn" in console.get("auditor", "/hubs").words
    for role in ("coordinator", "auditor"):
        console.steps_up(role)
        console.get(role, "/hubs/H1/withdraw", status=404)


def test_the_laptops_that_it_enrolled_are_cut_off_in_the_same_act_or_later(console: AConsole) -> None:
    hub = a_raw_hub(console.town)
    sokha = console.town.people["sokha"]
    _device, certified = hub.enrol(user=sokha.id, office=console.town.battambang)
    hub.relay(certified)
    console.steps_up("administrator")
    page = console.get("administrator", "/hubs/H1/withdraw").words
    assert "Withdraw it and cut off these laptops" in page and "KA1" in page and "erases itself" in page
    console.post("administrator", "/hubs/H1/withdraw", {"laptops": "keep"})
    page = console.get("administrator", "/hubs/H1?done=withdrawn").words
    assert "Laptops that it enrolled are still in use: KA1" in page
    console.say_khmer()
    assert "កាត់ផ្តាច់កុំព្យូទ័រទាំងនេះឥឡូវនេះ" in console.get("administrator", "/hubs/H1/withdraw").words
    console.post("administrator", "/hubs/H1/withdraw", {"laptops": "cut"})
    page = console.get("administrator", "/hubs/H1?done=cut").words
    assert "ត្រូវបានកាត់ផ្តាច់។" in page and "កាត់ផ្តាច់កុំព្យូទ័ររបស់វា" not in page
    console.post("administrator", "/hubs/H1/withdraw", {"laptops": "cut"})  # nothing is left to do


def test_a_hub_that_is_not_there_or_not_hers_is_unknown(console: AConsole) -> None:
    a_raw_hub(console.town)
    for code in ("H2", "x", "H99999999"):
        console.get("administrator", f"/hubs/{code}", status=404)
