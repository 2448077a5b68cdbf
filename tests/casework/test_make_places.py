"""The table of places is made the same every time, and what was wrong in the list is mended and counted."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_places.py"


@pytest.fixture(scope="module")
def making() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_places", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_village(code: str, khmer: str, latin: str = "Thmei", commune: str = "010201") -> dict[str, str]:
    return {"commune_code": commune, "village_code": code, "village_kh": khmer, "village_en": latin}


def rows_with(*villages: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    upper = {level: [{f"{level}_code": code, f"{level}_kh": "ក", f"{level}_en": "Ka"}]
             for level, code in (("province", "01"), ("district", "0102"), ("commune", "010201"))}  # fmt: skip
    return {**upper, "village": list(villages)}


def test_faults_of_the_list_are_mended_and_counted(making: ModuleType) -> None:
    areas, mended = making.make_areas(
        rows_with(
            a_village("01020101", "ថ្មី\u200b"),
            a_village("01020102", "ចាស់", "chas"),
            a_village("01020102", "លើ"),
            a_village("0102010-", "ក្រោម"),
            a_village("01020301", "ជើង"),
            a_village("01020105", "ត្បូង", commune="010209"),
            a_village("01020106", "ថ្មី"),
        )
    )
    villages = {row[1]: row for row in areas if "-" in row[0]}
    assert [row[3] for row in villages.values()] == ["01020106", "", "", "", "", ""]
    assert [row[3] for row in areas if row[1] == "ថ្មី"] == ["01020101", "01020106"]
    assert villages["ចាស់"][2] == "Chas"
    assert [row[0][6:] for row in areas if row[1] == "ថ្មី"][1].endswith("2")
    assert {what: count for what, count in mended.items() if count} == {
        "zero-width spaces": 1, "lower case": 1, "codes used more than once": 1, "rows too many": 1,
        "malformed codes": 1, "code of another commune": 2, "commune is missing": 1, "equal names in one commune": 1,
    }  # fmt: skip


def test_an_id_follows_the_name_and_not_its_spelling(making: ModuleType) -> None:
    assert making.village_id("010201", "ថ្មី") == making.village_id("010201", "ថ្មី\u200b ")
    assert making.village_id("010201", "ថ្មី") != making.village_id("010201", "ចាស់")
    assert making.village_id("010201", "ថ្មី") != making.village_id("010202", "ថ្មី")


def test_the_same_list_gives_the_same_bytes(making: ModuleType) -> None:
    areas, _mended = making.make_areas(rows_with(a_village("01020101", "ថ្មី")))
    assert making.write_table(areas) == making.write_table(list(reversed(areas)))
