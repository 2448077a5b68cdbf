"""Steps of the laptop's schema: once, in order, whole or not begun."""

from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils.migrations import Migrations

from field_client.store.database import Database, migrate, open_store
from tests.field_client.faults import was_killed
from tests.field_client.store.plain import KEY, a_store, kill_at
from tests.field_client.vault.building import refused


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
            kill_at(store, step)
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
