"""Whoever holds two checkpoints verifies the stretch between them with row hashes alone, asked for by signature."""

import pytest

from shared_schema.checkpoint import is_path, read_checkpoint
from sync_server.services.audit import auditor_of
from sync_server.store.audit import AuditRow, append_rows, read_head
from sync_server.store.devices import revoke
from tests.central import a_central

BASE = "http://127.0.0.1:8443"


@pytest.fixture
def central(store_urls, tmp_path):
    whole = a_central(store_urls, tmp_path)
    whole.person("sophea", office=whole.office("BTB"))
    yield whole
    whole.close()


def acts(central, count):
    """`count` acts, chained; the checkpoint after them."""
    server = central.server
    rows = [AuditRow(central.clock(), "case.opened", object_id=f"case-{number}") for number in range(count)]
    server.database.run(lambda tx: append_rows(tx, rows, random=server.random))
    auditor = auditor_of(server)
    auditor.chain(epoch=server.identity.epoch)
    with server.database.snapshot() as connection:
        signed = auditor.checkpoint(read_head(connection), epoch=server.identity.epoch)
    return read_checkpoint(signed, server_key=server.keys.signing_key)


def ask(central, laptop, first, last, **other):
    path = f"/api/v1/audit/path?from={first}&to={last}"
    headers = laptop.headers(b"", method="GET", url=BASE + path, **other)
    return central.client().get(path, headers=headers)


def test_the_stretch_between_two_checkpoints_is_verified(central):
    laptop = central.enrol("sophea")
    held, newer = acts(central, 3), acts(central, 4)
    answer = ask(central, laptop, held.n, newer.n)
    data = answer.get_data()
    hashes = [data[at : at + 32] for at in range(0, len(data), 32)]
    assert answer.status_code == 200 and len(data) == 32 * (newer.n - held.n)
    assert is_path(held, newer, hashes)
    assert not is_path(held, newer, hashes[:-1])
    assert not is_path(held, newer, [hashes[1], hashes[0], *hashes[2:]])


@pytest.mark.parametrize(
    ("first", "last"), [(2, 1), (0, 100), (0, 10_000_000), (0, 20_001), ("x", 1), ("", ""), (-1, 1)]
)
def test_a_stretch_that_is_not_there_is_refused(central, first, last):
    laptop = central.enrol("sophea")
    acts(central, 3)
    answer = ask(central, laptop, first, last)
    assert answer.status_code == 400 and answer.json["code"] in ("audit.path_range", "wire.malformed")


def test_an_unsigned_request_and_a_replayed_one_get_nothing(central):
    laptop = central.enrol("sophea")
    acts(central, 3)
    path = "/api/v1/audit/path?from=0&to=1"
    assert central.client().get(path).status_code == 401
    headers = laptop.headers(b"", method="GET", url=BASE + path)
    other = central.client().get("/api/v1/audit/path?from=0&to=2", headers=headers)
    assert other.json["code"] == "device.signature_wrong"
    assert central.client().get(path, headers=headers).status_code == 200
    assert central.client().get(path, headers=headers).json["code"] == "device.nonce_behind"


def test_a_lost_laptop_gets_nothing(central):
    laptop = central.enrol("sophea")
    newest = acts(central, 3)
    server = central.server
    server.database.run(lambda tx: revoke(tx, laptop.device, reason="lost", number=1, now_ms=central.clock()))
    answer = ask(central, laptop, 0, newest.n)
    assert answer.status_code == 403 and answer.json["code"] == "device.revoked"
