"""Export: coded unless asked, never a plaintext file with names, and an import of it changes nothing."""

import io
from pathlib import Path

import orjson
import pyrage
import pytest
from openpyxl import load_workbook

from casework.book import Query
from shared_schema.records.field import Privacy
from shared_schema.records.kinds import KINDS
from tests.builders.records import a_case, a_family_member, a_note, a_visit
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, closing, save

HOSTILE = '=HYPERLINK("http://192.0.2.1","x")'
AGE_PHRASE = "seven ferries cross the river"
WORDS = ("សុខ", "ចិន្តា", "Sok", "Chenda", "Sopheap", "Called", "HYPERLINK")


@pytest.fixture
def filled(laptop: Field) -> Field:
    """A laptop with a case, its mother, visits and a note that looks like a formula."""
    with closing(laptop) as (opened,):
        case = a_case(worker=opened.book.person, nickname=HOSTILE, languages=["khmer", "thai"])
        save(
            opened,
            case,
            a_family_member(home=case.record, name_latin="+855 Sopheap"),
            a_visit(home=case.record, seen="no"),
            a_visit(home=case.record, person_says="-1+1", narrative='line one\nline two, "quoted"; @SUM(A1)'),
            a_note(home=case.record),
        )
    return laptop


@pytest.mark.parametrize("ending", ["jsonl", "xlsx"])
def test_a_coded_export_holds_no_name_and_no_answer(filled: Field, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"out.{ending}"
    told = command(filled, "--json", "export", str(file))
    assert (told.code, told.json["result"]["records"]) == (0, 5), told.out
    text = all_text(file)
    assert "khmer" in text
    assert not any(word in text for word in WORDS)


def test_no_field_of_class_i_or_a_is_ever_in_a_coded_export(filled: Field, tmp_path: Path) -> None:
    command(filled, "export", str(tmp_path / "out.jsonl"))
    for line in (tmp_path / "out.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        kind = KINDS[row.pop("kind")]
        for name in row.keys() - {"id", "home", "base"}:
            field, _dot, part = name.partition(".")
            is_place = part in ("country", "province", "district")
            assert kind.fields[field].privacy in (Privacy.CODED, Privacy.OPERATIONAL) or is_place, name


@pytest.mark.usefixtures("quickly_sealed")
@pytest.mark.parametrize("ending", ["jsonl", "xlsx"])
@pytest.mark.parametrize("names", [False, True], ids=["coded", "names"])
def test_importing_an_export_changes_nothing(filled: Field, tmp_path: Path, ending: str, names: bool) -> None:
    file = tmp_path / f"out.{ending}"
    if names:
        told = command(filled, "export", str(file), "--names", "--reason", "court", secrets=(PASSPHRASE, AGE_PHRASE))
        assert told.code == 0, told.err
        file.write_bytes(pyrage.passphrase.decrypt((tmp_path / f"out.{ending}.age").read_bytes(), AGE_PHRASE))
    else:
        command(filled, "export", str(file))
    told = command(filled, "--json", "import", str(file), "--dry-run")
    assert told.code == 0, told.out
    result = told.json["result"]
    assert (result["new"], result["changed"], result["bad"]) == (0, 0, 0), result
    assert result["same"] == 5


def test_an_export_with_names_needs_a_reason_and_is_recorded_in_the_case(filled: Field, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert command(filled, "export", str(file), "--names").code == 2
    secrets = (PASSPHRASE, AGE_PHRASE)
    told = command(filled, "export", str(file), "--names", "--reason", "court order 12", secrets=secrets)
    assert told.code == 0, told.err
    sealed = (tmp_path / "out.jsonl.age").read_bytes()
    assert not file.exists()
    assert not any(word.encode() in sealed for word in WORDS)
    assert "Chenda" in pyrage.passphrase.decrypt(sealed, AGE_PHRASE).decode()
    with closing(filled) as (opened,):
        notes = opened.book.list(Query("case_note")).records
    assert [("court order 12" in str(note.values["text"])) for note in notes].count(True) == 1


def test_names_are_sealed_to_a_recipient(filled: Field, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    arguments = ("--names", "--reason", "transfer", "--recipient", recipient)
    assert command(filled, "export", str(tmp_path / "out.jsonl"), *arguments).code == 0
    opened = pyrage.decrypt((tmp_path / "out.jsonl.age").read_bytes(), [identity])
    assert "Chenda" in opened.decode()
    told = command(filled, "export", str(tmp_path / "b.jsonl"), *arguments[:-1], "age1nonsense")
    assert told.code == 2


@pytest.mark.parametrize("weak", ["", "abc", "passwordpassword"])
def test_an_export_with_names_is_never_sealed_with_a_weak_passphrase(filled: Field, tmp_path: Path, weak: str) -> None:
    file = tmp_path / "out.jsonl"
    told = command(filled, "export", str(file), "--names", "--reason", "court", secrets=(PASSPHRASE, weak))
    assert told.code == 1, told.err
    assert "passphrase" in told.err
    assert list(tmp_path.glob("out*")) == []
    with closing(filled) as (opened,):
        assert not any("court" in str(note.values["text"]) for note in opened.book.list(Query("case_note")).records)


@pytest.mark.usefixtures("quickly_sealed")
def test_a_text_that_looks_like_a_formula_is_a_text_in_the_workbook(filled: Field, tmp_path: Path) -> None:
    command(filled, "export", str(tmp_path / "o.xlsx"), "--names", "--reason", "x", secrets=(PASSPHRASE, AGE_PHRASE))
    data = pyrage.passphrase.decrypt((tmp_path / "o.xlsx.age").read_bytes(), AGE_PHRASE)
    book = load_workbook(io.BytesIO(data), data_only=False)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert HOSTILE in {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str))


def test_an_export_writes_over_nothing(filled: Field, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("somebody's file")
    assert command(filled, "export", str(file)).code == 1
    assert file.read_text() == "somebody's file"


def test_an_export_is_for_this_user_alone(filled: Field, tmp_path: Path) -> None:
    command(filled, "export", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o600


def all_text(file: Path) -> str:
    if file.suffix == ".jsonl":
        return file.read_text("utf-8")
    book = load_workbook(file)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
