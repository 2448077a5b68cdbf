"""A server process that is killed at its k-th SQL statement: forked from a warm parent, no hooks in the product."""

import os
import signal
from collections.abc import Callable

from sqlalchemy import Engine, event, func, select

from shared_schema.change import hash_body, next_link
from sync_server.server import Server
from sync_server.services.audit import auditor_of
from sync_server.store.devices import find_incarnation
from sync_server.store.log import entries_between
from sync_server.store.metadata import METADATA
from sync_server.store.records import open_state, read_records
from sync_server.store.tables_people import incarnations
from sync_server.store.tables_records import changes, feed, records, scope_heads
from tests.builders.device import TestDevice
from tests.field_client.faults import was_killed
from tests.soak import SOAK

MODULUS = 2**64
MOST = 400


def kill_at_every_statement(
    server: Server, action: Callable[[], object], *, then: Callable[[], object], step: int = 1
) -> int:
    """Runs `action` in children killed at statement 1, 2, 3 … of any store, and `then` here after each of them.

    The last child lives to the end; the number of its statements is the answer. A child kills itself just before a
    statement or a commit is sent, so what it had not committed is gone. A slow action is killed at each `step`-th
    statement only (others on SQLite than on PostgreSQL), but at every one in `make soak`.
    """
    first, stride = (1, 1) if SOAK else (1 if server.database.is_sqlite else 1 + step // 2, step)
    for statement in range(first, MOST, stride):
        server.close()  # no connection is shared with a child; both make new ones
        killed = was_killed(lambda at=statement: _doomed(at, action))  # type: ignore[misc]
        then()
        if not killed:
            return statement
    raise AssertionError("the action never came to its end")


def counts(server: Server) -> dict[str, int]:
    """Rows by table, but for counters of requests."""
    with server.database.snapshot() as connection:
        return {
            table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in METADATA.sorted_tables
            if table.name != "rate_counters"
        }


def assert_whole(server: Server, *devices: TestDevice) -> None:
    """(b) to (d) of the five: nothing half done, every chain and sum verifies, one hash for each (device, n)."""
    _assert_logs(server, devices)
    _assert_states_open(server)
    _assert_scopes(server)
    assert auditor_of(server).verify(epoch=server.identity.epoch) == ()


def _doomed(statement: int, action: Callable[[], object]) -> None:
    done = [0]

    def before(*_arguments: object) -> None:
        done[0] += 1
        if done[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", before)
    action()


def _assert_logs(server: Server, devices: tuple[TestDevice, ...]) -> None:
    mine = {device.incarnation: device for device in devices}
    with server.database.snapshot() as connection:
        for incarnation in connection.scalars(select(incarnations.c.id)).all():
            row = find_incarnation(connection, incarnation)
            assert row is not None
            entries = entries_between(connection, incarnation, first=1, last=10**9)
            assert [one.n for one in entries] == list(range(1, row.head_n + 1))
            link = row.first_link
            for one in entries:
                link = next_link(link, one.body_hash)
                assert one.link == link
                device = mine.get(incarnation)
                if device is not None and isinstance(body := device.bodies[one.n - 1], bytes):
                    assert one.body_hash == hash_body(body)
            assert row.head_link == link


def _assert_states_open(server: Server) -> None:
    server.sealing.refresh()
    with server.database.snapshot() as connection:
        ids = list(connection.scalars(select(records.c.id).where(records.c.version > 0)))
        for row in read_records(connection, ids).values():
            state = open_state(server.sealing, row).state()
            applied = select(func.count()).select_from(changes)
            applied = applied.where(changes.c.record == row.id, changes.c.status == "applied")
            assert connection.scalar(applied) == row.version
            assert state.record_id == row.id
            assert connection.scalar(select(func.count()).select_from(feed).where(feed.c.record == row.id))


def _assert_scopes(server: Server) -> None:
    with server.database.snapshot() as connection:
        for head in connection.execute(select(scope_heads)).all():
            rows = connection.execute(select(feed).where(feed.c.scope == head.scope)).all()
            numbers = [row.seq for row in rows]
            assert len(set(numbers)) == len(numbers) and max(numbers, default=0) <= head.head
            assert sum(row.digest for row in rows if not row.is_gone) % MODULUS == head.digest % MODULUS
