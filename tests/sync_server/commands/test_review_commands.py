"""`sync-server review list|decide`: codes and ids on the shell, decisions as a named person, audited."""

import io
from functools import partial
from pathlib import Path

import orjson
import pytest

from sync_server.cli import run
from sync_server.config import write_config
from sync_server.keys.passwords import Passwords
from sync_server.shell import Shell
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls

quick = partial(Passwords, memory_kib=1024, passes=1, lanes=1)


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Town:
    """A town with something set aside and an answer with two versions."""
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    sokha, chenda = stage.laptop("sokha"), stage.laptop("chenda")
    case = stage.saved_case("sokha", risk_level="high", risk_reason="x")
    chenda.settle()
    sokha.settle()
    sokha.change(case, {"nickname": "ស្រីពៅ"})
    sokha.exchange()
    chenda.change(case, {"nickname": "ពៅ"})
    chenda.exchange()
    sokha.change(case, {"risk_level": "low"})
    sokha.exchange()
    return stage


def prompt(town: Town, folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr of one run."""
    shell = Shell(out=io.StringIO(), err=io.StringIO(), clock=town.central.clock, environment={}, passwords=quick)
    code = run(["--config", str(folder / "central.toml"), *arguments], shell=shell)
    return code, shell.out.getvalue(), shell.err.getvalue()  # type: ignore[attr-defined]


def items(town: Town, folder: Path, *arguments: str) -> dict[str, str]:
    """{kind: code} of the listed items."""
    _, out, _ = prompt(town, folder, "--json", "review", "list", *arguments)
    return {row["kind"]: row["item"] for row in orjson.loads(out)["result"]["items"]}


def test_list_names_codes_and_no_answers(town: Town, tmp_path: Path) -> None:
    code, out, _ = prompt(town, tmp_path, "review", "list")
    assert code == 6
    assert "two_versions" in out and "set_aside" in out
    assert "ពៅ" not in out and "high" not in out
    assert "A safety answer was lowered without a reason." in out and "Two versions" in out
    assert set(items(town, tmp_path, "--kind", "set_aside")) == {"set_aside"}
    assert items(town, tmp_path, "--office", "PLN") == {}
    assert items(town, tmp_path, "--as", "rith") == {}


def test_a_supervisor_writes_one_of_two_versions_from_the_shell(town: Town, tmp_path: Path) -> None:
    item = items(town, tmp_path)["two_versions"]
    reason = ("--reason", "asked her", "--as", "chenda")
    code, out, err = prompt(town, tmp_path, "review", "decide", item, "--write", "ស្រីពៅ", *reason)
    assert code == 0, err
    assert item in out
    assert "two_versions" not in items(town, tmp_path)


@pytest.mark.parametrize("value", ["x" * 5000, "2009"])
def test_a_value_that_cannot_stand_is_refused_and_said_to_be_kept_nowhere(
    town: Town, tmp_path: Path, value: str
) -> None:
    item = items(town, tmp_path)["two_versions"]
    reason = ("--reason", "asked her", "--as", "chenda")
    code, _, err = prompt(town, tmp_path, "review", "decide", item, "--write", value, *reason)
    assert code == 2
    assert "Nothing was changed." in err and "draft" not in err and value not in err
    assert items(town, tmp_path)["two_versions"] == item


def test_keeping_the_former_value_of_what_was_set_aside(town: Town, tmp_path: Path) -> None:
    item = items(town, tmp_path)["set_aside"]
    code, _, err = prompt(
        town, tmp_path, "review", "decide", item, "--keep", "--reason", "still in danger", "--as", "chenda"
    )
    assert code == 0, err
    case = next(iter(town.laptop("sokha").received))
    assert town.shown(case).values["risk_level"] == "high"


def test_what_somebody_may_not_decide_is_not_there(town: Town, tmp_path: Path) -> None:
    item = items(town, tmp_path)["set_aside"]
    code, _, err = prompt(town, tmp_path, "review", "decide", item, "--keep", "--reason", "x", "--as", "rith")
    assert code == 2 and item in err


def test_a_decision_without_a_reason_is_refused(town: Town, tmp_path: Path) -> None:
    item = items(town, tmp_path)["set_aside"]
    code, _, _ = prompt(town, tmp_path, "review", "decide", item, "--release", "--as", "chenda")
    assert code == 2


def test_a_worker_decides_what_has_two_versions_in_her_own_case(town: Town, tmp_path: Path) -> None:
    found = items(town, tmp_path, "--as", "sokha")
    assert "two_versions" in found
    reason = ("--reason", "asked her", "--as", "sokha")
    code, _, err = prompt(town, tmp_path, "review", "decide", found["two_versions"], "--write", "ស្រីពៅ", *reason)
    assert code == 0, err
    assert "two_versions" not in items(town, tmp_path)


def test_what_was_set_aside_of_hers_is_for_whoever_leads_her_office_and_the_words_say_so(
    town: Town, tmp_path: Path
) -> None:
    item = items(town, tmp_path, "--as", "sokha")["set_aside"]
    code, _, err = prompt(
        town, tmp_path, "review", "decide", item, "--release", "--reason", "she is safe", "--as", "sokha"
    )
    assert code == 3
    assert "supervisor" in err, err
    assert "set_aside" in items(town, tmp_path)
