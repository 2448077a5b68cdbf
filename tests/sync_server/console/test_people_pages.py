"""People and offices over HTTP: a starting passphrase shown once, a coordinator's countersign, resets by two."""

import re
from urllib.parse import parse_qs, urlsplit

from sync_server.services import sign_in, staff
from sync_server.store import people


def account(console, login):
    with console.server.database.snapshot() as connection:
        return people.find_account(connection, login)


def starting(page):
    return re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]{2}", page.words).group()


def add(console, *, status=303, **fields):
    console.steps_up("administrator")
    typed = {"login": "kanha", "name_latin": "Kanha", "role": "supervisor", "office": "BTB", **fields}
    return console.post("administrator", "/users/new", typed, status=status)


def test_a_new_person_starts_with_what_is_shown_once_and_counts_when_countersigned(console):
    page = console.follow("administrator", add(console))
    assert "hands her the passphrase to begin with" in page.words and not account(console, "kanha").has_password
    kanha = account(console, "kanha").id
    assert "Sees her own cases alone until a coordinator has countersigned" in console.get("auditor", "/users").words
    console.steps_up("coordinator")
    asked = console.get("coordinator", f"/users/{kanha}/countersign")
    assert "Sees Battambang, not restricted accounts" in asked.words
    stand = {"stand": staff.stand_of(account(console, "kanha"))}
    assert stand["stand"] in asked.text
    page = console.post("coordinator", f"/users/{kanha}/countersign", stand, status=200)
    assert sign_in.begin(console.server, "kanha", starting(page), address="127.0.0.1").stage == "first"
    assert starting(page) not in console.get("coordinator", f"/users/{kanha}").words
    assert "Sees Battambang, not restricted accounts" in console.get("administrator", "/users").words
    assert account(console, "kanha").status == "active"


def test_who_opens_no_case_starts_with_what_the_administrator_is_shown_and_nothing_of_it_opens_cases_later(console):
    page = add(console, role="auditor", status=200)
    assert sign_in.begin(console.server, "kanha", starting(page), address="127.0.0.1").stage == "first"
    kanha = account(console, "kanha").id
    console.post("administrator", f"/users/{kanha}/change", {"role": "supervisor", "office": "BTB"})
    assert not account(console, "kanha").has_password, "what one person alone gave has ended"
    console.steps_up("coordinator")
    stand = {"stand": staff.stand_of(account(console, "kanha"))}
    again = console.post("coordinator", f"/users/{kanha}/countersign", stand, status=200)
    assert starting(again) != starting(page)


def test_the_same_person_is_not_added_twice_and_a_wrong_phone_is_named(console):
    add(console)
    console.steps_up("administrator")
    again = console.post("administrator", "/users/new", {"login": "kanha", "role": "auditor"}, status=422)
    assert "kanha" in again.words and account(console, "kanha").role == "supervisor"
    wrong = console.post("administrator", "/users/new", {"login": "srey", "work_phone": "many"}, status=422)
    assert "Work phone" in wrong.words and account(console, "srey") is None


def test_a_form_that_was_refused_speaks_of_the_page_first_and_of_its_own_labels(console):
    console.steps_up("administrator")
    page = console.post("administrator", "/users/new", {"login": "srey", "role": "supervisor"}, status=422)
    assert "Choose the office" in page.words
    page = console.post("administrator", "/users/new", {"login": "S", "role": "auditor"}, status=422)
    assert "A user name has 2 to 64" in page.words


def test_what_needs_passphrase_and_code_again_asks_for_them(console):
    person = console.person("worker")
    for path in ("/users/new", f"/users/{person}/change", f"/users/{person}/credentials", f"/users/{person}/left"):
        assert "/sign-in/again" in console.get("administrator", path, status=303).location
        asks = console.post("administrator", path, {"role": "auditor"}).location
        assert "/sign-in/again" in asks and parse_qs(urlsplit(asks).query)["after"] == [path]  # and back to the form
    assert account(console, "sokha").role == "social_worker"


def test_credentials_of_a_worker_are_given_by_two(console):
    person = console.person("worker")
    console.steps_up("administrator")
    console.post("administrator", f"/users/{person}/credentials")
    assert "wait for a second person" in console.get("supervisor", "/users").words
    console.steps_up("other_supervisor")
    console.post("other_supervisor", f"/users/{person}/confirm", status=404)
    console.steps_up("supervisor")
    page = console.post("supervisor", f"/users/{person}/confirm", status=200)
    assert sign_in.begin(console.server, "sokha", starting(page), address="127.0.0.1").stage == "first"
    again = console.post("supervisor", f"/users/{person}/confirm", status=422)
    assert "No reset" in again.words


def test_nobody_sees_or_changes_people_beyond_her_right(console):
    other = console.person("other_worker")
    console.get("supervisor", f"/users/{other}", status=404)
    console.get("supervisor", "/users/nobody", status=404)
    console.get("supervisor", f"/users/{other}/names", status=404)
    for role in ("supervisor", "coordinator", "auditor"):
        console.steps_up(role)
        console.post(role, f"/users/{other}/change", {"role": "administrator"}, status=404)
    assert account(console, "mony").role == "social_worker"


def test_a_supervisor_keeps_names_of_her_office(console):
    person = console.person("worker")
    console.post("supervisor", f"/users/{person}/names", {"name_latin": "Sokha Lim", "work_phone": "012 345 678"})
    page = console.get("supervisor", f"/users/{person}")
    assert "Sokha Lim" in page.words and "+855 12 345 678" in page.words and "<title>Person ·" in page.text


def test_who_left_has_no_access_and_stands_so_in_the_list(console):
    person = console.person("other_worker")
    console.steps_up("administrator")
    console.post("administrator", f"/users/{person}/left")
    assert account(console, "mony").status == "left"
    assert "Left: sees nothing" in console.get("administrator", "/users").words


def test_hostile_markup_in_a_name_is_shown_as_text(console):
    person = console.person("worker")
    console.post("supervisor", f"/users/{person}/names", {"name_latin": "<script>alert(1)</script>"})
    page = console.get("supervisor", "/users")
    assert "<script>alert" not in page.text and "<script>alert(1)</script>" in page.words


def test_an_office_is_added_changed_and_closed(console):
    console.post("administrator", "/offices/new", {"code": "kpc", "name_latin": "Kampong Cham", "province": "03"})
    assert "Kampong Cham" in console.get("auditor", "/offices").words
    taken = console.post("administrator", "/offices/new", {"code": "KPC"}, status=422)
    assert "KPC" in taken.words
    console.post("administrator", "/offices/KPC", {"name_latin": "Kampong Cham"})
    assert "Closed" in console.get("administrator", "/offices").words
    console.get("coordinator", "/offices/KPC", status=404)
