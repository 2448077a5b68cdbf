"""`sync-server match run|fit|measure`: numbers and scores on the shell, never a name."""

from pathlib import Path

import orjson
import pytest

from sync_server.config import write_config
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls
from tests.sync_server.commands.test_review_commands import prompt
from tests.sync_server.services.test_matching import a_girl, an_inquiry


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Town:
    """A girl in Battambang and a mother who looks for her in Pailin."""
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    a_girl(stage, "sokha")
    an_inquiry(stage, "mony")
    return stage


def test_run_proposes_once_and_prints_no_name(town: Town, tmp_path: Path) -> None:
    code, out, err = prompt(town, tmp_path, "match", "run")
    assert code == 6 and "PLN-25-K1-1" in out and "likely" in out
    assert not any(name in out + err for name in ("Chinda", "ចិន្តា", "Sopheap"))
    code, out, _ = prompt(town, tmp_path, "--json", "match", "run", "--office", "PLN")
    assert code == 0 and orjson.loads(out)["result"]["new"] == 0
    code, out, _ = prompt(town, tmp_path, "--json", "match", "run", "--office", "BTB")
    assert orjson.loads(out)["result"]["inquiries"] == 0
    assert prompt(town, tmp_path, "match", "run", "--office", "XXX")[0] == 1


def test_measure_counts_decisions_and_says_when_there_are_too_few(town: Town, tmp_path: Path) -> None:
    code, out, err = prompt(town, tmp_path, "match", "measure")
    assert code == 0 and "likely" in out and "too few" in out + err


def test_fit_refuses_a_handful_of_people_and_writes_nothing(town: Town, tmp_path: Path) -> None:
    code, _, err = prompt(town, tmp_path, "match", "fit", "--to", str(tmp_path / "weights.json"))
    assert code == 1 and "Problem" in err and not (tmp_path / "weights.json").exists()
