"""The file of a backup: packed, encrypted to two, signed beside; whole or not there at all."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from shared_schema.errors import HomewardError
from sync_server.services import backup as service
from sync_server.services.backup import BackupTools, check_backup, make_backup, work_folder
from sync_server.services.backup_file import manifest_of, open_file, seal_file
from tests.central import Central, a_central

FIRST, SECOND = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
RECIPIENTS = [str(FIRST.to_public()), str(SECOND.to_public())]


def refused(code: str):
    return pytest.raises(HomewardError, match=rf"^{code}$")


def tools_of(central: Central) -> BackupTools:
    server = central.server
    return BackupTools(server.config, server.keys, server.clock, server.random)


@pytest.fixture
def central(sqlite_urls, tmp_path):
    whole = a_central(sqlite_urls, tmp_path)
    yield whole
    whole.close()


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_001])
def test_what_is_sealed_opens_with_either_key_and_is_not_readable_before(tmp_path, size):
    plain, sealed, again = (tmp_path / name for name in ("plain", "sealed", "again"))
    plain.write_bytes(os.urandom(size // 2) + b"Quokka" * (size - size // 2 >= 6))
    seal_file(plain, sealed, recipients=RECIPIENTS)
    assert sealed.stat().st_mode & 0o077 == 0 and b"Quokka" not in sealed.read_bytes()
    for identity in (FIRST, SECOND):
        open_file(sealed, again, identity=f"  {identity}\n")
        assert again.read_bytes() == plain.read_bytes() and again.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -17])
def test_a_cut_file_does_not_open_and_leaves_nothing(tmp_path, cut):
    plain, sealed, again = (tmp_path / name for name in ("plain", "sealed", "again"))
    plain.write_bytes(os.urandom(200_000))
    seal_file(plain, sealed, recipients=RECIPIENTS)
    sealed.write_bytes(sealed.read_bytes()[:cut])
    with refused("backup.does_not_open"):
        open_file(sealed, again, identity=str(FIRST))
    assert not again.exists()


@pytest.mark.parametrize(
    "identity", ["", "AGE-SECRET-KEY-1", "not a key", str(FIRST.to_public())], ids=["empty", "cut", "other", "public"]
)
def test_what_is_no_secret_key_is_refused_by_name(tmp_path, identity):
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(b"x")
    seal_file(plain, sealed, recipients=RECIPIENTS)
    with refused("backup.does_not_open"):
        open_file(sealed, tmp_path / "again", identity=identity)


def test_what_is_no_recipient_is_refused_before_anything_is_written(central, tmp_path):
    for recipients, code in (
        ([RECIPIENTS[0], "age1nonsense"], "backup.recipient_unknown"),
        ([RECIPIENTS[0], f" {RECIPIENTS[0]} "], "backup.recipients_missing"),
        ([], "backup.recipients_missing"),
    ):
        with refused(code):
            make_backup(tools_of(central), central.server.database, folder=tmp_path / "new", recipients=recipients)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_another_server_is_not_taken(central, tmp_path):
    made = make_backup(tools_of(central), central.server.database, folder=tmp_path / "b", recipients=RECIPIENTS)
    tools = tools_of(central)
    other = replace(tools, keys=replace(tools.keys, signing_key=bytes(32)))
    with refused("certificate.not_valid"):
        check_backup(other, made)
    manifest_of(made).unlink()
    with refused("backup.not_found"):
        check_backup(tools, made)


def test_a_full_disk_is_named_and_leaves_no_half_backup(central, tmp_path, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "the disk of this test")

    monkeypatch.setattr(service, "seal_file", full)
    with refused("backup.disk_full"):
        make_backup(tools_of(central), central.server.database, folder=tmp_path / "b", recipients=RECIPIENTS)
    assert list((tmp_path / "b").iterdir()) == []
    assert HomewardError("backup.disk_full").exit_code == 8


def test_what_a_killed_run_left_is_removed_and_a_running_one_is_left_alone(tmp_path):
    dead, alive = tmp_path / ".making-999999999-x", tmp_path / f".making-{os.getpid()}-y"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "plain").write_bytes(b"records")
    with work_folder(tmp_path) as work:
        assert work.stat().st_mode & 0o077 == 0
    assert not dead.exists() and alive.exists() and not Path(work).exists()
