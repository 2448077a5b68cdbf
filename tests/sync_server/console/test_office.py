"""Overview, workload, assigning and follow-ups over HTTP: real numbers with their lists, nobody's beyond her reach."""

import re
from html import unescape

import pytest

from shared_schema.rules.reading import answer
from sync_server.services.directory import publish_office, publish_worker
from sync_server.services.dossier_rules import check_queue
from sync_server.store.people import Office
from tests.builders.records import a_visit, an_edit

LEADING = ("coordinator", "supervisor", "other_supervisor")
PAGES = ("/overview", "/overview/laptops", "/workload", "/assign", "/follow-ups", "/follow-ups/cases")


@pytest.mark.parametrize("path", PAGES)
def test_who_leads_sees_the_page_and_nobody_else(console, path):
    for role in LEADING:
        assert console.get(role, path).words
    for role in ("worker", "administrator", "auditor"):
        console.get(role, path, status=404)
    console.say_khmer()
    khmer = console.get("coordinator", path)
    assert 'lang="km"' in khmer.text and "ទិដ្ឋភាពទូទៅ" in khmer.words and "Overview" not in khmer.words


def test_the_overview_counts_what_the_list_behind_it_shows(console):
    console.town.saved_case("sokha", registered_on="2026-09-01", current_place={"country": "KH", "province": "02"})
    console.town.saved_case("mony", registered_on="2026-11-15", current_place={"country": "KH", "province": "24"})
    page = console.get("coordinator", "/overview")
    assert re.search(r"Battambang 1\b", page.words) and re.search(r"Pailin 1\b", page.words)
    assert "Counted" in page.words and "internal" in page.words
    behind = console.get("coordinator", "/follow-ups/cases?state=overdue&province=02")
    assert "1 case" in behind.words and "days overdue" in behind.words
    assert "No case matches" in console.get("coordinator", "/follow-ups/cases?state=overdue&province=24").words
    assert "No case matches" in console.get("other_supervisor", "/follow-ups/cases?state=overdue").words


def test_the_share_of_overdue_visits_is_told_in_words(console):
    console.town.saved_case("sokha", registered_on="2026-09-01", current_place={"country": "KH", "province": "02"})
    page = console.get("coordinator", "/overview?measure=overdue")
    assert "Battambang 100 per cent" in page.words and "Kep No case" in page.words


def test_each_number_of_the_table_of_provinces_leads_to_the_list_that_it_counts(console):
    server, at_home = console.server, {"current_place": {"country": "KH", "province": "02"}}
    office = Office(console.town.battambang, "BTB", True)
    server.database.run(lambda tx: publish_office(server, tx, office, named={"province": "02"}))
    console.town.saved_case("sokha", registered_on="2026-09-01", **at_home)
    console.town.saved_case("sokha", registered_on="2026-11-15", **at_home)
    console.clock.advance(days=15)
    console.signs_in("coordinator")
    page = console.get("coordinator", "/overview")
    row = page.text[page.text.index("The same as a table") :]
    (row,) = re.findall(r"<tr[^>]*><th[^>]*>Battambang</th>.*?</tr>", row, re.S)
    found = [(number, unescape(url)) for url, number in re.findall(r'<a href="([^"]+)">([^<]+)</a>', row)]
    assert [number for number, _url in found] == ["2", "50 per cent", "1"]  # nobody returned: no list, no link
    active, overdue, silent = (console.get("coordinator", url).words for _number, url in found)
    assert "2 cases" in active and "1 case" in overdue and "days overdue" in overdue
    assert "Sokha" in silent


def test_a_quarter_without_returns_says_so_with_the_period(console):
    page = console.get("coordinator", "/overview?measure=reunified")
    assert "No activity in this period. From 1 October 2026 to 31 December 2026" in page.words


def test_a_laptop_that_was_silent_for_long_is_listed(console):
    console.town.saved_case("sokha")
    assert "No laptop is silent" in console.get("coordinator", "/overview/laptops").words
    console.clock.advance(days=15)
    console.signs_in("coordinator")
    assert "Sokha" in console.get("coordinator", "/overview/laptops").words
    console.signs_in("other_supervisor")
    assert "Sokha" not in console.get("other_supervisor", "/overview/laptops").words


def test_the_workload_says_who_was_never_heard_of(console):
    console.town.saved_case("sokha", registered_on="2026-09-01", risk_level="high", risk_reason="threats")
    page = console.get("supervisor", "/workload")
    row = page.words[page.words.index("Sokha") :]
    assert row.startswith("Sokha 1 0 0 1 1 1 0 0")
    assert "Dara 0 0 0 0 0 0 0 0 No laptop" in page.words
    assert "Mony" not in page.words


def test_a_worker_is_called_by_her_new_name_from_the_next_page_on(console):
    server, account = console.server, console.town.people["dara"]
    assert "Dara 0" in console.get("supervisor", "/workload").words
    server.database.run(lambda tx: publish_worker(server, tx, account, named={"name_latin": "Sreymom"}))
    words = console.get("supervisor", "/workload").words
    assert "Sreymom 0" in words and "Dara" not in words


def test_a_case_is_given_to_a_colleague_and_reaches_her_laptop(console):
    town = console.town
    case = town.saved_case("sokha")
    dara = town.laptop("dara")
    dara.settle()
    page = console.get("supervisor", f"/assign?worker_of={console.person('worker')}")
    assert "Now with: Sokha" in page.words
    fields = {**page.form("assign-form").values, "case": case, "worker": console.person("colleague")}
    done = console.follow("supervisor", console.post("supervisor", "/assign", fields))
    assert "1 case or inquiry was given" in done.words
    assert answer(town.shown(case), "case_worker") == console.person("colleague")
    dara.settle()
    assert case in dara.received
    assert "Dara 1" in console.get("supervisor", "/workload").words


def test_a_case_whose_worker_left_stands_first(console):
    case = console.town.saved_case("sokha")
    assert "Every case has a worker." in console.get("supervisor", "/assign").words
    assert "0 cases" in console.get("supervisor", "/follow-ups/cases?state=unassigned").words
    leave(console, "sokha")
    assert "1 case" in console.get("supervisor", "/follow-ups/cases?state=unassigned").words
    page = console.get("supervisor", "/assign")
    assert "Now with: Sokha (left)" in page.words and f"case-{case}" in page.text
    assert "1 open case or inquiry without an active worker" in console.get("supervisor", "/workload").words


def test_what_somebody_gave_meanwhile_is_shown_and_not_overwritten(console):
    case = console.town.saved_case("sokha")
    address = f"/assign?worker_of={console.person('worker')}"
    before = console.get("coordinator", address).form("assign-form").values
    fields = {**console.get("supervisor", address).form("assign-form").values, "case": case}
    console.post("supervisor", "/assign", {**fields, "worker": console.person("colleague")})
    late = {**before, "case": case, "worker": console.person("supervisor"), "state": "open"}
    page = console.post("coordinator", "/assign", {**late, "worker_of": console.person("colleague")}, status=200)
    assert "Somebody gave these to another worker" in page.words and "Dara" in page.words
    assert answer(console.town.shown(case), "case_worker") == console.person("colleague")


def test_a_case_given_to_two_people_at_once_keeps_both_until_one_is_chosen(console):
    town = console.town
    case = town.saved_case("sokha")
    first, second = town.laptop("chenda"), town.another_laptop("chenda")
    for laptop, worker in ((first, "dara"), (second, "chenda")):
        laptop.settle()
        laptop.change(case, {"group:assignment": {"office": town.battambang, "case_worker": town.people[worker].id}})
    first.exchange()
    second.exchange()
    page = console.get("supervisor", "/assign?state=twice")
    assert "Two people at once" in page.words and "Dara" in page.words and "Chenda" in page.words
    fields = {**page.form("assign-form").values, "case": case, "worker": console.person("colleague")}
    console.post("supervisor", "/assign", fields)
    assert town.shown(case).conflicts == ()
    assert answer(town.shown(case), "case_worker") == console.person("colleague")


def test_assigning_refuses_strangers_and_says_what_lacks(console):
    town = console.town
    case, theirs = town.saved_case("sokha"), town.saved_case("mony")
    stand = console.get("supervisor", f"/assign?worker_of={console.person('worker')}").form("assign-form").values
    assert "No case was chosen" in console.post("supervisor", "/assign", {"worker": ""}, status=422).words
    fields = {**stand, "case": case}
    assert "No active worker was chosen" in console.post("supervisor", "/assign", fields, status=422).words
    other = {"case": case, f"stand-{case}": fields[f"stand-{case}"], "worker": console.person("other_worker")}
    assert "belongs to another office" in console.post("coordinator", "/assign", other, status=422).words
    console.post("supervisor", "/assign", {"case": theirs, "worker": console.person("colleague")}, status=404)
    assert answer(town.shown(theirs), "case_worker") == console.person("other_worker")


def test_punctuality_tells_why_people_were_not_seen(console):
    case = console.town.saved_case("sokha", registered_on="2026-09-01")
    console.book("supervisor").save([a_visit(home=case, visited_on="2026-11-10", seen="no", not_seen_reason="at_work")])
    page = console.get("supervisor", "/follow-ups?by=worker")
    assert "Sokha 1 0 1 1 1 0 1" in page.words
    assert "Working 1" in page.words
    assert "10 November 2026 : Working" in page.words
    assert "Last contact:" in page.words


def test_the_shared_list_of_cases_is_paged_by_the_store(console):
    for _ in range(27):
        console.town.saved_case("sokha")
    console.clock.advance(ms=5)
    assert "2 cases were changed a moment ago" in console.get("supervisor", "/cases").words
    check_queue(console.server)
    page = console.get("supervisor", "/cases")
    assert "27 cases · page 1 of 2" in page.words
    assert "page 2 of 2" in console.post("supervisor", "/cases", {"page": "2"}, status=200).words
    found = console.post("supervisor", "/cases", {"text": "Chenda"}, status=200)
    assert "found in your offices" in found.words and "laptop" not in found.words
    assert (
        "No case matches in your offices."
        in console.post("other_supervisor", "/cases", {"text": "zzz"}, status=200).words
    )


@pytest.mark.parametrize("path", ["/today", "/tasks", "/questions"])
def test_pages_of_a_day_say_which_cases_they_leave_out(console, path, monkeypatch):
    town = console.town
    for _ in range(3):
        home = town.saved_case("sokha")
        asked(town, home) if path == "/questions" else a_task(town, home)
    assert "not looked through" not in console.get("supervisor", path).words
    monkeypatch.setattr("casework.web.looked_through.MOST", 2)
    assert "1 more case is not looked through here." in console.get("supervisor", path).words


def a_task(town, home):
    """Something to do for a case of Sokha's."""
    values = {"title": "Call the school", "owner_worker": town.people["sokha"].id, "due_on": "2026-11-30",
              "state": "open", "origin": "manual"}  # fmt: skip
    town.laptop("sokha").save(an_edit("task", values, home=home))
    assert not town.laptop("sokha").exchange().verdicts.set_aside


def asked(town, home):
    """A question of the supervisor's about a case of Sokha's."""
    town.laptop("chenda").settle()
    values = {"record_id": home, "register": "nickname", "dots": [], "text": "Is this her nickname?",
              "asked_by": town.people["chenda"].id, "asked_on": "2026-11-20", "state": "open"}  # fmt: skip
    town.laptop("chenda").save(an_edit("review_question", values, home=home))
    assert not town.laptop("chenda").exchange().verdicts.set_aside


def leave(console, login):
    """Somebody's account is closed."""
    from dataclasses import replace

    from sync_server.store import people

    account = replace(console.town.people[login], status=people.LEFT)
    console.server.database.run(lambda tx: people.change_account(tx, account, now_ms=console.clock()))


def test_the_list_of_cases_is_narrowed_to_a_province(console):
    console.town.saved_case("sokha", current_place={"country": "KH", "province": "02"}, given_name_latin="Bopha")
    console.town.saved_case("sokha", current_place={"country": "KH", "province": "24"}, given_name_latin="Thida")
    page = console.get("supervisor", "/cases")
    assert "Bopha" in page.words and "Thida" in page.words and "Pailin" in page.words
    narrowed = console.post("supervisor", "/cases", {"village": "24"}, status=200)
    assert "Thida" in narrowed.words and "Bopha" not in narrowed.words
