"""Reports and exports over HTTP: real counts for who may list the cases, hidden cells in what leaves, names by two."""

import io
from datetime import date

import orjson
import pyrage
import pytest
from openpyxl import load_workbook

from shared_schema.rules.reading import answer
from sync_server.services.accounts import add_office
from sync_server.services.dossier_rules import check_queue
from sync_server.services.reports import Wanted, asked_for, figures_for
from sync_server.services.standings import reach_of
from sync_server.store.audit import find_rows
from sync_server.store.people import list_offices
from tests.builders.records import an_edit
from tests.sync_server.console.consoles import AConsole

pytestmark = pytest.mark.usefixtures("quickly_sealed")  # at its real cost: commands/test_export_command.py
LEADING = ("coordinator", "supervisor", "worker")
PERIOD = "first=2026-Q3&last=2026-Q4"
PHRASE = "a long passphrase of the file"
LEAVING = {
    "first": "2026-Q3",
    "last": "2026-Q4",
    "purpose": "reporting",
    "recipient": "task_force",
    "edition": "figures",
    "passphrase": PHRASE,
    "again": PHRASE,
}


def a_reached_case(console: AConsole, **values: object) -> str:
    """A case of the worker with a service in November."""
    case = console.town.saved_case("sokha", **{"date_of_birth": "1998-01-01", **values})
    service = {"service_type": "counselling", "started_on": "2026-11-02", "own_office": True, "result": "ongoing"}
    console.town.laptop("sokha").save(an_edit("service", service, home=case))
    return case


def settle(console: AConsole) -> None:
    for laptop in console.town.laptops.values():
        laptop.exchange()
    check_queue(console.server)


@pytest.mark.parametrize("role", LEADING)
def test_the_report_opens_in_both_languages_with_its_definitions(console: AConsole, role: str) -> None:
    page = console.get(role, "/reports")
    assert "internal" in page.words and "F16" in page.words and "Follow-up punctuality" in page.words
    console.say_khmer()
    assert "ការតាមដានទាន់ពេលវេលា" in console.get(role, "/reports").words


@pytest.mark.parametrize("role", ("administrator", "auditor"))
def test_who_sees_no_case_sees_no_report(console: AConsole, role: str) -> None:
    for path in ("/reports", "/reports/export", "/reports/cases", "/reports/exports"):
        console.get(role, path, status=404)


def test_real_counts_are_shown_to_who_may_list_the_cases_and_to_nobody_else(console: AConsole) -> None:
    for _case in range(3):
        a_reached_case(console)
    settle(console)
    row = "For the first time 3"
    assert row in " ".join(console.get("supervisor", f"/reports?{PERIOD}").words.split())
    assert row not in " ".join(console.get("supervisor", f"/reports?{PERIOD}&view=external").words.split())
    assert row not in " ".join(console.get("other_supervisor", f"/reports?{PERIOD}").words.split())
    strange = f"&office={console.town.battambang}"
    assert row not in " ".join(console.get("other_supervisor", f"/reports?{PERIOD}{strange}").words.split())


def test_what_leaves_is_sealed_has_hidden_cells_and_leaves_a_trace(console: AConsole) -> None:
    for _case in range(3):
        a_reached_case(console)
    settle(console)
    answer_page = console.post("coordinator", "/reports/export", {**LEAVING, "form": "xlsx"}, status=200)
    data = pyrage.passphrase.decrypt(answer_page.answer.data, PHRASE)
    values = [
        cell.value
        for sheet in load_workbook(io.BytesIO(data)).worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "–" in values
    assert 3 not in values
    assert "National Task Force" in console.get("coordinator", "/reports/exports").words
    with console.server.database.snapshot() as connection:
        assert [one.row.actor for one in find_rows(connection, action="export.figures")] == [
            console.person("coordinator")
        ]


def test_a_paper_report_is_bilingual_and_hides_the_same_cells(console: AConsole) -> None:
    a_reached_case(console)
    settle(console)
    typed = {**LEAVING, "form": "print", "edition": "ministry", "passphrase": "", "again": ""}
    page = console.post("coordinator", "/reports/export", typed, status=200)
    assert "Targets" in page.words and "គោលដៅ" in page.words and "–" in page.words


def test_what_is_missing_of_an_export_is_named_on_the_page_as_is_a_short_passphrase(console: AConsole) -> None:
    page = console.post("coordinator", "/reports/export", {**LEAVING, "form": "csv", "purpose": ""}, status=422)
    assert "No purpose was chosen." in page.words
    page = console.post("coordinator", "/reports/export", {**LEAVING, "form": "csv", "recipient": ""}, status=422)
    assert "No recipient was chosen." in page.words
    page = console.post("coordinator", "/reports/cases", {**CASES, "numbers": " "}, status=422)
    assert "No case number was written." in page.words
    short = {**LEAVING, "form": "csv", "passphrase": "short", "again": "short"}
    assert "15" in console.post("coordinator", "/reports/export", short, status=422).words


def number_of(console: AConsole, case: str) -> str:
    return str(answer(console.book("supervisor").open(case), "case_number"))


def with_consent(console: AConsole, case: str, **values: object) -> None:
    consent = {
        "purpose": "share_with_government",
        "decision": "given",
        "given_by": "person",
        "evidence": "signature",
        "decided_on": "2026-11-01",
        "expires_on": "2027-11-01",
        "scope": ["identity", "needs"],
        **values,
    }
    console.town.laptop("sokha").save(an_edit("consent", consent, home=case))


CASES = {"purpose": "case_work", "recipient": "ministry", "passphrase": PHRASE, "again": PHRASE}


def test_a_case_without_consent_is_named_and_stays_here(console: AConsole) -> None:
    given, not_given = a_reached_case(console), a_reached_case(console)
    with_consent(console, given)
    settle(console)
    numbers = f"{number_of(console, given)}\n{number_of(console, not_given)}"
    page = console.post("supervisor", "/reports/cases", {**CASES, "numbers": numbers}, status=422)
    assert "No consent in force" in page.words and number_of(console, not_given) in page.words
    typed = {**CASES, "numbers": numbers, "without": "yes"}
    sealed = console.post("supervisor", "/reports/cases", typed, status=200).answer.data
    found = orjson.loads(pyrage.passphrase.decrypt(sealed, PHRASE))
    assert [one["Case"]["Reference"] for one in found["cases"]] == [number_of(console, given)]
    assert "given_name_latin" not in found["cases"][0]["Individual"]


def test_names_leave_by_two_coordinators_and_never_by_one(console: AConsole) -> None:
    case = a_reached_case(console)
    with_consent(console, case)
    settle(console)
    console.steps_up("coordinator")
    typed = {**CASES, "numbers": number_of(console, case), "names": "yes"}
    console.post("coordinator", "/reports/cases", typed)
    page = console.get("coordinator", "/reports/exports")
    assert "Waits for a second person" in page.words
    with console.server.database.snapshot() as connection:
        export = find_rows(connection, action="export.ask")[0].row.object_id
    console.post("coordinator", f"/reports/exports/{export}/agree", status=409)
    console.post("coordinator", f"/reports/exports/{export}/take", CASES, status=404)
    console.get("supervisor", f"/reports/exports/{export}/agree", status=404)
    console.steps_up("coordinator_two")
    assert number_of(console, case) in console.get("coordinator_two", f"/reports/exports/{export}/agree").words
    console.post("coordinator_two", f"/reports/exports/{export}/agree")
    console.get("coordinator_two", f"/reports/exports/{export}/take", status=404)
    assert "Take the file" in console.get("coordinator", f"/reports/exports/{export}/take").words
    sealed = console.post("coordinator", f"/reports/exports/{export}/take", CASES, status=200).answer.data
    found = orjson.loads(pyrage.passphrase.decrypt(sealed, PHRASE))
    assert found["with_names"] is True and len(found["cases"]) == 1
    console.post("coordinator", f"/reports/exports/{export}/take", CASES, status=404)  # once


def test_names_ask_for_passphrase_and_code_first_and_five_a_day_at_most(console: AConsole) -> None:
    case = a_reached_case(console)
    with_consent(console, case)
    settle(console)
    typed = {**CASES, "numbers": number_of(console, case), "names": "yes"}
    assert "/sign-in/again" in console.post("coordinator", "/reports/cases", typed).location
    console.steps_up("coordinator")
    for _time in range(5):
        console.post("coordinator", "/reports/cases", typed)
    assert "5" in console.post("coordinator", "/reports/cases", typed, status=422).words


def test_a_question_about_consent_is_none_of_the_five_files_with_names_of_a_worker(console: AConsole) -> None:
    given, not_given = a_reached_case(console), a_reached_case(console)
    with_consent(console, given)
    settle(console)
    console.steps_up("worker")
    both = f"{number_of(console, given)} {number_of(console, not_given)}"
    asks = {**CASES, "numbers": both, "names": "yes"}
    for _time in range(5):
        assert "No consent in force" in console.post("worker", "/reports/cases", asks, status=422).words
        console.post("worker", "/reports/cases", {**asks, "without": "yes"}, status=200)
    assert "5" in console.post("worker", "/reports/cases", {**asks, "without": "yes"}, status=422).words


def test_a_number_of_another_office_is_unknown_and_named_as_one_of_nobody(console: AConsole) -> None:
    case = a_reached_case(console)
    settle(console)
    number = number_of(console, case)
    page = console.post("other_supervisor", "/reports/cases", {**CASES, "numbers": f"{number} NO-1"}, status=422)
    assert case not in page.text and f"that you may export: {number}, NO-1." in page.words
    page = console.post("coordinator", "/reports/cases", {**CASES, "numbers": f"{number}\nNO-1"}, status=422)
    assert "that you may export: NO-1." in page.words and f"{number}\nNO-1</textarea>" in page.text


def test_more_numbers_than_a_file_holds_are_told_and_none_is_left_out_in_silence(console: AConsole) -> None:
    numbers = "\n".join(f"BTB-26-K1-{n}" for n in range(51))
    page = console.post("coordinator", "/reports/cases", {**CASES, "numbers": numbers}, status=422)
    assert "There are 51 case numbers; one file holds 50 cases at most." in page.words
    assert "BTB-26-K1-50</textarea>" in page.text


def test_offices_stand_in_tables_by_their_code_like_everywhere(console: AConsole) -> None:
    for code in ("ZZA", "KKC", "AAB", "MNA", "BBC", "YYC", "CCA", "PPB"):
        add_office(console.server, code, named={"name_latin": f"Office {code}", "name_km": f"ការិយាល័យ {code}"})
    wanted = Wanted(date(2026, 7, 1), date(2026, 9, 30))
    with console.server.database.snapshot() as connection:
        by_code = [one.id for one in list_offices(connection)]
        assert by_code != sorted(by_code)
        named = asked_for(console.server, connection, wanted, reach_of(console.book("coordinator").actor)).names
        assert [one for one in named if one in by_code] == [one for one in by_code if one in named]
    told = figures_for(console.server, console.book("coordinator").actor, wanted).figures
    assert told is not None
    rows = next(table.rows for table in told["F16"].tables if table.key == "F16.offices")
    hers = console.book("coordinator").actor.offices
    assert [row.title for row in rows] == [named[one] for one in by_code if one in hers]
