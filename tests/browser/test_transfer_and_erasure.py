"""A case is handed over in the browser of each person: sent, a worker named, accepted. An erasure needs two people
and a day, and leaves a certificate. Both languages.
"""

from shared_schema.rules.reading import answer
from sync_server.services.erasure_run import run_due_erasures
from tests.browser.checks import check_no_sideways_scrolling
from tests.sync_server.console.test_moves import a_draft


def test_a_case_is_handed_over_with_what_each_side_says(stage):
    town = stage.console.town
    case = town.saved_case("sokha")
    transfer = a_draft(stage.console, case)
    words = stage.opens("supervisor", f"/transfers/{transfer}", shot="console-transfer")
    assert "Sokha stays responsible" in words
    stage.presses("Send to the other office")
    there = stage.opens("other_supervisor", f"/transfers/{transfer}")
    assert "opens here once it is accepted" in there and "Sok Chenda" not in there
    stage.opens("other_supervisor", f"/transfers/{transfer}", language="km", shot="console-transfer-receiver")
    stage.opens("other_supervisor", f"/transfers/{transfer}")
    stage.presses("Name this worker", worker=stage.console.person("other_worker"))
    stage.opens("coordinator", f"/transfers/{transfer}")
    stage.presses("Accept", worker=stage.console.person("other_worker"))
    assert answer(town.shown(case), "office") == town.pailin
    assert "There is nothing here for you." in stage.opens("supervisor", f"/cases/{case}")
    assert "Mony" in stage.opens("other_supervisor", f"/cases/{case}")


def test_no_transfer_is_under_way_in_words(stage):
    assert "No transfer is under way." in stage.opens("coordinator_two", "/transfers", shot="console-transfers")
    stage.opens("coordinator_two", "/transfers", language="km", shot="console-transfers")


def test_two_people_and_a_day_then_a_certificate(stage):
    console = stage.console
    case = console.town.saved_case("sokha")
    number = str(answer(console.town.shown(case), "case_number"))
    stage.opens("supervisor", "/erasure", language="km", shot="console-erasure")
    stage.opens("supervisor", "/erasure")
    words = stage.presses("Ask for its erasure", number=number)
    assert "It cannot be undone by anybody" in words
    words = stage.presses("Ask for its erasure", ground="wish")
    assert "Waits for a second person" in words
    where = stage.browser.current_url.removeprefix(stage.address)
    assert "There is nothing here for you." in stage.opens("supervisor", f"{where}/agree")
    assert "Agree: erase it after a day" in stage.opens("coordinator", f"{where}/agree", shot="console-erasure-agree")
    stage.presses("Agree")
    console.clock.advance(hours=25)
    assert run_due_erasures(console.server) == 1
    certificate = stage.opens("auditor", f"{where}/certificate", shot="console-certificate")
    check_no_sideways_scrolling(stage.browser)
    assert number in certificate and "Chenda" in certificate and "Vanna" in certificate
    stage.opens("auditor", f"{where}/certificate", language="km", shot="console-certificate")
    assert "There is nothing here for you." in stage.opens("supervisor", f"/cases/{case}")
