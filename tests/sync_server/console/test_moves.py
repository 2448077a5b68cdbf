"""A case moves between offices: asked, sent, a worker named, accepted; both laptops agree, late work is kept."""

import pytest

from shared_schema.rules.reading import answer
from sync_server.services.moves import find_moves
from sync_server.store.people import set_office_active
from tests.builders.records import a_record_id, a_visit, an_edit
from tests.sync_server.console.consoles import LOGINS


def a_draft(console, case):
    """What the worker's laptop writes when she asks for a transfer."""
    town = console.town
    values = {"from_office": town.battambang, "to_office": town.pailin, "reason": "person_moved", "state": "draft"}
    edit = an_edit("case_transfer", values, record=a_record_id(), home=case)
    town.laptop("sokha").save(edit)
    assert not town.laptop("sokha").exchange().verdicts.set_aside
    return edit.record


def press(console, role, transfer, do, *, status=303, **fields):
    return console.post(role, f"/transfers/{transfer}", {"_do": do, **fields}, status=status)


def test_a_case_moves_from_one_laptop_to_another(console):
    town = console.town
    case = town.saved_case("sokha")
    mony, sokha = town.laptop("mony"), town.laptop("sokha")
    mony.settle()
    transfer = a_draft(console, case)
    assert f"/transfers/{transfer}" in console.get("supervisor", f"/cases/{case}/transfers").text
    shown = console.get("supervisor", f"/transfers/{transfer}")
    assert "Sokha stays responsible" in shown.words and "no work waited on it then" in shown.words
    press(console, "supervisor", transfer, "send")
    assert answer(town.shown(case), "status") == "transfer_pending"
    there = console.get("other_supervisor", f"/transfers/{transfer}")
    assert "opens here once it is accepted" in there.words and "Sok Chenda" not in there.words
    press(console, "other_supervisor", transfer, "name", worker=console.person("other_worker"))
    assert "Mony" in console.get("other_supervisor", "/transfers").words
    press(console, "coordinator", transfer, "accept", worker=console.person("other_worker"))
    head = town.shown(case)
    assert (answer(head, "office"), answer(head, "case_worker")) == (town.pailin, console.person("other_worker"))
    assert (answer(head, "status"), answer(town.shown(transfer), "state")) == ("open", "accepted")
    sokha.save(a_visit(home=case, visited_on="2026-11-17"))
    late = sokha.exchange()
    assert [one.code for one in late.verdicts.set_aside] == ["change.after_handover"]
    sokha.settle()
    mony.settle()
    assert case not in sokha.received and case in mony.received and transfer in mony.received
    assert console.get("other_supervisor", f"/cases/{case}").words
    console.get("supervisor", f"/cases/{case}", status=404)


def test_without_a_worker_at_the_receiving_office_nothing_moves(console):
    case = console.town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    page = press(console, "coordinator", transfer, "accept", status=422)
    assert "No worker is named at the receiving office" in page.words
    page = press(console, "coordinator", transfer, "accept", worker=console.person("colleague"), status=422)
    assert "No worker is named" in page.words
    assert answer(console.town.shown(case), "office") == console.town.battambang


def test_a_refusal_needs_its_reason_and_opens_the_case_again(console):
    case = console.town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    assert "No reason was chosen" in press(console, "coordinator", transfer, "refuse", status=422).words
    press(console, "coordinator", transfer, "refuse", why="no_capacity")
    assert answer(console.town.shown(case), "status") == "open"
    assert "No capacity" in console.get("supervisor", "/transfers").words
    again = press(console, "coordinator", transfer, "accept", status=422)
    assert "answered or took back this transfer meanwhile" in again.words


def test_what_was_sent_may_be_taken_back(console):
    case = console.town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    press(console, "supervisor", transfer, "revoke")
    assert answer(console.town.shown(case), "status") == "open"
    console.get("other_supervisor", f"/transfers/{transfer}", status=404)
    assert "No transfer is under way." in console.get("supervisor", "/transfers").words


def test_earlier_transfers_have_pages_of_their_own(console, monkeypatch):
    monkeypatch.setattr("sync_server.services.move_facts.PER_PAGE", 1)
    sent = []
    for _ in range(2):
        transfer = a_draft(console, console.town.saved_case("sokha"))
        press(console, "supervisor", transfer, "send")
        press(console, "supervisor", transfer, "revoke")
        sent.append(f"/transfers/{transfer}")
    first, second = (console.get("supervisor", f"/transfers?earlier={page}") for page in (1, 2))
    assert [sum(address in page.text for page in (first, second)) for address in sent] == [1, 1]
    assert "page 1 of 2" in first.words and "/transfers?page=1&amp;earlier=2" in first.text


def test_a_whole_caseload_is_sent_and_accepted_for_one_worker(console):
    town = console.town
    cases = [town.saved_case("sokha") for _ in range(3)]
    town.saved_case("dara")
    address = f"/transfers/new?worker={console.person('worker')}"
    page = console.get("supervisor", address)
    assert "All of this list (3)" in page.words
    fields = {
        "which": "all",
        "worker": console.person("worker"),
        "reason": "office_closed",
        "note": "papers are with Vanna",
    }
    missing = console.post("supervisor", "/transfers/new", fields | {"to_office": town.battambang}, status=422)
    assert "in this office already" in missing.words and "papers are with Vanna" in missing.text
    console.post("supervisor", "/transfers/new", fields | {"to_office": town.pailin})
    listed = console.get("coordinator", "/transfers")
    assert listed.words.count("Office closed") == 3
    transfers = (
        listed.form("accept-form").choices("transfer") if hasattr(listed.form("accept-form"), "choices") else None
    )
    sent = transfers or [row.shown.record_id for row in moves_of(console)]
    console.post("coordinator", "/transfers", {"transfer": sent, "worker": console.person("other_worker")})
    assert {answer(town.shown(case), "case_worker") for case in cases} == {console.person("other_worker")}
    assert "Mony 3" in console.get("other_supervisor", "/workload").words


def moves_of(console):
    from sync_server.services.access import actor_from
    from sync_server.services.move_facts import list_moves

    return list_moves(console.server, actor_from(console.town.people["vanna"]), ("sent",)).moves


@pytest.mark.parametrize("role", ["worker", "administrator", "auditor"])
def test_only_who_leads_reaches_transfers(console, role):
    transfer = a_draft(console, console.town.saved_case("sokha"))
    for path in ("/transfers", "/transfers/new", f"/transfers/{transfer}"):
        console.get(role, path, status=404)
        console.post(role, path, {"_do": "send"}, status=404)


def test_the_sending_supervisor_neither_accepts_nor_names(console):
    case = console.town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    for do in ("accept", "name", "refuse"):
        press(console, "supervisor", transfer, do, worker=console.person("other_worker"), why="other", status=404)
    for do in ("accept", "refuse", "revoke", "send"):
        press(console, "other_supervisor", transfer, do, worker=console.person("other_worker"), why="other", status=404)
    assert answer(console.town.shown(transfer), "state") == "sent"


def test_a_transfer_of_another_office_is_not_there(console):
    town = console.town
    case = town.saved_case("mony")
    values = {"from_office": town.pailin, "to_office": town.battambang, "reason": "person_moved", "state": "draft"}
    edit = an_edit("case_transfer", values, record=a_record_id(), home=case)
    town.laptop("mony").save(edit)
    town.laptop("mony").exchange()
    console.get("supervisor", f"/transfers/{edit.record}", status=404)
    console.get("supervisor", f"/transfers/{case}", status=404)
    with pytest.raises(Exception, match=r"record\.not_found"):
        find_moves(console.server, console.book("supervisor").actor, [edit.record])


def test_the_handover_pack_holds_every_open_case_of_the_office_and_is_recorded(console):
    town = console.town
    town.saved_case("sokha")
    theirs = town.saved_case("mony")
    assert "Battambang" in console.get("supervisor", "/transfers/pack").words
    assert "No office was chosen." in console.post("supervisor", "/transfers/pack", {"office": ""}, status=422).words
    page = console.post("supervisor", "/transfers/pack", {"office": town.battambang}, status=200)
    assert "1 open case or inquiry" in page.words and "Sokha" in page.words and "Printed by Chenda" in page.words
    console.post("supervisor", "/transfers/pack", {"office": town.pailin}, status=404)
    assert town.shown(theirs).values["case_number"] not in page.words
    with console.server.database.snapshot() as connection:
        rows = connection.exec_driver_sql("SELECT action FROM audit_rows").fetchall()
    assert ("transfer.pack",) in rows


def coordinators_of_one_side(console):
    """Two more coordinators: of Battambang alone, and of Pailin alone."""
    town, central = console.town, console.town.central
    for login, office in (("sopheap", town.battambang), ("kosal", town.pailin)):
        town.people[login] = central.person(login, office=office, role="coordinator", granted=(office,))


@pytest.fixture
def sides(console, monkeypatch):
    monkeypatch.setitem(LOGINS, "here", "sopheap")
    monkeypatch.setitem(LOGINS, "there", "kosal")
    coordinators_of_one_side(console)
    return console


def test_each_coordinator_decides_her_own_side(sides):
    console, town = sides, sides.town
    case = town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    press(console, "here", transfer, "accept", worker=console.person("other_worker"), status=404)
    press(console, "there", transfer, "accept", worker=console.person("other_worker"), status=404)
    press(console, "there", transfer, "name", worker=console.person("other_worker"))
    page = console.get("here", f"/transfers/{transfer}")
    assert "The receiving office named its worker: Mony." in page.words
    press(console, "here", transfer, "accept", worker=console.person("colleague"))
    head = town.shown(case)
    assert (answer(head, "office"), answer(head, "case_worker")) == (town.pailin, console.person("other_worker"))
    console.get("here", f"/cases/{case}", status=404)
    assert console.get("there", f"/cases/{case}").words


def test_the_receiving_coordinator_refuses_for_her_side_and_the_sender_opens_the_case_again(sides):
    console, town = sides, sides.town
    case = town.saved_case("sokha")
    transfer = a_draft(console, case)
    press(console, "supervisor", transfer, "send")
    press(console, "here", transfer, "refuse", why="no_capacity", status=404)
    press(console, "there", transfer, "refuse", why="no_capacity")
    assert answer(town.shown(transfer), "state") == "refused"
    assert "The other office did not accept." in console.get("supervisor", f"/transfers/{transfer}").words
    press(console, "there", transfer, "reopen", status=422)
    press(console, "supervisor", transfer, "reopen")
    assert answer(town.shown(case), "status") == "open"


def test_nothing_is_sent_to_an_office_that_is_closed_or_unknown(console):
    town, case = console.town, console.town.saved_case("sokha")
    fields = {"case": case, "reason": "person_moved"}
    closed = town.central.office("OLD")
    town.server.database.run(lambda tx: set_office_active(tx, closed, is_active=False))
    for office in (closed, a_record_id()):
        page = console.post("supervisor", "/transfers/new", fields | {"to_office": office}, status=422)
        assert "is closed, or is none of the coalition" in page.words
    assert answer(town.shown(case), "status") == "open"
