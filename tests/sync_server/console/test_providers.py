"""Keeping the directory: confirming, places free, the sheet out and in; a preview first, nothing taken by halves."""

import io
import re

import pytest
from openpyxl import load_workbook

from casework.book import Query, Saved
from casework.directory_sheet import COLUMNS
from casework.directory_workbook import read_directory, write_directory
from shared_schema.rules.reading import answer, choices
from tests.builders.records import a_record_id, an_edit
from tests.central import BASE


@pytest.fixture
def provider(console):
    """A provider with one service whose places were told long ago; (provider, service)."""
    record, service = a_record_id(), a_record_id()
    named = {"name_latin": "Skills Centre", "provider_type": "ngo", "active": True}
    offered = {
        "provider": record, "service_type": "vocational_training", "provinces": ["24"],
        "capacity": 10, "free_places": 3, "as_of": "2026-01-10",
    }  # fmt: skip
    edits = [
        an_edit("provider", named, record=record, home="directory"),
        an_edit("provider_service", offered, record=service, home="directory"),
    ]
    assert isinstance(console.book("coordinator").save(edits), Saved)
    return record, service


def a_sheet(*rows):
    return write_directory([[row.get(name) for name in COLUMNS] for row in rows])


def read_in(console, role, data, *, status=303):
    """The preview of a sheet."""
    page = console.post(role, "/providers/import", {"file": (io.BytesIO(data), "sheet.xlsx")}, status=status)
    return console.follow(role, page) if status == 303 else page


def written_out(console, role):
    """The file that the button saves."""
    token = re.search(r'name="csrf" value="([^"]+)"', console.get(role, "/providers").text)
    answer = console.client(role).post(
        "/providers/sheet", base_url=BASE, data={"csrf": token.group(1)}, headers={"Origin": BASE}
    )
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def listed(console, kind):
    return console.book("coordinator").list(Query(kind), limit=100).records


def test_a_supervisor_confirms_places_and_the_day_is_kept(console, provider):
    record, service = provider
    page = console.get("supervisor", "/providers")
    assert "Old" in page.words and "Skills Centre" in page.words
    fields = {"service": service, f"capacity-{service}": "12", f"free-{service}": "5"}
    console.post("supervisor", f"/providers/{record}/confirm", fields)
    shown = console.town.shown(service)
    assert [answer(shown, name) for name in ("capacity", "free_places", "as_of")] == [12, 5, "2026-11-18"]
    assert "Old" not in console.get("supervisor", "/providers").words
    wrong = console.post("supervisor", f"/providers/{record}/confirm", {**fields, f"free-{service}": "50"}, status=422)
    assert "The change was not saved" in wrong.words


def test_an_empty_directory_gives_a_template_and_the_filled_one_is_read_in(console):
    assert "The directory is empty." in console.get("coordinator", "/providers").words
    sheet = written_out(console, "coordinator")
    book = load_workbook(io.BytesIO(sheet))
    assert [cell.value for cell in book["providers"][1]] == list(COLUMNS)
    assert book["codes"].max_row > 50 and read_directory(sheet) == []
    rows = (
        {"name_latin": "New Hope", "provider_type": "ngo", "service_type": "health", "provinces": "2; Pailin"},
        {"name_latin": "New Hope", "provider_type": "ngo", "service_type": "therapy", "provinces": "02", "capacity": 4},
    )
    preview = read_in(console, "coordinator", a_sheet(*rows))
    assert "New Hope New" in preview.words and listed(console, "provider") == ()
    console.post("coordinator", preview.form("take-form").action)
    assert [answer(one, "name_latin") for one in listed(console, "provider")] == ["New Hope"]
    services = {answer(one, "service_type"): one for one in listed(console, "provider_service")}
    assert sorted(services) == ["health", "therapy"]
    assert choices(services["health"], "provinces") == ("02", "24")


def test_what_was_written_out_is_read_in_and_changes_nothing(console, provider):
    preview = read_in(console, "coordinator", written_out(console, "coordinator"))
    assert "1 row changes nothing." in preview.words
    assert "The sheet says what the directory says already." in preview.words


def test_nothing_is_taken_until_every_row_passes_or_is_left_out(console, provider):
    record, service = provider
    rows = (
        {"provider_id": record, "service_id": service, "free_places": 7, "capacity": 10},
        {"name_latin": "Other", "provider_type": "circus", "service_type": "health", "provinces": "99"},
        {"provider_id": a_record_id(), "phone": "=1+1"},
    )
    preview = read_in(console, "coordinator", a_sheet(*rows))
    assert "2 rows have a problem" in preview.words
    assert "Type : Take a code or label of the list" in preview.words and "Replace the formula" in preview.words
    address = preview.form("take-form").action
    refused = console.post("coordinator", address, {"leave": ["3"]}, status=422)
    assert "were not left out" in refused.words
    assert answer(console.town.shown(service), "free_places") == 3
    console.post("coordinator", address, {"leave": ["3", "4"]})
    assert answer(console.town.shown(service), "free_places") == 7 and len(listed(console, "provider")) == 1


def test_a_supervisor_changes_services_alone(console, provider):
    record, service = provider
    row = {"provider_id": record, "name_latin": "Renamed", "service_id": service, "free_places": 1, "capacity": 10}
    preview = read_in(console, "supervisor", a_sheet(row))
    assert "A coordinator or an administrator changes this answer." in preview.words
    console.post("supervisor", preview.form("take-form").action, status=422)
    assert answer(console.town.shown(record), "name_latin") == "Skills Centre"


def test_what_is_no_sheet_is_told_so(console):
    for data in (b"", b"not a sheet", b"PK\x03\x04broken"):
        page = read_in(console, "coordinator", data, status=422)
        assert "cannot be read as a sheet of the directory" in page.words


def test_drafts_of_somebody_else_and_strangers_reach_nothing(console, provider):
    record, _service = provider
    preview = read_in(console, "coordinator", a_sheet({"provider_id": record, "network": "North"}))
    address = preview.form("take-form").action
    console.post("coordinator_two", address, status=404)
    console.post("supervisor", f"/providers/{a_record_id()}/confirm", status=404)
    for role in ("worker", "auditor"):
        console.get(role, "/providers", status=404)
        console.post(role, "/providers/sheet", status=404)
        console.post(role, address, status=404)
    assert "Skills Centre" in console.get("administrator", "/providers").words


def test_an_administrator_keeps_providers_without_seeing_a_case(console, provider):
    record, _service = provider
    page = console.get("administrator", f"/directory/provider/{record}/edit")
    saved = console.send("administrator", page, {"name_latin": "Skills House"})
    assert "Skills House" in console.follow("administrator", saved).words
    console.get("administrator", "/directory/worker/new", status=404)
    console.get("auditor", f"/directory/provider/{record}/edit", status=404)
