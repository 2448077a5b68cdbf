"""Import: what a spreadsheet may hold, what is told by row, and that nothing is written over unseen."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest
from openpyxl import Workbook, load_workbook

from casework.book import Edit, Query
from casework.imports.formula import Formula
from casework.imports.table import read_rows
from shared_schema.identifiers import Id
from tests.builders.records import a_case
from tests.field_client.commanding import Told, command
from tests.field_client.sync.laptops import Field, change, closing, save

CASE = {
    "kind": "case",
    "id": "$1",
    "family_name_latin": "Sok",
    "given_name_latin": "Chenda",
    "sex": "female",
    "date_of_birth": "2009",
    "current_place.province": "12",
    "registered_on": "2026-11-20",
    "identified_by": "(not_asked)",
    "care_arrangement": "(not_asked)",
}
VISIT = {"kind": "visit", "home": "$1", "visited_on": "2026-11-21", "seen": "yes", "safety": "safe"}
VISIT |= {"re_trafficking": "none", "same_caregiver": "yes"}


def as_csv(folder: Path, rows: Sequence[dict[str, str]], *, name: str = "rows.csv", delimiter: str = ",") -> Path:
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), "utf-8-sig")
    return path


def problems(told: Told) -> set[tuple[int, str, str]]:
    """(row, column, code) of every problem told."""
    return {(p["ids"]["row"], p["ids"]["column"], p["code"]) for p in told.json["problems"] if "row" in p["ids"]}


def cases(field: Field) -> list[tuple[Id, dict[str, object]]]:
    with closing(field) as (laptop,):
        return [(one.record_id, dict(one.values)) for one in laptop.book.list(Query("case")).records]


def test_a_paper_register_comes_in_with_its_visits(laptop: Field, tmp_path: Path) -> None:
    file = as_csv(tmp_path, [CASE, VISIT])
    assert command(laptop, "--json", "import", str(file), "--dry-run").json["result"]["new"] == 2
    assert cases(laptop) == []  # a dry run takes nothing
    told = command(laptop, "--json", "import", str(file))
    assert (told.code, told.json["result"]["new"]) == (0, 2), told.out
    ((record, values),) = cases(laptop)
    assert values["case_number"].startswith("PNH-")  # type: ignore[union-attr]
    assert values["current_place"] == {"country": "KH", "province": "12"}
    assert values["identified_by"] == {"none": "not_asked"}
    with closing(laptop) as (opened,):
        visits = opened.book.list(Query("visit", home=record)).records
    assert [visit.values["safety"] for visit in visits] == ["safe"]


def test_every_problem_is_told_by_row_and_column_and_nothing_is_taken(laptop: Field, tmp_path: Path) -> None:
    rows = [
        CASE,
        {**CASE, "id": "$2", "sex": "woman?", "registered_on": "20/11/2026", "shoe": "42"},
        {**VISIT, "home": "$9"},
        {**VISIT, "visited_on": "=TODAY()"},
        {"kind": "nothing"},
        {**VISIT, "home": "$2"},
    ]
    told = command(laptop, "--json", "import", str(as_csv(tmp_path, rows)))
    assert told.code == 1
    assert problems(told) >= {
        (3, "sex", "unknown_code"),
        (3, "registered_on", "not_a_date"),
        (3, "shoe", "unknown_column"),
        (4, "home", "home_needed"),
        (5, "visited_on", "formula"),
        (6, "kind", "unknown_kind"),
        (7, "home", "row_depends"),
    }
    assert cases(laptop) == []


def test_an_answer_that_cannot_be_read_is_told_once_and_no_plan_is_offered_for_nothing(
    laptop: Field, tmp_path: Path
) -> None:
    row = {**CASE, "sex": "woman?", "registered_on": "", "current_place": "Battambang"}
    del row["current_place.province"]
    file = str(as_csv(tmp_path, [row]))
    told = command(laptop, "--json", "import", file, "--dry-run")
    assert problems(told) == {
        (2, "sex", "unknown_code"),
        (2, "current_place", "place_in_words"),
        (2, "registered_on", "required"),
    }
    said = command(laptop, "import", file, "--dry-run")
    assert "There is nothing to take." in said.out + said.err and "--plan" not in said.out + said.err


def test_a_cell_that_no_header_names_and_a_question_answered_twice_are_told_never_dropped(
    laptop: Field, tmp_path: Path
) -> None:
    header = ["kind", "id", "sex", "sex", "Sex", "date_of_birth", "given_name_latin", "registered_on", ""]
    rows = [
        ["case", "$1", "female", "male", "", "2009", "Chenda", "2026-11-20", "seen at home", "she", "wept"],
        ["case", "$2", "female", "", "male", "2009", "Dara", "2026-11-20", ""],
        ["case", "$3", "", "male", "", "2009", "Thida", "2026-11-20"],
    ]
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(",".join(row) for row in [header, *rows]), "utf-8")
    told = command(laptop, "--json", "import", str(file), "--kind", "case", "--dry-run")
    found = {one for one in problems(told) if one[2] in ("no_header", "column_twice", "unknown_column")}
    assert found == {
        (2, "sex (column D)", "column_twice"),
        (2, "(column I)", "no_header"),
        (2, "(column J)", "no_header"),
        (2, "(column K)", "no_header"),
        (3, "Sex", "column_twice"),
    }


def test_rules_between_answers_are_told_in_the_dry_run_too(laptop: Field, tmp_path: Path) -> None:
    rows = [{key: value for key, value in CASE.items() if key != "date_of_birth"}]
    told = command(laptop, "--json", "import", str(as_csv(tmp_path, rows)), "--dry-run")
    assert (told.code, {code for _row, _column, code in problems(told)}) == (1, {"rule_02"})


def test_bad_rows_go_into_a_file_of_their_own_and_the_rest_is_taken(laptop: Field, tmp_path: Path) -> None:
    rows = [CASE, {**CASE, "id": "$2", "sex": "?"}, {**VISIT, "home": "$2"}, VISIT]
    bad = tmp_path / "bad.csv"
    told = command(laptop, "--json", "import", str(as_csv(tmp_path, rows)), "--skip-bad", str(bad))
    assert (told.code, told.json["result"]["new"], told.json["result"]["skipped"]) == (0, 2, 2), told.out
    left = list(csv.DictReader(io.StringIO(bad.read_text("utf-8-sig"))))
    assert [(row["kind"], row["id"]) for row in left] == [("case", "$2"), ("visit", "")]


def test_the_file_of_left_out_rows_can_be_put_right_and_imported_by_itself(laptop: Field, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(CASE))
    sheet.append(list(CASE.values()))
    visits = book.create_sheet("visit")
    wrong = {**VISIT, "seen": "?", "narrative": "@SUM(1+1)*cmd", "person_says": "=NOW()"}
    visits.append(list(wrong))
    visits.append(list(wrong.values()))
    book.save(tmp_path / "rows.xlsx")
    bad = tmp_path / "bad.csv"
    assert command(laptop, "import", str(tmp_path / "rows.xlsx"), "--skip-bad", str(bad)).code == 0
    ((record, _values),) = cases(laptop)
    (left,) = csv.DictReader(io.StringIO(bad.read_text("utf-8-sig")))
    assert left["home"] == record  # `$1` stands in the other file
    assert (left["narrative"], left["person_says"]) == (" @SUM(1+1)*cmd", "=?")
    told = command(laptop, "--json", "import", str(bad), "--dry-run")
    assert {(2, "seen", "unknown_code"), (2, "person_says", "formula")} <= problems(told)


def test_the_same_file_taken_twice_adds_nothing_twice(laptop: Field, tmp_path: Path) -> None:
    file = str(as_csv(tmp_path, [CASE, VISIT]))
    command(laptop, "import", file)
    told = command(laptop, "--json", "import", file)
    assert (told.code, told.json["result"]["new"], told.json["result"]["earlier"]) == (0, 0, 2)
    assert len(cases(laptop)) == 1


def test_labels_in_both_languages_khmer_digits_and_semicolons_are_understood(laptop: Field, tmp_path: Path) -> None:
    row = {
        "kind": "case",
        "Family name (Khmer)": "សុខ",
        "នាមខ្លួន (ខ្មែរ)": "ចិន្តា",
        "ភេទ": "ស្រី",
        "Date of birth": "២០០៩-០៥-០២",
        "current_place.province": "២",
        "Registered on": "2026-11-20",
        "languages": "khmer; vietnamese",
        "identified_by": "(not_asked)",
        "care_arrangement": "(not_asked)",
    }
    told = command(laptop, "--json", "import", str(as_csv(tmp_path, [row], delimiter=";")))
    assert told.code == 0, told.out
    ((_record, values),) = cases(laptop)
    assert values["sex"] == "female"
    assert values["date_of_birth"] == "2009-05-02"
    assert values["current_place"] == {"country": "KH", "province": "02"}
    assert values["languages"] == ["khmer", "vietnamese"]


def test_a_workbook_with_a_sheet_for_each_kind_comes_in_and_its_formulas_do_not(laptop: Field, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "case"
    row = {key: value for key, value in CASE.items() if key != "kind"}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    visits = book.create_sheet("visit")
    row = {key: value for key, value in VISIT.items() if key != "kind"}
    visits.append(list(row))
    visits.append(list(row.values()))
    visits.append([*list(row.values())[:-1], '=HYPERLINK("http://192.0.2.1")'])
    path = tmp_path / "register.xlsx"
    book.save(path)
    told = command(laptop, "--json", "import", str(path))
    assert problems(told) == {(3, "same_caregiver", "formula")}
    visits.delete_rows(3)
    book.save(path)
    assert command(laptop, "--json", "import", str(path)).json["result"]["new"] == 2


def test_a_sheet_that_states_a_wrong_size_of_itself_is_read_to_its_end() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["nickname", "sex"], ["Nita", "female"], ["Rith", "#REF!"]):
        sheet.append(row)
    sheet["B3"].data_type = "e"
    whole, lying = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(lying, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1"'))
    assert lying.getvalue() != whole.getvalue()
    rows = read_rows(lying.getvalue(), file_format="xlsx")
    assert [dict(row.cells) for row in rows] == [
        {"nickname": "Nita", "sex": "female"},
        {"nickname": "Rith", "sex": Formula()},  # an error value is no answer
    ]


def test_a_change_needs_the_state_that_was_shown(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop)
    file = str(as_csv(tmp_path, [{"kind": "case", "id": record, "nickname": "Nita"}]))
    blind = command(laptop, "--json", "import", file)
    assert problems(blind) == {(2, "base", "base_needed")}
    token = command(laptop, "--json", "import", file, "--dry-run").json["result"]["plan"]
    told = command(laptop, "--json", "import", file, "--plan", token)
    assert (told.code, told.json["result"]["changed"]) == (0, 1)


def test_a_plan_is_taken_only_against_the_states_that_it_showed(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop)
    file = str(as_csv(tmp_path, [{"kind": "case", "id": record, "nickname": "Nita"}]))
    token = command(laptop, "--json", "import", file, "--dry-run").json["result"]["plan"]
    with closing(laptop) as (opened,):
        change(opened, record, {"nickname": "Chan"})
    told = command(laptop, "--json", "import", file, "--plan", token)
    assert (told.code, told.json["problems"][0]["code"]) == (1, "import.not_as_shown")
    with closing(laptop) as (opened,):
        assert opened.book.open(record).values["nickname"] == "Chan"


def test_what_changed_here_since_the_export_stays_beside_what_the_file_says(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop)
    export = tmp_path / "out.jsonl"
    assert command(laptop, "export", str(export)).code == 0
    with closing(laptop) as (opened,):
        change(opened, record, {"risk_level": "high", "risk_reason": "threats", "family_group": "A"})
    row = orjson.loads(export.read_bytes().splitlines()[0])
    row |= {"family_group": "B"}
    edited = tmp_path / "edited.jsonl"
    edited.write_bytes(orjson.dumps(row))
    shown = command(laptop, "--json", "import", str(edited), "--dry-run").json["result"]["rows"][0]["fields"]
    assert [(one["field"], one["two_versions"]) for one in shown] == [("family_group", True)]
    assert command(laptop, "import", str(edited)).code == 0
    with closing(laptop) as (opened,):
        assert [one.register for one in opened.book.conflicts()] == ["family_group"]
        assert opened.book.open(record).values["risk_level"] == "high"  # untouched in the file, so not written back


def test_an_emptied_cell_of_an_exported_row_is_asked_about_and_taken_only_when_said(
    laptop: Field, tmp_path: Path
) -> None:
    record = one_case(laptop, family_group="A")
    export = tmp_path / "out.xlsx"
    assert command(laptop, "export", str(export)).code == 0
    book = load_workbook(export)
    sheet = book["case"]
    cell = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "family_group")
    for written, expected in ((None, {(2, "family_group", "emptied")}), ("(clear)", set())):
        cell.value = written
        book.save(export)
        assert problems(command(laptop, "--json", "import", str(export))) == expected
    with closing(laptop) as (opened,):
        assert opened.book.open(record).values.get("family_group") is None


def test_elements_added_on_both_sides_are_all_there(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop, languages=["khmer"])
    export = tmp_path / "out.jsonl"
    command(laptop, "export", str(export))
    with closing(laptop) as (opened,):
        change(opened, record, {"languages.thai": True})
    row = orjson.loads(export.read_bytes().splitlines()[0])
    edited = tmp_path / "edited.jsonl"
    edited.write_bytes(orjson.dumps({**row, "languages": ["khmer", "vietnamese"]}))
    assert command(laptop, "import", str(edited)).code == 0
    with closing(laptop) as (opened,):
        assert opened.book.open(record).values["languages"] == ["khmer", "thai", "vietnamese"]


def test_deciding_between_two_versions_asks_a_reason_and_settles_them(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop)
    with closing(laptop) as (opened,):
        seen = dict(opened.book.open(record).seen)
        for nickname in ("Nita", "Chan"):
            save(opened, Edit(record, "case", record, {"nickname": nickname}, seen))
        assert len(opened.book.conflicts()) == 1
    row = {"kind": "case", "id": record, "nickname": "Nita"}
    file = str(as_csv(tmp_path, [row]))
    told = command(laptop, "--json", "import", file, "--dry-run")
    assert (2, "reason", "reason_needed") in problems(told)
    file = str(as_csv(tmp_path, [{**row, "reason": "asked her mother"}], name="decided.csv"))
    token = command(laptop, "--json", "import", file, "--dry-run").json["result"]["plan"]
    assert command(laptop, "import", file, "--plan", token).code == 0
    with closing(laptop) as (opened,):
        assert opened.book.conflicts() == ()
        assert {e.value for e in opened.book.history(record).entries if e.register == "nickname"} == {"Nita", "Chan"}


def test_lowering_a_safety_answer_asks_a_reason(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop, risk_level="high", risk_reason="threats")
    command(laptop, "sync")
    row = {"kind": "case", "id": record, "risk_level": "low"}
    told = command(laptop, "--json", "import", str(as_csv(tmp_path, [row])), "--dry-run")
    assert told.code == 1, told.out
    assert (2, "risk_level", "change.lowering_needs_reason") in problems(told)
    assert told.json["result"]["bad"] == 1
    file = str(as_csv(tmp_path, [{**row, "reason": "the threat ended"}], name="reasoned.csv"))
    shown = command(laptop, "--json", "import", file, "--dry-run").json["result"]
    assert shown["rows"][0]["fields"][0]["lowers"] is True
    assert command(laptop, "import", file, "--plan", shown["plan"]).code == 0


def test_a_slip_that_has_not_left_the_laptop_is_mended_without_a_reason(laptop: Field, tmp_path: Path) -> None:
    record = one_case(laptop, risk_level="high", risk_reason="threats")
    file = str(as_csv(tmp_path, [{"kind": "case", "id": record, "risk_level": "low"}]))
    token = command(laptop, "--json", "import", file, "--dry-run").json["result"]["plan"]
    assert command(laptop, "import", file, "--plan", token).code == 0


def test_nothing_that_was_answered_is_printed_by_an_import(laptop: Field, tmp_path: Path) -> None:
    file = str(as_csv(tmp_path, [CASE, VISIT]))
    for arguments in (("--dry-run",), ()):
        told = command(laptop, "import", file, *arguments)
        assert not any(word in told.out + told.err for word in ("Sok", "Chenda", "2009"))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("rows.doc", b"x", "import.format_unknown"),
        ("rows.csv", b"\xff\xfe\x00", "import.unreadable"),
        ("rows.xlsx", b"PK not a workbook", "import.not_a_workbook"),
        ("rows.csv", b"", "import.empty"),
        ("rows.csv", b"kind,sex\n,\n", "import.empty"),
        ("rows.jsonl", b"\n", "import.empty"),
        ("rows.jsonl", b"[1, 2]", "import.unreadable"),
        ("rows.jsonl", b"{broken", "import.unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(
    laptop: Field, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    told = command(laptop, "--json", "import", str(tmp_path / name))
    assert told.json["problems"][0]["code"] == code
    assert told.code in (1, 2)


def one_case(field: Field, **values: object) -> Id:
    with closing(field) as (laptop,):
        case = a_case(worker=laptop.book.person, **values)  # type: ignore[arg-type]
        save(laptop, case)
        return case.record
