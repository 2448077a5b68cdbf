"""Acts are chained at the next turn, in order; a turn with nothing to do writes nothing."""

import os

import pytest

from sync_server.jobs.audit_chainer import JOB, chain_audit
from sync_server.services.audit import SIGN_EVERY_MS, auditor_of
from sync_server.store.audit import AuditRow, append_rows, read_chain, read_checkpoints
from tests.asking import asked_of
from tests.central import a_central


@pytest.fixture
def central(store_urls, tmp_path):
    whole = a_central(store_urls, tmp_path)
    chain_audit(whole.server)
    yield whole
    whole.close()


def act(central, count=1):
    rows = [AuditRow(central.clock(), "case.opened") for _ in range(count)]
    central.server.database.run(lambda tx: append_rows(tx, rows, random=os.urandom))


def chained(central):
    with central.server.database.snapshot() as connection:
        return [entry.seq for entry in read_chain(connection)]


def test_it_runs_each_second():
    assert JOB.every_seconds == 1


def test_an_act_is_chained_at_the_next_turn(central):
    before = chained(central)
    act(central, 3)
    assert chained(central) == before
    chain_audit(central.server)
    assert chained(central) == [*range(1, len(before) + 4)]
    assert auditor_of(central.server).verify(epoch=central.server.identity.epoch) == ()


def test_an_idle_turn_takes_no_lock(central):
    act(central)
    chain_audit(central.server)
    with asked_of(central.server.database) as seen:
        chain_audit(central.server)
    assert any(sql.startswith("SELECT") for sql in seen)
    assert not any("IMMEDIATE" in sql or "FOR UPDATE" in sql or sql.startswith("UPDATE") for sql in seen)


def test_a_checkpoint_is_signed_each_hour_in_which_something_happened(central):
    counts = []
    for _hour in range(3):
        act(central)
        central.clock.advance(ms=SIGN_EVERY_MS)
        chain_audit(central.server)
        chain_audit(central.server)
        with central.server.database.snapshot() as connection:
            counts.append(len(read_checkpoints(connection)))
    central.clock.advance(ms=SIGN_EVERY_MS)
    chain_audit(central.server)
    with central.server.database.snapshot() as connection:
        assert len(read_checkpoints(connection)) == counts[-1]
    assert counts[2] - counts[1] == counts[1] - counts[0] == 1
