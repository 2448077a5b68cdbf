"""Every file of the laptop is readable by its own user alone, whatever the umask says."""

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from field_client.data_folder import DataFolder, prepare_data_folder
from field_client.files import Files
from field_client.store.database import open_store
from field_client.store_lock import lock_store
from field_client.vault.anchor import Anchor
from field_client.vault.backup import make_backup
from field_client.vault.backup_file import LogHead
from field_client.vault.incarnation import new_incarnation, write_incarnation
from field_client.web.problem_pages import log_problem
from shared_schema.identifiers import random_id
from tests.field_client.vault.building import a_trio, a_vault, seeded, vault_tools

HEAD = LogHead(schema="1", incarnation=random_id(bytes(16)), n=1, link=bytes(32))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")


@pytest.fixture(params=[0o000, 0o022, 0o077])
def generous_umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_all_files_are_0600_and_all_folders_0700(tmp_path: Path, generous_umask: int) -> None:
    folder = DataFolder(root=tmp_path / "data", incarnation=tmp_path / "other" / "incarnation")
    files = Files()
    prepare_data_folder(files, folder, environment={})
    tools = vault_tools(folder.root)
    vault, _ = a_vault(tools, custodians=a_trio().list)
    held = lock_store(folder.root, pause=lambda seconds: None)
    database = open_store(folder.store, db_key=vault.db_key)
    database.execute("CREATE TABLE visits (id TEXT)")
    vault.anchor().write(Anchor(HEAD.incarnation, 1, bytes(32), 0))
    write_incarnation(
        files, folder.incarnation, new_incarnation(vault=vault.id, machine_id=b"machine", random=seeded())
    )
    make_backup(
        database,
        vault=vault,
        files=files,
        folder=folder.backups,
        day=date(2026, 3, 1),
        read_head=lambda opened: HEAD,
    )
    modes = {
        path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode)
        for path in [folder.root, folder.incarnation.parent, *folder.root.rglob("*"), folder.incarnation]
    }
    database.close()
    held.release()
    assert len(modes) >= 12
    for path, mode in modes.items():
        assert mode == (0o700 if (tmp_path / path).is_dir() else 0o600), path


def test_an_existing_wide_open_folder_is_closed(tmp_path: Path) -> None:
    root = tmp_path / "data"
    root.mkdir(mode=0o755)
    folder = DataFolder(root=root, incarnation=tmp_path / "other" / "incarnation")
    prepare_data_folder(Files(), folder, environment={})
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_a_store_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path, db_key=bytes(32)).close()
    path.chmod(0o644)
    open_store(path, db_key=bytes(32)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_plain_log_of_problems_is_for_its_own_user_alone(tmp_path: Path, generous_umask: int) -> None:
    log_problem(ValueError(), reference="0A1B", data=tmp_path)
    assert stat.S_IMODE((tmp_path / "problems.log").stat().st_mode) == 0o600
