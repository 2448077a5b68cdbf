"""Encrypted backups: whole when made, refused when damaged, restored under other keys, let go by age."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_client.files import Files
from field_client.store.database import Database, open_store
from field_client.vault.backup import (
    check_backup,
    day_of,
    make_backup,
    open_backup,
    restore_to,
    select_backups,
)
from field_client.vault.backup_file import LogHead, read_backup_header
from field_client.vault.vault import Vault
from field_client.vault.ways import by_passphrase, by_recovery_code
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from tests.field_client.faults import failing_at, killed_at, was_killed
from tests.field_client.vault.building import (
    LEASE_SECRET,
    PASSPHRASE,
    a_vault,
    quick_derive,
    refused,
    unlock,
    vault_tools,
)

DAY = date(2026, 3, 1)
INCARNATION = random_id(bytes(16))
CANARY = "Sok Chenda"


def read_head(database: Database) -> LogHead:
    n = int(database.value("SELECT count(*) FROM log"))
    return LogHead(schema="3", incarnation=INCARNATION, n=n, link=n.to_bytes(32, "big"))


@pytest.fixture
def laptop(tmp_path: Path):
    tools = vault_tools(tmp_path)
    vault, code = a_vault(tools)
    database = open_store(tmp_path / "store.db", db_key=vault.db_key)
    database.execute("CREATE TABLE log (n INTEGER PRIMARY KEY, body TEXT)")
    database.execute("INSERT INTO log (body) VALUES (?)", (CANARY,))
    (tmp_path / "backups").mkdir()
    yield tools, vault, code, database
    database.close()


def backup(tools, vault: Vault, database: Database, *, files: Files | None = None, head=read_head) -> Path:
    folder = tools.folder / "backups"
    return make_backup(database, vault=vault, files=files or tools.files, folder=folder, day=DAY, read_head=head)


def check(tools, vault: Vault, path: Path):
    return check_backup(path, vault=vault, files=tools.files, read_head=read_head)


def test_a_backup_holds_what_the_store_holds_and_says_where_it_stood(laptop) -> None:
    tools, vault, _, database = laptop
    path = backup(tools, vault, database)
    assert path.name == "2026-03-01-1.hwb"
    found = check(tools, vault, path)
    assert found.counts == {"log": 1}
    assert (found.header.head, found.header.generation, found.header.vault) == (read_head(database), 1, vault.id)
    assert [entry.name for entry in (tools.folder / "backups").iterdir()] == [path.name]


def test_a_second_backup_of_a_day_has_the_next_number(laptop) -> None:
    tools, vault, _, database = laptop
    names = [backup(tools, vault, database).name for _ in range(2)]
    assert names == ["2026-03-01-1.hwb", "2026-03-01-2.hwb"]
    assert [day_of(name) for name in (*names, "notes.txt", "x.hwb")] == [DAY, DAY, None, None]


def test_nothing_of_a_case_is_readable_in_a_backup(laptop) -> None:
    tools, vault, _, database = laptop
    data = backup(tools, vault, database).read_bytes()
    assert CANARY.encode() not in data and b"SQLite format 3" not in data
    assert vault.db_key not in data and vault.db_key.hex().encode() not in data


def test_two_backups_of_the_same_store_share_no_key(laptop) -> None:
    tools, vault, _, database = laptop
    first, second = (backup(tools, vault, database) for _ in range(2))
    one, other = read_backup_header(first), read_backup_header(second)
    keys = {vault.backup_key().unwrap(header.key, header=header.unkeyed) for header in (one, other)}
    assert len(keys) == 2
    with refused("vault.backup_unreadable"):
        vault.backup_key().unwrap(one.key, header=other.unkeyed)


def test_a_restored_store_opens_under_the_keys_of_the_backups_own_vault(laptop, tmp_path: Path) -> None:
    tools, vault, code, database = laptop
    path = backup(tools, vault, database)
    database.execute("INSERT INTO log (body) VALUES ('after the backup')")
    elsewhere = vault_tools(tmp_path / "elsewhere", seed=21)
    elsewhere.folder.mkdir()
    header = read_backup_header(path)
    for way in (
        by_recovery_code(code, derive=quick_derive),
        by_passphrase(PASSPHRASE, lease_secrets=[LEASE_SECRET], derive=quick_derive),
    ):
        restored = open_backup(elsewhere, header, way)
        target = elsewhere.folder / f"{way.kind}.db"
        restore_to(
            target,
            backup=path,
            vault=restored,
            db_key=restored.db_key,
            files=elsewhere.files,
            read_head=read_head,
        )
        opened = open_store(target, db_key=restored.db_key)
        assert opened.rows("SELECT body FROM log") == [(CANARY,)]
        opened.close()
    restored.write_slots()
    (elsewhere.folder / "lease").write_bytes((tools.folder / "lease").read_bytes())
    assert unlock(elsewhere).db_key == vault.db_key


def test_a_restore_never_goes_over_an_existing_store(laptop) -> None:
    tools, vault, _, database = laptop
    path = backup(tools, vault, database)
    before = (tools.folder / "store.db").read_bytes()
    with refused("vault.restore_target"):
        restore_to(
            tools.folder / "store.db",
            backup=path,
            vault=vault,
            db_key=vault.db_key,
            files=tools.files,
            read_head=read_head,
        )
    assert (tools.folder / "store.db").read_bytes() == before


def test_a_backup_of_another_vault_is_refused(laptop, tmp_path: Path) -> None:
    tools, vault, _, database = laptop
    path = backup(tools, vault, database)
    elsewhere = vault_tools(tmp_path / "elsewhere", seed=21)
    elsewhere.folder.mkdir()
    other, other_code = a_vault(elsewhere)
    with refused("vault.backup_unreadable"):
        check(tools, other, path)
    with refused("vault.wrong_code"):
        open_backup(tools, read_backup_header(path), by_recovery_code(other_code, derive=quick_derive))


def test_every_kind_of_damage_is_found(laptop) -> None:
    tools, vault, _, database = laptop
    path = backup(tools, vault, database)
    whole = path.read_bytes()
    length = int.from_bytes(whole[4:8], "big")
    places = [*range(8 + length), *range(8 + length, len(whole), 997)]
    for at in places:
        flipped = bytearray(whole)
        flipped[at] ^= 1
        path.write_bytes(flipped)
        with refused("vault.backup_unreadable"):
            check(tools, vault, path)
    for end in (0, 3, 8, 8 + length - 1, 8 + length, len(whole) - 1):
        path.write_bytes(whole[:end])
        with refused("vault.backup_unreadable"):
            check(tools, vault, path)
    path.unlink()
    with refused("vault.backup_unreadable"):
        check(tools, vault, path)


def test_flipped_key_slots_in_a_backup_are_refused_when_it_is_opened(laptop) -> None:
    tools, vault, code, database = laptop
    path = backup(tools, vault, database)
    whole = path.read_bytes()
    start = whole.index(b'"slots":"') + 9
    for at in range(start, whole.index(b'"', start), 5):
        flipped = bytearray(whole)
        flipped[at] = ord("A") if flipped[at] != ord("A") else ord("B")
        path.write_bytes(flipped)
        with refused("vault.slots_damaged", "vault.slots_tampered", "vault.wrong_code", "vault.backup_unreadable"):
            open_backup(tools, read_backup_header(path), by_recovery_code(code, derive=quick_derive))


def test_a_backup_that_does_not_hold_the_same_is_not_kept(laptop) -> None:
    tools, vault, _, database = laptop
    heads = iter([read_head(database), LogHead("3", INCARNATION, 7, bytes(32))])
    with refused("vault.backup_unreadable"):
        backup(tools, vault, database, head=lambda opened: next(heads))
    assert list((tools.folder / "backups").iterdir()) == []


def test_a_full_disk_leaves_no_half_backup(laptop) -> None:
    tools, vault, _, database = laptop
    for step in range(5, 20):
        try:
            backup(tools, vault, database, files=failing_at(step))
        except HomewardError as error:
            assert error.code == "files.disk_full"
        assert [
            entry.name for entry in (tools.folder / "backups").glob("*.hwb") if not _opens(tools, vault, entry)
        ] == []
    path = backup(tools, vault, database)
    assert check(tools, vault, path).counts == {"log": 1}


def test_killed_at_any_file_step_only_whole_backups_bear_a_backups_name(laptop) -> None:
    tools, vault, _, database = laptop
    database.close()
    for step in range(1, 60):

        def make(step: int = step) -> None:
            opened = open_store(tools.folder / "store.db", db_key=vault.db_key)
            backup(tools, vault, opened, files=killed_at(step))

        killed = was_killed(make)
        for entry in (tools.folder / "backups").glob("*.hwb"):
            assert check(tools, vault, entry).counts == {"log": 1}
            entry.unlink()
        if not killed:
            assert step > 5
            assert list((tools.folder / "backups").iterdir()) == []
            return
    raise AssertionError("the backup never ended")


def test_seven_daily_and_four_weekly_backups_are_kept_and_none_older_than_thirty_days() -> None:
    today = date(2026, 3, 31)
    made = [(f"{today - timedelta(days=age)}-1.hwb", today - timedelta(days=age)) for age in range(60)]
    kept, gone = select_backups(made, today=today)
    ages = [(today - day).days for name, day in made if name in kept]
    assert ages[:7] == list(range(7))
    assert len(ages) <= 7 + 4 and max(ages) <= 30
    assert len({(today - timedelta(days=age)).toordinal() // 7 for age in ages}) >= 4
    assert sorted(kept + gone) == sorted(name for name, _ in made)


def test_of_two_backups_of_a_day_the_newer_is_kept() -> None:
    made = [("2026-03-01-1.hwb", DAY), ("2026-03-01-2.hwb", DAY)]
    assert select_backups(made, today=DAY) == (["2026-03-01-2.hwb"], ["2026-03-01-1.hwb"])


@given(st.lists(st.integers(min_value=0, max_value=90), unique=True))
def test_the_newest_young_backup_is_never_let_go(ages: list[int]) -> None:
    made = [(f"{DAY - timedelta(days=age)}-1.hwb", DAY - timedelta(days=age)) for age in ages]
    kept, gone = select_backups(made, today=DAY)
    assert len(kept) <= 11 and len(kept) + len(gone) == len(made)
    if ages and min(ages) <= 30:
        assert kept[0] == f"{DAY - timedelta(days=min(ages))}-1.hwb"


def _opens(tools, vault: Vault, path: Path) -> bool:
    return check(tools, vault, path).counts == {"log": 1}
