"""`sync-server erase`: two named persons on the shell; no name and no answer is printed."""

import io
from functools import partial
from pathlib import Path

import pytest

from sync_server.cli import run
from sync_server.config import write_config
from sync_server.keys.passwords import Passwords
from sync_server.services.erasure_run import run_due_erasures
from sync_server.shell import Shell
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls

quick = partial(Passwords, memory_kib=1024, passes=1, lanes=1)


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path):
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    yield stage
    stage.close()


def prompt(town: Town, folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and everything printed of one run."""
    shell = Shell(out=io.StringIO(), err=io.StringIO(), clock=town.central.clock, environment={}, passwords=quick)
    code = run(["--config", str(folder / "central.toml"), "erase", *arguments], shell=shell)
    return code, shell.out.getvalue() + shell.err.getvalue()  # type: ignore[attr-defined]


def test_two_persons_on_the_shell_and_a_day(town: Town, tmp_path: Path) -> None:
    case = town.saved_case("sokha", given_name_latin="Unspoken")
    number = str(town.shown(case).values["case_number"])
    code, said = prompt(town, tmp_path, "--case", number, "--ground", "wish", "--as", "chenda")
    assert code == 0 and number in said and "Unspoken" not in said
    code, said = prompt(town, tmp_path, "--case", number, "--agree", "--as", "chenda")
    assert code != 0
    code, said = prompt(town, tmp_path, "--case", number, "--agree", "--as", "vanna")
    assert code == 0 and "Unspoken" not in said
    town.central.clock.advance(hours=25)
    assert run_due_erasures(town.server) == 1
    assert town.server.sealing.is_destroyed(case)


def test_it_can_be_stopped_and_strangers_find_nothing(town: Town, tmp_path: Path) -> None:
    case = town.saved_case("sokha")
    number = str(town.shown(case).values["case_number"])
    prompt(town, tmp_path, "--case", number, "--ground", "wish", "--as", "chenda")
    code, said = prompt(town, tmp_path, "--case", number, "--stop", "--as", "rith")
    assert code != 0 and "number" in said
    assert prompt(town, tmp_path, "--case", number, "--stop", "--as", "vanna")[0] == 0
    assert prompt(town, tmp_path, "--case", number, "--ground", "wish", "--stop", "--as", "chenda")[0] == 2
