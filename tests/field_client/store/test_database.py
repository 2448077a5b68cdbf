"""The encrypted store: never without a key or its engine, with the settings of the design, and errors with names."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlcipher3
import sqlite_utils.utils

from field_client.store import database as database_module
from field_client.store.database import open_store, require_engine
from tests.field_client.store.plain import CANARY, KEY, a_store
from tests.field_client.vault.building import refused


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.execute("INSERT INTO visits (note) VALUES (?)", (CANARY,))
    store.close()
    again = open_store(tmp_path / "store.db", db_key=KEY)
    assert again.rows("SELECT note FROM visits") == [(CANARY,)]
    again.close()


def test_nothing_in_the_files_of_the_store_is_readable(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.execute("INSERT INTO visits (note) VALUES (?)", (CANARY,))
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert CANARY.encode() not in data and b"visits" not in data and KEY.hex().encode() not in data
        assert not data.startswith(b"SQLite format 3")
    store.close()


def test_a_store_that_is_not_encrypted_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE visits (id)")
    plain.close()
    before = path.read_bytes()
    with refused("store.not_encrypted"):
        open_store(path, db_key=KEY)
    assert path.read_bytes() == before


def test_another_key_means_damage_and_changes_nothing(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    before = (tmp_path / "store.db").read_bytes()
    with refused("store.damaged"):
        open_store(tmp_path / "store.db", db_key=bytes(32))
    assert (tmp_path / "store.db").read_bytes() == before


@pytest.mark.parametrize(("free", "code"), [(0, "files.disk_full"), (10**9, "store.not_readable")])
def test_a_disk_without_room_for_the_log_files_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    a_store(tmp_path).close()
    (tmp_path / "store.db-wal").mkdir()  # the engine cannot open its log
    monkeypatch.setattr(database_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with refused(code):
        open_store(tmp_path / "store.db", db_key=KEY)


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(tmp_path / "store.db", db_key=b"short")
    assert not (tmp_path / "store.db").exists()


def test_sqlite_utils_works_on_the_encrypted_engine_and_catches_its_errors(tmp_path: Path) -> None:
    assert sqlite_utils.utils.sqlite3 is sqlcipher3
    assert sqlite_utils.utils.OperationalError is sqlcipher3.dbapi2.OperationalError
    assert sys.modules["pysqlite3"] is sqlcipher3
    store = a_store(tmp_path)
    with pytest.raises(sqlite_utils.utils.sqlite3.OperationalError):
        store.utils.execute("SELECT * FROM nothing")
    store.close()


def test_a_library_on_another_engine_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_utils.utils, "sqlite3", sqlite3)
    with refused("store.engine_missing"):
        require_engine()


@pytest.mark.parametrize(
    "preparation",
    [
        "import sys; sys.modules['sqlcipher3'] = None",
        "import sqlite_utils",
    ],
)
def test_without_the_engine_or_with_sqlite_utils_first_the_program_does_not_start(preparation: str) -> None:
    program = f"{preparation}\nimport field_client.store.database"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert ended.stderr.strip().splitlines()[-1].endswith("store.engine_missing")


def test_an_engine_without_a_cipher_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module.sqlcipher3, "connect", sqlite3.connect)
    with refused("store.engine_missing", "store.not_encrypted"):
        open_store(tmp_path / "store.db", db_key=KEY)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("cache_size", -8192),
        ("trusted_schema", 0),
        ("cipher_log_level", "NONE"),
        ("cipher_memory_security", "0"),
    ],
)
def test_every_connection_has_the_settings_of_the_design(tmp_path: Path, pragma: str, value: object) -> None:
    store = a_store(tmp_path)
    assert store.value(f"PRAGMA {pragma}") == value
    store.close()


@pytest.mark.parametrize("kilobytes", [64 * 1024, 1024], ids=["more", "less"])
def test_a_block_may_keep_more_pages_or_fewer_and_the_former_number_returns(tmp_path: Path, kilobytes: int) -> None:
    store = a_store(tmp_path)
    with pytest.raises(KeyError), store.cache_of(kilobytes):
        assert store.value("PRAGMA cache_size") == -kilobytes
        raise KeyError
    assert store.value("PRAGMA cache_size") == -8192
    store.close()
