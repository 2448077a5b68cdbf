"""`sync-server keys reseal`: new keys for single cases or a whole office, on the shell alone, audited."""

import io
from functools import partial
from pathlib import Path

import pytest

from sync_server.cli import run
from sync_server.config import write_config
from sync_server.keys.passwords import Passwords
from sync_server.shell import Shell
from sync_server.store.audit import find_rows
from tests.builders.moving import a_told_dossier, everything, numbers_of
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls

quick = partial(Passwords, memory_kib=1024, passes=1, lanes=1)


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path):
    stage = a_town(sqlite_urls, tmp_path)
    write_config(tmp_path / "central.toml", stage.server.config)
    yield stage
    stage.close()


def keys(town: Town, *arguments: str) -> tuple[int, str]:
    """Exit code and everything printed of one run."""
    shell = Shell(out=io.StringIO(), err=io.StringIO(), clock=town.central.clock, environment={}, passwords=quick)
    path = str(town.central.folder / "central.toml")
    code = run(["--config", path, "keys", *arguments], shell=shell)
    return code, shell.out.getvalue() + shell.err.getvalue()  # type: ignore[attr-defined]


def test_a_case_and_an_office_get_new_keys_and_every_word_opens(town: Town) -> None:
    first, second, elsewhere = a_told_dossier(town), town.saved_case("dara"), town.saved_case("mony")
    words = everything(town, first)
    number = str(town.shown(first).values["case_number"])
    code, said = keys(town, "reseal", number)
    assert code == 0 and "35 days" in said
    assert [numbers_of(town, case) for case in (first, second, elsewhere)] == [{2}, {1}, {1}]
    assert keys(town, "reseal", "--office", "btb")[0] == 0
    assert [numbers_of(town, case) for case in (first, second, elsewhere)] == [{3}, {2}, {1}]
    assert town.server.sealing.key_no(town.battambang) in (2, None)
    assert everything(town, first) == words
    with town.server.database.snapshot() as connection:
        asked = [entry.row.object_id for entry in find_rows(connection, action="key.asked")]
    assert {first, second} <= set(asked) and elsewhere not in asked
    code, said = keys(town, "status")
    assert code == 0 and "0 cases wait" in said


def test_what_is_unknown_is_named_and_nothing_changes(town: Town) -> None:
    case = town.saved_case("sokha")
    number = str(town.shown(case).values["case_number"])
    for arguments in ((number, "TST-99-Z9-999"), ("--office", "XXX"), (), (number, "--office", "BTB")):
        code, said = keys(town, "reseal", *arguments)
        assert code in (1, 2), said
    assert numbers_of(town, case) == {1}
    assert town.server.keyset.old_keys() == []
