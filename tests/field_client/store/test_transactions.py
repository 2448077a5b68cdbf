"""Transactions of the encrypted store: whole or not at all, also killed at any statement or on a full disk."""

import threading
from pathlib import Path

import pytest

from field_client.store.database import open_store
from tests.field_client.faults import was_killed
from tests.field_client.store.plain import KEY, a_store, kill_at
from tests.field_client.vault.building import refused


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
            kill_at(store, step)
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
