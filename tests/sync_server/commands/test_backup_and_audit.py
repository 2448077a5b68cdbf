"""At the shell: a backup is made, checked, restored with a key from a descriptor; the audit is verified."""

import os

import pyrage
import pytest
from sqlalchemy import update

from sync_server.config import read_config, write_config
from sync_server.server import open_server
from sync_server.services.audit import auditor_of
from sync_server.store.audit import AuditRow, append_rows, read_head
from sync_server.store.tables_audit import audit_rows
from tests.central import SteeredClock
from tests.sync_server.commands.test_first_session import Prompt, init


@pytest.fixture
def prompt(tmp_path):
    whole = Prompt(tmp_path / "data", SteeredClock())
    assert init(whole, tmp_path)[0] == 0
    return whole


@pytest.fixture
def keys():
    return pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()


def make(prompt, folder, keys):
    recipients = [part for one in keys for part in ("--recipient", str(one.to_public()))]
    return prompt.json("backup", "make", "--to", str(folder), *recipients)


def descriptor(secret):
    read, write = os.pipe()
    os.write(write, f"{secret}\n".encode())
    os.close(write)
    return str(read)


def settings_of(prompt):
    return read_config(prompt.folder / "server.toml", environment={})


def move_to(prompt, folder):
    """The settings point to an empty place, as after a fire; key files came from their own custody."""
    from dataclasses import replace

    config = settings_of(prompt)
    folder.mkdir()
    write_config(prompt.folder / "server.toml", replace(config, database=f"sqlite:///{folder / 'central.db'}"))


def test_a_backup_is_made_checked_and_restored_as_a_new_epoch(prompt, keys, tmp_path):
    prompt("office", "add", "BTB", "--name", "Battambang")
    made = make(prompt, tmp_path / "copies", keys)["result"]
    checked = prompt.json("backup", "check", made["file"], "--identity-fd", descriptor(keys[0]))
    assert checked["ok"] and checked["result"]["opened"] and checked["result"]["what"] == "records"
    move_to(prompt, tmp_path / "new")
    records = ("backup", "restore", made["file"], "--identity-fd")
    early = prompt.json(*records, descriptor(keys[1]))
    assert [one["code"] for one in early["problems"]] == ["backup.key_set_missing"]
    back = prompt.json("backup", "restore", made["keys_file"], "--identity-fd", descriptor(keys[1]))
    assert back["result"]["keys"] > 0
    restored = prompt.json(*records, descriptor(keys[1]))
    assert restored["ok"] and restored["result"]["epoch"] != checked["result"]["epoch"]
    assert restored["result"]["own_letter"] == "B"
    assert "BTB" in prompt("office", "list")[1]
    again = prompt.json(*records, descriptor(keys[1]))
    assert again["exit"] == 1 and again["problems"][0]["code"] == "backup.target_not_empty"


def test_restoring_says_the_new_epoch_and_never_the_key(prompt, keys, tmp_path):
    made = make(prompt, tmp_path / "copies", keys)["result"]
    config = settings_of(prompt)
    old = config.database
    (tmp_path / "new").mkdir()
    from dataclasses import replace

    fresh = replace(config, database=f"sqlite:///{tmp_path / 'new' / 'central.db'}", keyset=config.keyset_url)
    write_config(prompt.folder / "server.toml", fresh)
    code, out, err = prompt("backup", "restore", made["file"], "--old", old, secrets=f"{keys[0]}\n")
    assert code == 0 and "new epoch" in out and "SB" in out
    assert str(keys[0]) not in out + err


def test_a_flipped_byte_and_one_recipient_are_refused_with_their_exit_codes(prompt, keys, tmp_path):
    made = make(prompt, tmp_path / "copies", keys)["result"]
    with open(made["file"], "r+b") as file:
        file.seek(40)
        byte = file.read(1)
        file.seek(40)
        file.write(bytes([byte[0] ^ 1]))
    assert prompt.json("backup", "check", made["file"])["exit"] == 7
    assert make(prompt, tmp_path / "copies", keys[:1])["exit"] == 2
    assert prompt.json("backup", "check", str(tmp_path / "nothing.age"))["problems"][0]["code"] == "backup.not_found"


def test_the_audit_is_verified_and_a_changed_row_is_exit_7(prompt, tmp_path):
    collected = write_acts(prompt, 5)
    place = tmp_path / "collected.txt"
    place.write_bytes(collected + b"\n\n")
    whole = prompt.json("audit", "verify", "--checkpoints", str(place))
    assert whole["exit"] == 0 and whole["result"]["findings"] == [] and whole["result"]["rows"] >= 5
    with open_stores(prompt) as server, server.database.transaction() as connection:
        connection.execute(update(audit_rows).where(audit_rows.c.seq == 2).values(action="case.closed"))
    broken = prompt.json("audit", "verify", "--checkpoints", str(place))
    assert broken["exit"] == 7 and not broken["ok"]
    assert broken["result"]["findings"] == [{"code": "row_changed", "seq": 2}]
    code, _out, err = prompt("--language", "km", "audit", "verify")
    assert code == 7 and "សវនករ" in err


def test_a_damaged_line_of_collected_checkpoints_is_named(prompt, tmp_path):
    write_acts(prompt, 1)
    place = tmp_path / "collected.txt"
    place.write_bytes(b"not a checkpoint\n")
    found = prompt.json("audit", "verify", "--checkpoints", str(place))["result"]["findings"]
    assert found == [{"code": "checkpoint_not_ours", "seq": 0}]


class open_stores:
    """The server of these settings, closed at the end."""

    def __init__(self, prompt):
        self.server = open_server(settings_of(prompt), clock=prompt.clock)

    def __enter__(self):
        return self.server

    def __exit__(self, *_error):
        self.server.close()


def write_acts(prompt, count):
    """Chained acts; the signed checkpoint after them."""
    with open_stores(prompt) as server:
        rows = [AuditRow(prompt.clock(), "case.opened") for _ in range(count)]
        server.database.run(lambda tx: append_rows(tx, rows, random=os.urandom))
        auditor = auditor_of(server)
        auditor.chain(epoch=server.identity.epoch)
        with server.database.snapshot() as connection:
            return auditor.checkpoint(read_head(connection), epoch=server.identity.epoch)
