"""A new key and a new store: the old key opens nothing more, and a death in the middle leaves one or the other."""

from pathlib import Path

import pytest

from field_client.files import Files
from field_client.store.database import open_store
from field_client.vault.anchor import Anchor
from field_client.vault.argon2id import FLOOR
from field_client.vault.rekey import NEXT_SLOTS, finish_rekey, rekey
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from tests.field_client.faults import failing_at, killed_at, was_killed
from tests.field_client.vault.building import (
    NO_CUSTODIANS,
    PASSPHRASE,
    a_vault,
    refused,
    unlock,
    unlock_by_code,
    vault_tools,
)

NEW_PASSPHRASE = "seven buffaloes cross the dry field"
ANCHOR = Anchor(incarnation=random_id(bytes(16)), n=9, link=bytes(32), high_water=5)


def a_laptop(folder: Path):
    folder.mkdir(exist_ok=True)
    tools = vault_tools(folder)
    vault, code = a_vault(tools)
    database = open_store(folder / "store.db", db_key=vault.db_key)
    database.execute("CREATE TABLE visits (note TEXT)")
    database.execute("INSERT INTO visits VALUES ('kept')")
    vault.anchor().write(ANCHOR)
    return tools, vault, code, database


def do_rekey(tools, vault, database):
    return rekey(
        tools,
        vault,
        database,
        passphrase=NEW_PASSPHRASE,
        custodians=NO_CUSTODIANS,
        cost=FLOOR,
        anchor=ANCHOR,
    )


def test_after_a_rekey_the_old_key_passphrase_and_code_open_nothing(tmp_path: Path) -> None:
    tools, vault, code, database = a_laptop(tmp_path)
    old_key, old_slots = vault.db_key, (tmp_path / CURRENT_NAME).read_bytes()
    renewed, new_code = do_rekey(tools, vault, database)
    assert renewed.db_key != old_key and new_code != code
    assert old_slots not in {path.read_bytes() for path in tmp_path.iterdir()}
    with refused("store.damaged"):
        open_store(tmp_path / "store.db", db_key=old_key)
    with refused("vault.wrong_passphrase"):
        unlock(tools, PASSPHRASE)
    with refused("vault.wrong_code"):
        unlock_by_code(tools, code)
    (tmp_path / CURRENT_NAME).write_bytes(old_slots)
    stolen = unlock(tools, PASSPHRASE)
    with refused("store.damaged"):
        open_store(tmp_path / "store.db", db_key=stolen.db_key)
    with refused("vault.anchor_damaged"):
        stolen.anchor().read()


def test_after_a_rekey_everything_is_there_under_the_new_key(tmp_path: Path) -> None:
    tools, vault, _, database = a_laptop(tmp_path)
    _, new_code = do_rekey(tools, vault, database)
    for opened in (unlock(tools, NEW_PASSPHRASE), unlock_by_code(tools, new_code)):
        assert opened.settle(vault.generation).generation == 2
        store = open_store(tmp_path / "store.db", db_key=opened.db_key)
        assert store.rows("SELECT note FROM visits") == [("kept",)]
        assert opened.anchor().read() == ANCHOR
        store.close()
    assert (tmp_path / PREVIOUS_NAME).read_bytes() == (tmp_path / CURRENT_NAME).read_bytes()
    assert not [path.name for path in tmp_path.iterdir() if "next" in path.name]


def test_killed_at_any_file_step_the_laptop_opens_wholly_old_or_wholly_new(tmp_path: Path) -> None:
    outcomes = []
    for step in range(1, 60):
        tools, _vault, _, database = a_laptop(tmp_path / str(step))
        database.close()

        def dying(folder: Path = tools.folder, step: int = step) -> None:
            files = killed_at(step)
            mortal = vault_tools(folder, files=files)
            opened = unlock(mortal)
            do_rekey(mortal, opened, open_store(folder / "store.db", db_key=opened.db_key))

        killed = was_killed(dying)
        outcomes.append(_opens_as(tools, killed=killed))
        if not killed:
            break
    assert outcomes[0] == "old" and outcomes[-1] == "new"
    assert outcomes == sorted(outcomes, reverse=True), "once decided it stays decided"


def test_killed_while_finishing_it_is_finished_by_the_next_start(tmp_path: Path) -> None:
    for first in range(1, 30):
        tools, vault, _, database = a_laptop(tmp_path / str(first))
        folder = tools.folder
        with pytest.raises(HomewardError):  # stops right after the decision
            do_rekey(vault_tools(folder, files=_StopsAfter(NEXT_SLOTS)), vault, database)
        killed = was_killed(lambda folder=folder, first=first: finish_rekey(killed_at(first), folder))
        assert _opens_as(tools, killed=True) == "new"
        if not killed:
            assert first > 3
            return
    raise AssertionError("the finishing never ended")


def test_a_write_ahead_log_of_the_old_store_does_not_reach_the_new_one(tmp_path: Path) -> None:
    tools, vault, _, database = a_laptop(tmp_path)
    old_log = (tmp_path / "store.db-wal").read_bytes()
    assert old_log
    with pytest.raises(HomewardError):
        do_rekey(vault_tools(tmp_path, files=_StopsAfter(NEXT_SLOTS)), vault, database)
    (tmp_path / "store.db-wal").write_bytes(old_log)
    assert _opens_as(tools, killed=True) == "new"


def test_a_full_disk_leaves_the_laptop_as_it_was(tmp_path: Path) -> None:
    for step in range(5, 12):
        tools, vault, _, database = a_laptop(tmp_path / str(step))
        with refused("files.disk_full"):
            do_rekey(vault_tools(tools.folder, files=failing_at(step)), vault, database)
        database.close()
        assert _opens_as(tools, killed=True) in ("old", "new")


def test_an_ordinary_start_has_nothing_to_finish(tmp_path: Path) -> None:
    tools, _, _, database = a_laptop(tmp_path)
    database.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert finish_rekey(tools.files, tmp_path) is False
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def _opens_as(tools, *, killed: bool) -> str:
    assert finish_rekey(tools.files, tools.folder) in ((True, False) if killed else (False,))
    for passphrase, outcome in ((PASSPHRASE, "old"), (NEW_PASSPHRASE, "new")):
        try:
            vault = unlock(tools, passphrase)
        except HomewardError as error:
            assert error.code == "vault.wrong_passphrase"
            continue
        store = open_store(tools.folder / "store.db", db_key=vault.db_key)
        assert store.rows("SELECT note FROM visits") == [("kept",)]
        assert vault.anchor().read() == ANCHOR
        vault.settle(1)
        store.close()
        return outcome
    raise AssertionError("neither passphrase opens the laptop")


class _StopsAfter(Files):
    """Files that fail at every step after the file of this name was put in place."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stopped = False

    def replace(self, source: Path, target: Path) -> None:
        if self._stopped:
            raise HomewardError("files.not_writable", errno=5)
        super().replace(source, target)
        self._stopped = target.name == self._name

    def unlink(self, path: Path) -> bool:
        if self._stopped:
            raise HomewardError("files.not_writable", errno=5)
        return super().unlink(path)
