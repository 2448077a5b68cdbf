"""A case that was erased is in no copy of a laptop any more: older backups go, a fresh one is made, cut or not."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from field_client.app import Laptop
from field_client.files import Files
from field_client.safety.wipe import drop_put_aside
from field_client.store.database import open_store
from field_client.store.leaving import COPIES_HOLD_ERASED
from field_client.unlocking import read_head
from field_client.vault.backup import make_backup, restore_to
from field_client.vault.backup_file import SUFFIX
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.store.forgetting import forget_homes
from tests.builders.records import a_case, a_visit
from tests.central import Central
from tests.field_client.sync.laptops import Field, closing, save


def copies(field: Field) -> list[Path]:
    return sorted(field.config.folder.backups.glob("*" + SUFFIX))


def holds(laptop: Laptop, copy: Path, record: Id, folder: Path) -> bool:
    """Whether a copy, opened by this laptop's own keys, has a word of the record."""
    target, key = folder / f"{copy.name}.opened", bytes(32)
    target.unlink(missing_ok=True)
    restore_to(target, backup=copy, vault=laptop.vault, db_key=key, files=Files(), read_head=read_head)
    database = open_store(target, db_key=key)
    try:
        sql = "SELECT count(*) FROM {} WHERE record = ?"
        return any(database.value(sql.format(table), (record,)) for table in ("log", "received", "shown"))
    finally:
        database.close()


def erase(central: Central, case: Id) -> None:
    """The core of an erasure at the centre."""
    server = central.server
    server.sealing.destroy_keys([case], now_ms=central.clock())
    server.database.run(lambda tx: forget_homes(tx, [case], now_ms=central.clock()))


@pytest.fixture
def case(sokha: Field) -> Id:
    """A case with a visit that the centre has, and three copies of the laptop that hold it."""
    with closing(sokha) as (laptop,):
        made = a_case(worker=laptop.book.person)
        save(laptop, made, a_visit(home=made.record))
        laptop.sync()
        for day in (date(2026, 11, 1), date(2026, 11, 8)):
            make_backup(
                laptop.store.database,
                vault=laptop.vault,
                files=laptop.tools.files,
                folder=laptop.config.folder.backups,
                day=day,
                read_head=read_head,
            )
    return made.record


def test_an_erase_order_removes_older_copies_and_makes_a_fresh_one(
    central: Central, sokha: Field, case: Id, tmp_path: Path
) -> None:
    with closing(sokha) as (laptop,):
        before = copies(sokha)
        assert len(before) == 3
        assert any(holds(laptop, one, case, tmp_path) for one in before)
        stick = shutil.copy2(before[0], tmp_path / "stick.hwb")
        other = a_case(worker=laptop.book.person)
        save(laptop, other)
        erase(central, case)
        assert not laptop.sync().alerts
        (fresh,) = copies(sokha)
        assert not holds(laptop, fresh, case, tmp_path)
        assert holds(laptop, fresh, other.record, tmp_path)
        assert not laptop.store.identity.fact(COPIES_HOLD_ERASED)
        assert Path(stick).exists()  # what was carried away is beyond reach, and the pages say so


def test_cut_before_the_copies_were_renewed_it_is_done_at_the_next_unlock(
    central: Central, sokha: Field, case: Id, tmp_path: Path
) -> None:
    erase(central, case)
    with closing(sokha) as (laptop,):
        laptop.engine(laptop.centre().server).sync()  # the process ends before anything follows
        assert laptop.store.identity.fact(COPIES_HOLD_ERASED) == "1"
        assert len(copies(sokha)) == 3
    with closing(sokha) as (laptop,):
        (fresh,) = copies(sokha)
        assert not holds(laptop, fresh, case, tmp_path)


def test_a_copy_restored_afterwards_does_not_bring_it_back(central: Central, sokha: Field, case: Id) -> None:
    with closing(sokha) as (laptop,):
        image = shutil.copytree(sokha.config.data, sokha.config.data.parent / "image")
    erase(central, case)
    shutil.rmtree(sokha.config.data)
    shutil.copytree(image, sokha.config.data)
    with closing(sokha) as (laptop,):
        assert laptop.book.open(case).record_id == case
        laptop.sync()
        with pytest.raises(HomewardError, match=r"^record\.not_found$"):
            laptop.book.open(case)
        assert laptop.store.database.value("SELECT count(*) FROM log WHERE record = ?", (case,)) == 0


def test_stores_put_aside_by_a_restore_go_after_thirty_days(sokha: Field) -> None:
    for day in ("2026-10-01", "2026-11-20"):
        aside = sokha.config.data / f"replaced-{day}-1"
        aside.mkdir()
        (aside / "keyslots.json").write_bytes(b"slots")
        (aside / "store.db").write_bytes(b"store")
    assert drop_put_aside(Files(), sokha.config.folder, today=date(2026, 11, 22)) == 1
    assert [path.name for path in sokha.config.data.glob("replaced-*")] == ["replaced-2026-11-20-1"]
