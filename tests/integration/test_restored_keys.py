"""Backups from before a case got a new key: restored, every word of it opens; what is too old is refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from sync_server.services.rekeying_run import KEPT_MS, run_rekeyings, sweep_old_keys
from sync_server.services.restore import restore_key_set
from sync_server.store.dump import USED, state_of_target
from sync_server.store.engine import open_database
from tests.builders.moving import a_told_dossier, assign, everything, numbers_of
from tests.builders.town import Town, a_town
from tests.integration.backups import Safe, a_safe
from tests.stores import StoreUrls


@pytest.fixture
def safe(store_urls: StoreUrls, tmp_path: Path, request: pytest.FixtureRequest):
    town = a_town(store_urls, tmp_path)
    safe = a_safe(town.central, tmp_path / "backups", lambda: request.getfixturevalue("postgres_server"), store_urls)
    yield town, safe
    town.close()


def restored(town: Town, safe: Safe, backup: Path) -> Town:
    config = safe.empty()
    safe.restore(backup, config)
    return replace(town, central=safe.open(config))


def moved(town: Town, case: str) -> None:
    """The case changes office, and nothing is left under its former key."""
    assign(town, case, "mony", town.pailin)
    town.central.clock.advance(hours=1)
    assert run_rekeyings(town.server).homes == 1
    assert numbers_of(town, case) == {2}


def test_a_case_that_moved_after_the_backup_is_whole_when_it_is_restored(safe: tuple[Town, Safe]) -> None:
    town, store = safe
    case = a_told_dossier(town)
    before = everything(town, case)
    backup = store.make()
    moved(town, case)
    later = restored(town, store, backup)
    assert everything(later, case) == before
    assert numbers_of(later, case) == {1}
    assert run_rekeyings(later.server).homes == 1
    assert numbers_of(later, case) == {2} and everything(later, case) == before
    later.close()


def test_a_backup_of_34_days_opens_and_an_older_one_is_refused_by_name(safe: tuple[Town, Safe]) -> None:
    town, store = safe
    case = a_told_dossier(town)
    backup = store.make()
    moved(town, case)
    assert sweep_old_keys(town.server) == 0
    town.central.clock.advance(ms=KEPT_MS - 86_400_000)
    assert sweep_old_keys(town.server) == 0
    later = restored(town, store, backup)
    assert everything(later, case)
    later.close()
    town.central.clock.advance(days=1)
    assert sweep_old_keys(town.server) == 1
    with pytest.raises(HomewardError, match=r"^backup\.keys_retired$") as caught:
        store.restore(backup, store.empty())
    assert caught.value.facts == {"count": 1}


def test_a_copy_of_the_keys_from_before_the_move_does_not_fit_the_records_after_it(safe: tuple[Town, Safe]) -> None:
    town, store = safe
    case = a_told_dossier(town)
    keys = store.keep_keys()
    moved(town, case)
    backup = store.make()
    place = store.empty(with_keys=False)
    restore_key_set(store.tools(place), keys, identity=str(store.first))
    with pytest.raises(HomewardError, match=r"^backup\.key_set_older$"):
        store.restore(backup, place)
    target = open_database(place.database)
    assert state_of_target(target) != USED
    target.dispose()
    fitting = store.empty(with_keys=False)
    restore_key_set(store.tools(fitting), store.keep_keys(), identity=str(store.first))
    store.restore(backup, fitting)
    later = replace(town, central=store.open(fitting))
    assert everything(later, case) == everything(town, case)
    later.close()
