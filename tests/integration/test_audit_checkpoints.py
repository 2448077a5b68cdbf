"""Laptops carry the audit's checkpoints out of the house with every exchange, and bring them back."""

import pytest

from shared_schema.canonical import dumps
from shared_schema.checkpoint import AuditCheckpoint, make_checkpoint, read_checkpoint
from shared_schema.wire.messages import SeenCheckpoint
from sync_server.services.audit import auditor_of
from sync_server.store.audit import find_rows, hash_at
from tests.builders.field import a_laptop
from tests.builders.records import a_case
from tests.central import a_central


@pytest.fixture
def central(store_urls, tmp_path):
    whole = a_central(store_urls, tmp_path)
    yield whole
    whole.close()


@pytest.fixture
def laptop(central):
    office = central.office("BTB")
    central.person("sophea", office=office)
    found = a_laptop(central, "sophea")
    found.save(a_case(office=office, case_worker=found.worker))
    found.exchange()
    auditor_of(central.server).chain(epoch=central.server.identity.epoch)
    return found


def forks(central):
    with central.server.database.snapshot() as connection:
        return find_rows(connection, action="audit.fork")


def test_a_reply_carries_the_end_of_the_chain_and_an_idle_one_does_not_repeat_it(central, laptop):
    given = dumps(laptop.exchange().end.audit)
    held = read_checkpoint(given, server_key=central.server.keys.signing_key)
    with central.server.database.snapshot() as connection:
        assert held.n > 0 and hash_at(connection, held.n) == held.h
    assert laptop.exchange(SeenCheckpoint(given)).end.audit is None
    assert not forks(central)


def test_a_checkpoint_that_does_not_fit_the_chain_raises_the_alarm_and_the_work_goes_on(central, laptop):
    identity, keys = central.server.identity, central.server.keys
    other = make_checkpoint(AuditCheckpoint(identity.server, identity.epoch, 1, bytes(32)), sign=keys.sign)
    answer = laptop.exchange(SeenCheckpoint(other))
    assert answer.end.audit is not None
    (row,) = forks(central)
    assert (row.row.device, row.row.outcome, row.row.object_id) == (laptop.laptop.device, "alarm", "1")


def test_a_checkpoint_that_nobody_signed_is_left_alone(central, laptop):
    assert laptop.exchange(SeenCheckpoint(b'{"body":{},"signature":"AAAA"}')).end.audit is not None
    assert not forks(central)
