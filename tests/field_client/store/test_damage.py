"""Damage to the encrypted store is named or harmless, never wrong data; copies are under their own key."""

from pathlib import Path

from field_client.store import database as database_module
from field_client.store.database import open_store
from tests.field_client.store.plain import CANARY, KEY, a_store
from tests.field_client.vault.building import refused


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
