"""The encrypted store: never without a key, whole or not at all, and errors with names."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlcipher3
import sqlite_utils.utils
from sqlite_utils.migrations import Migrations

from field_client.store import database as database_module
from field_client.store.database import Database, migrate, open_store, require_engine
from tests.field_client.faults import was_killed
from tests.field_client.vault.building import refused

KEY = bytes(range(32))
CANARY = "សុខ ចិន្តា Sok Chenda"


def a_store(folder: Path) -> Database:
    store = open_store(folder / "store.db", db_key=KEY)
    store.execute("CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, note TEXT)")
    return store


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


def test_a_transaction_is_whole_or_has_not_happened(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with pytest.raises(KeyError), store.transaction():
        store.execute("INSERT INTO visits (note) VALUES ('lost')")
        raise KeyError
    with store.transaction():
        store.execute("INSERT INTO visits (note) VALUES ('kept')")
    assert store.rows("SELECT note FROM visits") == [("kept",)]
    assert not store.in_transaction
    store.close()


def test_a_nested_transaction_undoes_only_itself(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.transaction():
        store.execute("INSERT INTO visits (note) VALUES ('outer')")
        with pytest.raises(KeyError), store.transaction():
            store.execute("INSERT INTO visits (note) VALUES ('inner')")
            with store.transaction():
                store.execute("INSERT INTO visits (note) VALUES ('innermost')")
            raise KeyError
        with store.transaction():
            store.execute("INSERT INTO visits (note) VALUES ('second inner')")
    assert store.rows("SELECT note FROM visits") == [("outer",), ("second inner",)]
    store.close()


def test_a_nested_transaction_is_not_kept_when_the_outer_one_fails(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with pytest.raises(KeyError), store.transaction():
        with store.transaction():
            store.execute("INSERT INTO visits (note) VALUES ('inner')")
        raise KeyError
    assert store.counts() == {"visits": 0}
    store.close()


def test_a_transaction_takes_the_lock_at_once(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    with store.transaction(), store.transaction():
        pass
    store.connection.set_trace_callback(None)
    assert statements == ["BEGIN IMMEDIATE", "SAVEPOINT nested_1", "RELEASE nested_1", "COMMIT"]
    store.close()


def test_two_threads_never_share_a_transaction(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    inside, seen = threading.Event(), []

    def read() -> None:
        inside.wait()
        seen.append(store.value("SELECT count(*) FROM visits"))

    reader = threading.Thread(target=read)
    reader.start()
    with pytest.raises(KeyError), store.transaction():
        store.execute("INSERT INTO visits (note) VALUES ('half')")
        inside.set()
        reader.join(0.05)
        raise KeyError
    reader.join()
    assert seen == [0]
    store.close()


def test_killed_at_any_statement_the_store_holds_all_or_nothing(tmp_path: Path) -> None:
    found = []
    for step in range(1, 40):
        folder = tmp_path / str(step)
        folder.mkdir()
        a_store(folder).close()

        def save_two(folder: Path = folder, step: int = step) -> None:
            store = open_store(folder / "store.db", db_key=KEY)
            left = [step]

            def count(statement: str) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            store.connection.set_trace_callback(count)
            with store.transaction():
                store.execute("INSERT INTO visits (note) VALUES ('first')")
                with store.transaction():
                    store.execute("INSERT INTO visits (note) VALUES ('second')")
            store.rows("SELECT * FROM visits")

        killed = was_killed(save_two)
        store = open_store(folder / "store.db", db_key=KEY)
        found.append(store.counts()["visits"])
        assert store.find_damage() == []
        store.close()
        if not killed:
            break
    assert set(found) == {0, 2}


def test_a_full_disk_is_named_and_the_store_works_again_afterwards(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    pages = store.value("PRAGMA page_count")
    store.execute(f"PRAGMA max_page_count = {pages + 2}")
    with refused("files.disk_full"), store.transaction():
        store.execute("INSERT INTO visits (note) VALUES (?)", ("x" * 100_000,))
    assert store.counts() == {"visits": 0} and not store.in_transaction
    store.execute("PRAGMA max_page_count = 1000000")
    with store.transaction():
        store.execute("INSERT INTO visits (note) VALUES (?)", ("x" * 100_000,))
    assert store.counts() == {"visits": 1}
    store.close()


def test_a_flipped_bit_is_an_error_or_the_right_data_never_wrong_data(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.transaction():
        store.execute_many("INSERT INTO visits (note) VALUES (?)", [(f"visit {n}",) for n in range(500)])
    right = store.rows("SELECT note FROM visits ORDER BY id")
    store.checkpoint()
    store.close()
    path = tmp_path / "store.db"
    whole = path.read_bytes()
    named = 0
    for at in range(0, len(whole), 251):
        flipped = bytearray(whole)
        flipped[at] ^= 0x10
        path.write_bytes(flipped)
        try:
            opened = open_store(path, db_key=KEY)
        except database_module.HomewardError as error:
            assert error.code == "store.damaged"
            named += 1
            continue
        try:
            assert opened.rows("SELECT note FROM visits ORDER BY id") == right
        except database_module.HomewardError as error:
            assert error.code == "store.damaged"
            named += 1
        finally:
            opened.close()
    assert named > 50


def test_damage_is_found_by_the_check(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.transaction():
        store.execute_many("INSERT INTO visits (note) VALUES (?)", [("x" * 900,) for _ in range(500)])
    store.checkpoint()
    assert store.find_damage() == []
    store.close()
    path = tmp_path / "store.db"
    flipped = bytearray(path.read_bytes())
    flipped[-2000] ^= 1
    path.write_bytes(flipped)
    again = open_store(path, db_key=KEY)
    assert again.find_damage() != []
    again.close()


def test_a_copy_is_under_its_own_key_and_holds_the_same(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.execute("CREATE VIRTUAL TABLE names USING fts5(tokens, content='')")
    store.execute("INSERT INTO visits (note) VALUES (?)", (CANARY,))
    store.execute("INSERT INTO names (rowid, tokens) VALUES (1, 'chenda')")
    store.export_to(tmp_path / "copy.db", db_key=bytes(32))
    with refused("store.damaged"):
        open_store(tmp_path / "copy.db", db_key=KEY)
    copy = open_store(tmp_path / "copy.db", db_key=bytes(32))
    assert copy.counts() == store.counts() == {"visits": 1}
    assert copy.rows("SELECT rowid FROM names WHERE names MATCH 'chen*'") == [(1,)]
    assert copy.value("PRAGMA user_version") == store.value("PRAGMA user_version")
    copy.close()
    store.close()


def test_checkpointing_empties_the_write_ahead_log(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.execute("INSERT INTO visits (note) VALUES ('x')")
    assert (tmp_path / "store.db-wal").stat().st_size > 0
    store.checkpoint()
    assert (tmp_path / "store.db-wal").stat().st_size == 0
    store.close()


def some_steps() -> Migrations:
    steps = Migrations("client")

    @steps()
    def first(db: sqlite_utils.Database) -> None:
        db["cases"].create({"id": str}, pk="id")
        db["cases"].insert({"id": "a"})

    @steps()
    def second(db: sqlite_utils.Database) -> None:
        db["cases"].add_column("office", str)
        db["cases"].update("a", {"office": "BTB"})

    return steps


def test_steps_are_applied_once_and_in_order(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert migrate(store, [some_steps()]) == ["client.first", "client.second"]
    assert migrate(store, [some_steps()]) == []
    assert store.rows("SELECT id, office FROM cases") == [("a", "BTB")]
    store.close()


def test_a_failing_step_leaves_the_store_before_it(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    steps = some_steps()

    @steps()
    def third(db: sqlite_utils.Database) -> None:
        db["cases"].insert({"id": "b"})
        raise KeyError

    with pytest.raises(KeyError):
        migrate(store, [steps])
    assert store.rows("SELECT id FROM cases") == [("a",)]
    assert [step.name for step in steps.pending(store.utils)] == ["third"]
    store.close()


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    migrate(store, [some_steps()])
    with refused("store.newer_than_program") as refusal:
        migrate(store, [Migrations("client")])
    assert refusal.facts == {"step": "first"}
    store.close()


def test_a_migration_killed_at_any_statement_is_done_or_not_begun(tmp_path: Path) -> None:
    for step in range(1, 200):
        folder = tmp_path / str(step)
        folder.mkdir()
        a_store(folder).close()

        def apply(folder: Path = folder, step: int = step) -> None:
            store = open_store(folder / "store.db", db_key=KEY)
            left = [step]

            def count(statement: str) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            store.connection.set_trace_callback(count)
            migrate(store, [some_steps()])

        killed = was_killed(apply)
        store = open_store(folder / "store.db", db_key=KEY)
        done = [name for name in ("first", "second") if name not in _pending(store)]
        columns = [row[1] for row in store.rows("PRAGMA table_info(cases)")]
        assert columns == [[], ["id"], ["id", "office"]][len(done)]
        migrate(store, [some_steps()])
        assert store.rows("SELECT id, office FROM cases") == [("a", "BTB")]
        store.close()
        if not killed:
            assert step > 10
            return
    raise AssertionError("the migration never ended")


def _pending(store: Database) -> list[str]:
    return [step.name for step in some_steps().pending(store.utils)]


@pytest.mark.parametrize("kilobytes", [64 * 1024, 1024], ids=["more", "less"])
def test_a_block_may_keep_more_pages_or_fewer_and_the_former_number_returns(tmp_path: Path, kilobytes: int) -> None:
    store = a_store(tmp_path)
    with pytest.raises(KeyError), store.cache_of(kilobytes):
        assert store.value("PRAGMA cache_size") == -kilobytes
        raise KeyError
    assert store.value("PRAGMA cache_size") == -8192
    store.close()
