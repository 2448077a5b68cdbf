"""`sync-server import FILE`: a dry run as on the laptop, known records found by external numbers, rights judged."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from casework.book import Query
from sync_server.config import write_config
from sync_server.services.book import make_books
from sync_server.store.audit import find_rows
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls
from tests.sync_server.commands.test_review_commands import prompt

CASE = {
    "id": "$1", "family_name_latin": "Sok", "given_name_latin": "Chenda", "sex": "female", "date_of_birth": "2009",
    "current_place.province": "12", "registered_on": "2026-11-01", "identified_by": "(not_asked)",
    "care_arrangement": "(not_asked)", "primero_id": "PR-77",
}  # fmt: skip
BY = ("--as", "vanna", "--office", "PLN", "--worker", "mony")


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    yield stage
    stage.close()


def a_file(folder: Path, *rows: dict[str, str], name: str = "cases.csv") -> Path:
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), "utf-8-sig")
    return path


def run(town: Town, folder: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    code, out, _err = prompt(town, folder, "--json", "import", *arguments)
    return code, orjson.loads(out)


def cases(town: Town, login: str = "vanna") -> list[dict[str, object]]:
    book = make_books(town.server).of(town.people[login].id)
    return [dict(one.values) for one in book.list(Query("case")).records]


def test_a_dry_run_takes_nothing_and_the_import_takes_the_case_for_its_office_and_worker(
    town: Town, tmp_path: Path
) -> None:
    file = a_file(tmp_path, CASE)
    code, told = run(town, tmp_path, str(file), "--kind", "case", *BY, "--dry-run")
    assert code == 0 and told["result"]["new"] == 1 and cases(town) == []  # type: ignore[index]
    code, told = run(town, tmp_path, str(file), "--kind", "case", *BY)
    assert (code, told["result"]["new"]) == (0, 1)  # type: ignore[index]
    [case] = cases(town)
    assert case["case_worker"] == town.people["mony"].id and str(case["case_number"]).startswith("PLN-26-")
    assert "Chenda" not in orjson.dumps(told).decode()
    town.laptop("mony").exchange()
    assert len(town.laptop("mony").received) == 1
    with town.server.database.snapshot() as connection:
        [act] = find_rows(connection, action="import.run")
    assert (act.row.actor, act.row.outcome) == (town.people["vanna"].id, "done")


def test_the_same_file_again_adds_nothing_twice(town: Town, tmp_path: Path) -> None:
    file = str(a_file(tmp_path, CASE))
    run(town, tmp_path, file, "--kind", "case", *BY)
    code, told = run(town, tmp_path, file, "--kind", "case", *BY, "--dry-run")
    assert code == 0 and told["result"]["new"] == 0 and len(cases(town)) == 1  # type: ignore[index]


def test_a_known_case_is_found_by_its_external_number_and_changed_as_shown(town: Town, tmp_path: Path) -> None:
    run(town, tmp_path, str(a_file(tmp_path, CASE)), "--kind", "case", *BY)
    file = str(a_file(tmp_path, {"primero_id": "pr-77", "sex": "male"}, name="again.csv"))
    code, told = run(town, tmp_path, file, "--kind", "case", *BY)
    assert code == 1 and told["problems"][0]["code"] == "base_needed"  # type: ignore[index]
    code, told = run(town, tmp_path, file, "--kind", "case", *BY, "--dry-run")
    token = told["result"]["plan"]  # type: ignore[index]
    code, told = run(town, tmp_path, file, "--kind", "case", *BY, "--plan", str(token))
    assert (code, told["result"]["changed"]) == (0, 1)  # type: ignore[index]
    assert [case["sex"] for case in cases(town)] == ["male"]


def test_visits_find_their_case_by_its_external_number(town: Town, tmp_path: Path) -> None:
    run(town, tmp_path, str(a_file(tmp_path, CASE)), "--kind", "case", *BY)
    visit = {
        "home": "PR-77", "visited_on": "2026-11-10", "seen": "yes", "safety": "safe", "re_trafficking": "none",
        "same_caregiver": "yes",
    }  # fmt: skip
    code, told = run(town, tmp_path, str(a_file(tmp_path, visit, name="visits.csv")), "--kind", "visit", *BY)
    assert (code, told["result"]["new"]) == (0, 1), told  # type: ignore[index]


def test_a_number_on_two_cases_names_neither(town: Town, tmp_path: Path) -> None:
    first, second = CASE, {**CASE, "id": "$2", "primero_id": "PR-78", "oscar_global_id": "PR-77"}
    run(town, tmp_path, str(a_file(tmp_path, first, second)), "--kind", "case", *BY)
    both = {"primero_id": "PR-77", "oscar_global_id": "PR-77", "sex": "male"}
    code, told = run(town, tmp_path, str(a_file(tmp_path, both, name="both.csv")), "--kind", "case", *BY, "--dry-run")
    assert code == 1 and told["problems"][0]["code"] == "external_twice"  # type: ignore[index]


def test_columns_of_another_system_are_read_under_our_names(town: Town, tmp_path: Path) -> None:
    theirs = {("Short ID" if name == "primero_id" else name): cell for name, cell in CASE.items()} | {"Flags": "x"}
    names = tmp_path / "names.toml"
    names.write_text('"short id" = "primero_id"\n"Flags" = ""\n')
    code, told = run(town, tmp_path, str(a_file(tmp_path, theirs)), "--kind", "case", *BY, "--columns", str(names))
    assert (code, told["result"]["new"]) == (0, 1), told  # type: ignore[index]
    assert [case["primero_id"] for case in cases(town)] == ["PR-77"]
    names.write_text("short id = 1")
    assert run(town, tmp_path, str(tmp_path / "cases.csv"), *BY, "--columns", str(names))[0] == 2


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (("--as", "sokha"), "import.not_allowed"),
        (("--as", "chenda", "--office", "PLN"), "import.not_allowed"),
        (("--as", "nobody"), "person.unknown"),
        (("--as", "vanna", "--office", "XXX"), "office.unknown"),
    ],
)
def test_only_who_leads_the_office_imports_for_it(town: Town, tmp_path: Path, by: tuple[str, ...], code: str) -> None:
    exit_code, told = run(town, tmp_path, str(a_file(tmp_path, CASE)), "--kind", "case", *by)
    assert exit_code != 0 and told["problems"][0]["code"] == code  # type: ignore[index]
    assert cases(town) == []


def test_bad_rows_are_told_by_row_and_the_others_taken(town: Town, tmp_path: Path) -> None:
    file = str(a_file(tmp_path, CASE, {**CASE, "id": "$2", "primero_id": "PR-9", "sex": "perhaps"}))
    assert run(town, tmp_path, file, "--kind", "case", *BY)[0] == 1 and cases(town) == []
    left = tmp_path / "left.csv"
    assert run(town, tmp_path, file, "--kind", "case", *BY, "--skip-bad", str(left))[0] == 0
    assert len(cases(town)) == 1 and "perhaps" in left.read_text("utf-8-sig")
