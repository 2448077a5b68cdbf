"""The shell of the console: who reaches which page at all, forms of strangers, late forms, the language."""

import re

import pytest

from shared_schema.errors import HomewardError
from sync_server.app import create_app
from sync_server.console import cookies
from sync_server.console.frame import SHARED_PLACES
from sync_server.console.menu import ORDER
from sync_server.console.mount import ROOMS, mount_console
from sync_server.console.room import Room
from sync_server.console.shared_rights import SHARED_RIGHTS
from sync_server.services.access import RIGHTS
from tests.central import BASE
from tests.sync_server.console.consoles import LOGINS

CASE_ROLES = ("coordinator", "supervisor", "worker")


@pytest.mark.parametrize("role", CASE_ROLES)
def test_who_works_with_cases_has_the_shared_pages(console, role):
    assert console.get(role, "/cases").words
    assert "Hide and lock" in console.get(role, "/today").words


def test_a_page_is_not_shown_when_its_reading_could_not_be_written_down(console, monkeypatch):
    def full(*_args, **_named):
        raise HomewardError("store.disk_full_server")

    assert "Cases in your offices" in console.get("coordinator", "/follow-ups/cases").words
    monkeypatch.setattr("sync_server.services.reading_notes.append_rows", full)
    answer = console.get("coordinator", "/follow-ups/cases", status=409)
    assert "Cases in your offices" not in answer.words


def test_what_a_page_showed_is_freed_after_it_has_left(console, monkeypatch):
    looked = []
    app = console.client("coordinator").application
    monkeypatch.setattr("sync_server.app.tidy_up", lambda: looked.append("looked"))
    with app.test_request_context("/cases"):
        answer = app.process_response(app.make_response("a page"))
        answer.get_data()
        assert looked == []
    answer.close()
    assert looked == ["looked"]


@pytest.mark.parametrize("role", ["administrator", "auditor"])
@pytest.mark.parametrize("path", ["/today", "/cases", "/tracing", "/conferences", "/papers", "/cases/new"])
def test_administrators_and_auditors_see_no_case(console, role, path):
    forbidden = console.get(role, path, status=404)
    assert forbidden.words == console.get(role, "/no-such-page", status=404).words


def test_every_shared_page_has_a_right_and_the_directory_is_for_everybody(console):
    made = {rule.endpoint.partition(".")[0] for rule in console.app.url_map.iter_rules()}
    assert set(SHARED_RIGHTS) <= made
    assert all(action in RIGHTS for action in SHARED_RIGHTS.values())
    assert console.get("auditor", "/directory")


def test_an_endpoint_without_a_right_does_not_start(console):
    def blueprint(_console):
        from flask import Blueprint

        pages = Blueprint("open_house", __name__)
        pages.add_url_rule("/open-house", "door", lambda: "come in")
        return pages

    app = create_app(console.server, with_console=False)
    with pytest.raises(ValueError, match=r"open_house\.door"):
        mount_console(app, console.server, rooms=(Room(blueprint, rights={}),))


def test_nobody_signed_in_is_led_to_sign_in_and_back(console):
    answer = console.app.test_client().get("/cases", base_url=BASE)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?after=/cases"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere"}, {"Origin": "null"}, {}, {"Origin": BASE, "Sec-Fetch-Site": "cross-site"}],
    ids=["another origin", "no origin to tell", "nothing told", "another site"],
)
def test_a_form_from_elsewhere_is_refused(console, headers):
    client = console.client("worker")
    answer = client.post("/lock", base_url=BASE, headers=headers)
    assert answer.status_code == 403
    assert console.get("worker", "/today")


def test_a_form_without_the_token_is_refused(console):
    answer = console.client("worker").post("/lock", base_url=BASE, data={"csrf": "0" * 64}, headers={"Origin": BASE})
    assert answer.status_code == 403
    assert console.get("worker", "/today")


def test_pages_are_kept_by_nobody_and_framed_by_nobody(console):
    for path, status in (("/today", 200), ("/no-such-page", 404)):
        headers = console.get("worker", path, status=status).answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_the_api_answers_in_its_own_way(console):
    answer = console.app.test_client().get("/api/v1/nothing", base_url=BASE)
    assert answer.status_code == 404
    assert answer.is_json


def test_a_form_that_comes_after_the_session_becomes_a_draft_and_nothing_else(console):
    home = console.town.saved_case("sokha")
    page = console.get("worker", f"/cases/{home}/visit/new")
    console.clock.advance(ms=20 * 60_000)
    late = console.send("worker", page, {"note": "she waved from the boat"})
    assert late.location == "/sign-in?kept=yes"
    assert not [one for one in console.book("worker").dossier(home).records.values() if one.kind == "visit"]
    [draft] = console.book("worker").drafts()
    assert "she waved from the boat" in str(draft)


def test_a_late_press_that_is_no_form_of_a_record_does_nothing(console):
    console.client("worker")
    console.clock.advance(ms=20 * 60_000)
    assert console.post("worker", "/lock").location == "/sign-in"


def test_the_language_stays_with_the_browser(console):
    client = console.client("worker")
    token = re.search(r'name="csrf" value="(\w+)"', client.get("/today", base_url=BASE).text)[1]
    answer = client.post(
        "/language", base_url=BASE, data={"csrf": token, "language": "km", "next": "/today"}, headers={"Origin": BASE}
    )
    assert answer.headers["Location"] == "/today"
    assert '<html lang="km"' in client.get("/today", base_url=BASE).text


def test_what_a_browser_claims_to_read_is_never_trusted(console):
    client = console.client("worker")
    client.set_cookie(cookies.READING, 'km"><script>.999.x', domain="127.0.0.1")
    assert client.get("/today", base_url=BASE).status_code == 200


def test_every_role_has_a_first_page(console):
    for role in LOGINS:
        first = console.get(role, "/", status=303).location
        assert console.get(role, first)


def test_a_role_with_few_pages_has_them_all_in_the_menu(console):
    menu = console.get("administrator", "/users").text.partition("<nav")[2].partition("</nav>")[0]
    assert "/devices" in menu and "/offices" in menu
    assert "Hide and lock" not in menu


def test_the_menu_knows_every_place(console):
    places = {place.endpoint for room in ROOMS for place in room.places} | {one.endpoint for one in SHARED_PLACES}
    assert places == set(ORDER)


@pytest.mark.parametrize("path", ["/tracing", "/conferences/new", "/cases", "/today"])
def test_an_empty_page_of_the_console_speaks_of_offices_not_of_a_laptop(console, path):
    assert "this laptop" not in console.get("coordinator", path).words
