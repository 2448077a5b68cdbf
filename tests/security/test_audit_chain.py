"""The audit chain shows edits, cuts, re-chaining and forks; two chainers never give one number twice."""

import os
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, func, select, update

from shared_schema.checkpoint import AuditCheckpoint, is_fork, make_checkpoint, next_hash, row_hash
from shared_schema.identifiers import random_id
from sync_server.services.audit import SIGN_EVERY_ROWS, Auditor
from sync_server.store.audit import (
    AuditRow,
    append_rows,
    body_of,
    chain_rows,
    lock_head,
    path_hashes,
    read_chain,
    read_checkpoints,
    read_head,
)
from sync_server.store.engine import Database, open_database
from sync_server.store.tables_audit import audit_head, audit_rows
from tests.stores import StoreUrls

EPOCH = "00112233aabbccdd"
NOW = 1_800_000_000_000


@pytest.fixture
def auditor(store_urls: StoreUrls):
    key = Ed25519PrivateKey.generate()
    database = open_database(store_urls.records)
    yield Auditor(
        database=database,
        server=random_id(os.urandom(16)),
        sign=key.sign,
        server_key=key.public_key().public_bytes_raw(),
        clock=lambda: NOW,
        random=os.urandom,
    )
    database.dispose()


def write(database: Database, count: int, *, at: int = NOW) -> None:
    rows = [AuditRow(at, "case.opened", object_id=f"case-{number}") for number in range(count)]
    database.run(lambda connection: append_rows(connection, rows, random=os.urandom))


def chained(auditor: Auditor, count: int = 5) -> None:
    write(auditor.database, count)
    auditor.chain(epoch=EPOCH)


def codes(auditor: Auditor, **options) -> list[str]:
    return [finding.code for finding in auditor.verify(epoch=EPOCH, **options)]


def test_a_whole_chain_has_nothing_to_tell(auditor):
    chained(auditor)
    assert auditor.verify(epoch=EPOCH) == ()
    with auditor.database.snapshot() as connection:
        assert [entry.seq for entry in read_chain(connection)] == [1, 2, 3, 4, 5]


def test_an_edited_row_is_named(auditor):
    chained(auditor)
    with auditor.database.transaction() as connection:
        connection.execute(update(audit_rows).where(audit_rows.c.seq == 3).values(actor=random_id(os.urandom(16))))
    assert [(finding.code, finding.seq) for finding in auditor.verify(epoch=EPOCH)] == [("row_changed", 3)]


def test_a_deleted_row_is_named(auditor):
    chained(auditor)
    with auditor.database.transaction() as connection:
        connection.execute(delete(audit_rows).where(audit_rows.c.seq == 2))
    assert ("row_missing", 2) in [(finding.code, finding.seq) for finding in auditor.verify(epoch=EPOCH)]


def test_rows_cut_off_at_the_end_are_noticed(auditor):
    chained(auditor)
    with auditor.database.transaction() as connection:
        connection.execute(delete(audit_rows).where(audit_rows.c.seq > 3))
    assert "cut_short" in codes(auditor)


def test_a_chain_made_again_after_a_cut_is_caught_by_a_checkpoint_that_left_the_house(auditor):
    chained(auditor)
    with auditor.database.snapshot() as connection:
        collected = auditor.checkpoint(read_head(connection), epoch=EPOCH)
    with auditor.database.transaction() as connection:
        lock_head(connection)
        connection.execute(delete(audit_rows))
        connection.execute(update(audit_head).values(n=0, h=bytes(32), signed_n=0))
    write(auditor.database, 7)
    auditor.database.run(chain_rows)
    assert codes(auditor, collected=[collected]) != []
    assert "checkpoint_differs" in codes(auditor, collected=[collected])


def test_a_checkpoint_of_somebody_else_is_not_taken(auditor):
    chained(auditor)
    stranger = Ed25519PrivateKey.generate()
    forged = make_checkpoint(AuditCheckpoint(auditor.server, EPOCH, 5, bytes(32)), sign=stranger.sign)
    assert codes(auditor, collected=[forged]) == ["checkpoint_not_ours"]


def test_a_laptop_that_holds_another_chain_raises_the_alarm(auditor):
    chained(auditor)
    held = make_checkpoint(AuditCheckpoint(auditor.server, EPOCH, 4, bytes(32)), sign=auditor.sign)
    assert not auditor.compare(held, epoch=EPOCH, device=random_id(os.urandom(16)))
    auditor.chain(epoch=EPOCH)
    with auditor.database.snapshot() as connection:
        assert [entry.row.action for entry in read_chain(connection)][-1] == "audit.fork"


def test_a_true_checkpoint_that_comes_back_is_quiet(auditor):
    chained(auditor)
    with auditor.database.snapshot() as connection:
        held = auditor.checkpoint(read_head(connection), epoch=EPOCH)
    chained(auditor)
    assert auditor.compare(held, epoch=EPOCH, device=random_id(os.urandom(16)))


def test_rows_killed_between_commit_and_chaining_are_taken_at_the_next_turn(auditor):
    write(auditor.database, 3, at=NOW - 120_000)
    assert codes(auditor) == ["unchained"]
    assert auditor.chain(epoch=EPOCH) == 3
    assert codes(auditor) == []


def test_a_row_of_an_act_that_was_rolled_back_is_not_there(auditor):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), auditor.database.transaction() as connection:
        append_rows(connection, [AuditRow(NOW, "case.opened")], random=os.urandom)
        raise Stop
    assert auditor.chain(epoch=EPOCH) == 0


def test_two_chainers_never_give_one_number_twice(auditor):
    write(auditor.database, 60)
    done = []

    def work():
        while count := auditor.database.run(lambda connection: chain_rows(connection, limit=7)):
            done.append(count)

    threads = [threading.Thread(target=work) for _turn in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(done) == 60
    assert codes(auditor) == []


def test_checkpoints_are_kept_each_thousand_rows(auditor):
    chained(auditor, SIGN_EVERY_ROWS + 1)
    chained(auditor, 2)
    with auditor.database.snapshot() as connection:
        assert len(read_checkpoints(connection)) == 1
        assert connection.scalar(select(func.count()).select_from(audit_rows)) == SIGN_EVERY_ROWS + 3


def test_the_path_between_two_checkpoints_can_be_verified_without_the_rows(auditor):
    chained(auditor)
    with auditor.database.snapshot() as connection:
        chain = list(read_chain(connection))
        path = path_hashes(connection, after=2, upto=5)
    h = chain[1].h
    for digest in path:
        h = next_hash(h, digest)
    assert h == chain[4].h
    assert path[0] == row_hash(body_of(chain[2].row))


def test_a_smaller_number_or_another_hash_is_a_fork():
    server = random_id(bytes(16))
    held = AuditCheckpoint(server, EPOCH, 5, b"a" * 32)
    assert is_fork(held, AuditCheckpoint(server, EPOCH, 4, b"b" * 32))
    assert is_fork(held, AuditCheckpoint(server, EPOCH, 5, b"b" * 32))
    assert not is_fork(held, AuditCheckpoint(server, EPOCH, 6, b"b" * 32))
    assert not is_fork(held, AuditCheckpoint(server, "ffff", 1, b"b" * 32))
