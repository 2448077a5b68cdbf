"""`sync-server export`: a sealed file with hidden cells, with the rights of one person."""

import os
from pathlib import Path

import orjson
import pyrage
import pytest

from sync_server.config import write_config
from sync_server.services.dossier_rules import check_queue
from sync_server.store.records import all_dossiers
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls
from tests.sync_server.commands.test_review_commands import prompt

PHRASE = "a long passphrase of the file"


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Town:
    """A case in Battambang."""
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    stage.saved_case("sokha")
    check_queue(stage.server)
    return stage


def export(town: Town, folder: Path, *arguments: str, phrase: str = PHRASE) -> tuple[int, str, str]:
    """One run with the passphrase on a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, f"{phrase}\n".encode())
    os.close(writing)
    to = str(folder / "report.age")
    common = ("--recipient", "ministry", "--to", to, "--purpose", "reporting")
    return prompt(town, folder, "--json", "--passphrase-fd", str(reading), "export", *arguments, *common)


def test_figures_are_written_sealed_and_told_by_number(town: Town, tmp_path: Path) -> None:
    code, out, err = export(town, tmp_path, "--as", "vanna", "--format", "csv", "--report", "ministry")
    assert code == 0, err
    assert orjson.loads(out)["result"]["told"] > 100
    assert b"Cases by stage" in pyrage.passphrase.decrypt((tmp_path / "report.age").read_bytes(), PHRASE)


def test_who_has_no_right_and_a_period_that_is_no_quarter_write_nothing(town: Town, tmp_path: Path) -> None:
    assert export(town, tmp_path, "--as", "nobody")[0] == 3
    assert export(town, tmp_path, "--as", "vanna", "--first", "2026-05")[0] == 1
    assert export(town, tmp_path, "--as", "vanna", phrase="short")[0] == 1
    assert not (tmp_path / "report.age").exists()


def test_a_case_without_consent_is_named_and_nothing_is_written(town: Town, tmp_path: Path) -> None:
    with town.server.database.snapshot() as connection:
        number = all_dossiers(connection)[0].number
    code, out, _err = export(town, tmp_path, "--as", "vanna", "--format", "htcds", "--case", str(number))
    assert code == 6 and orjson.loads(out)["result"]["left_out"] == [number]
    assert not (tmp_path / "report.age").exists()
