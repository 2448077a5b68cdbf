"""One backup a night, whichever process comes first; a missed night is caught up; nothing without recipients."""

from dataclasses import replace

import pyrage
import pytest

from sync_server.jobs.nightly_backup import CLAIM_MS, KEEP, back_up
from sync_server.services.backup import BackupTools, check_backup
from tests.central import a_central


@pytest.fixture
def central(sqlite_urls, tmp_path):
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    whole = a_central(sqlite_urls, tmp_path, backup_folder=tmp_path / "nightly", backup_recipients=tuple(keys))
    yield whole
    whole.close()


def made(central):
    return sorted((central.folder / "nightly").glob("homeward-*.age"))


def test_one_backup_a_night_and_a_missed_night_is_caught_up_once(central):
    for _turn in range(3):
        back_up(central.server)
        central.clock.advance(ms=CLAIM_MS)
    assert len(made(central)) == 1
    central.clock.advance(days=3)
    for _turn in range(3):
        back_up(central.server)
    assert len(made(central)) == 2


def test_what_is_made_can_be_checked_and_the_keys_lie_apart(central):
    back_up(central.server)
    server = central.server
    tools = BackupTools(server.config, server.keys, server.clock, server.random)
    assert check_backup(tools, made(central)[0]).what == "records"
    (keys,) = (central.folder / "nightly" / "keys").glob("keys-*.age")
    assert check_backup(tools, keys).what == "keyset"


def test_a_process_that_died_over_it_is_followed_by_another(central, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("sync_server.jobs.nightly_backup.make_backup", lambda *_a, **_k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            back_up(central.server)
    back_up(central.server)
    assert made(central) == []
    central.clock.advance(ms=CLAIM_MS)
    back_up(central.server)
    assert len(made(central)) == 1


def test_old_nights_make_room(central):
    for _night in range(KEEP + 2):
        back_up(central.server)
        central.clock.advance(days=1)
    assert len(made(central)) == KEEP


def test_without_recipients_nothing_is_made(central):
    server = replace(central.server, config=replace(central.server.config, backup_recipients=()))
    back_up(server)
    assert made(central) == []
