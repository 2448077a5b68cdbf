"""Pulling from a centre of 10,000, 100,000 and 1,000,000 records in 100 scopes: nothing new, and 100 changed.

The tables are filled through the store's own rooms with sealed states; replies are made by the real service for an
enrolled device of one scope. What must not grow with the centre is the time of both.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.centre import WORKER, running_centre
from benchmarks.postgres import running_postgres
from benchmarks.pushers import Pusher, enrolled_pusher
from benchmarks.tables import quantiles, report
from benchmarks.workload import START_MS, samples
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.merge.state import RecordState, Written
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.scopes import worker_scope
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.compact import state_digest, write_state
from shared_schema.wire.messages import RequestHello
from sync_server.server import Server
from sync_server.services.serve import Asked, serve
from sync_server.store.devices import Device, find_device
from sync_server.store.feed import Placing, place, read_heads, rows_of_records
from sync_server.store.records import Opened, RecordRow, put_records, read_records, seal_state
from sync_server.store.sealing import STATES

SIZES = (10_000, 100_000, 1_000_000)
SCOPES = 100
DOSSIERS = 10  # in each scope
CHANGED = 100
AT_ONCE = 5000  # records in a transaction
TIMES = 20
TEMPLATES = 400
REPLY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Template:
    """A state's compact bytes, in which record and home are exchanged for others."""

    record: Id
    home: Id
    compact: bytes

    def of(self, record: Id, home: Id) -> bytes:
        """The same answers as another record."""
        data = self.compact.replace(self.record.encode(), record.encode())
        return data.replace(self.home.encode(), home.encode())


def run(*, quick: bool = False) -> None:
    """Reports the table `pull_scale`."""
    rows = _grow("SQLite", SIZES[:2] if quick else SIZES, database=None)
    with running_postgres() as postgres:
        rows += _grow("PostgreSQL", SIZES[:2], database=postgres.fresh("pull_scale"))
    report("pull_scale", f"One reply of a centre with {SCOPES} scopes (time of the service, without HTTP)", rows)


def _grow(engine: str, sizes: Sequence[int], *, database: str | None) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        with running_centre(Path(name), WORKER, database=database) as centre:
            pusher = enrolled_pusher(centre.slip(WORKER), centre.address)
        return centre.with_server(lambda server: _measure_sizes(engine, server, pusher, sizes))


def _measure_sizes(engine: str, server: Server, pusher: Pusher, sizes: Sequence[int]) -> list[dict[str, Any]]:
    filling = _Filling(server, pusher)
    rows, held = [], 0
    for size in sizes:
        start = time.perf_counter()
        filling.add(size - held)
        held = size
        filled = time.perf_counter() - start
        rows.append(_measure(engine, server, pusher, filling, size) | {"filled_in_s": round(filled, 1)})
    return rows


def _measure(engine: str, server: Server, pusher: Pusher, filling: "_Filling", size: int) -> dict[str, Any]:
    with server.database.snapshot() as connection:
        device = find_device(connection, pusher.device)
    if device is None:
        raise RuntimeError("the device is not enrolled")
    before = _cursors(server, pusher)
    filling.change(CHANGED)
    after = _cursors(server, pusher)
    idle = quantiles(lambda: _reply(server, device, after), times=TIMES)
    changed = quantiles(lambda: _reply(server, device, before), times=TIMES)
    return {
        "engine": engine,
        "records": size,
        "in_the_scope": size // SCOPES,
        "idle_ms": idle["median_ms"],
        "idle_p95_ms": idle["p95_ms"],
        "idle_bytes": len(_reply(server, device, after)),
        "changed_ms": changed["median_ms"],
        "changed_p95_ms": changed["p95_ms"],
        "changed_bytes": len(_reply(server, device, before)),
    }


def _reply(server: Server, device: Device, cursors: dict[str, int]) -> bytes:
    hello = RequestHello(SCHEMA_VERSION, server.identity.epoch, cursors, {}, {}, REPLY_BYTES, START_MS)
    return serve(server, device, Asked(hello), encoder=Codings().encoder(ZSTD))


def _cursors(server: Server, pusher: Pusher) -> dict[str, int]:
    with server.database.snapshot() as connection:
        heads = read_heads(connection, pusher.scopes)
    return {scope: heads[scope].head if scope in heads else 0 for scope in pusher.scopes}


class _Filling:
    """Writes records into the tables as intake does, only many more at once."""

    def __init__(self, server: Server, pusher: Pusher) -> None:
        self._server = server
        people = [pusher.person.worker, *(random_id(os.urandom(16)) for _ in range(SCOPES - 1))]
        self._scopes = [worker_scope(person) for person in people]
        self._homes = [random_id(os.urandom(16)) for _ in range(SCOPES * DOSSIERS)]
        self._templates = _templates(pusher)
        self._number = 0
        self._mine: list[tuple[Id, Id, Template]] = []
        server.sealing.prepare(self._homes)

    def add(self, count: int) -> None:
        """So many more records, spread evenly over scopes and dossiers."""
        numbers = iter(range(self._number, self._number + count))
        while part := list(islice(numbers, AT_ONCE)):
            rows, placings = zip(*(self._record(number) for number in part), strict=True)

            def write(connection: Any, rows: Any = rows, placings: Any = placings) -> None:
                put_records(connection, rows, {})
                place(connection, placings, {})

            self._server.database.run(write)
        self._number += count

    def change(self, count: int) -> None:
        """New versions of the same so many records of the measured scope."""
        chosen = self._mine[:count]

        def write(connection: Any) -> None:
            ids = [record for record, _home, _template in chosen]
            before = rows_of_records(connection, ids)
            held = read_records(connection, ids)
            made = [self._changed(held[record], template) for record, _home, template in chosen]
            put_records(connection, [row for row, _placing in made], {})
            place(connection, [placing for _row, placing in made], before)

        self._server.database.run(write)

    def _record(self, number: int) -> tuple[RecordRow, Placing]:
        scope = number % SCOPES
        home = self._homes[scope * DOSSIERS + number // SCOPES % DOSSIERS]
        template = self._templates[number % len(self._templates)]
        record = uuid7(START_MS + number, os.urandom(10))
        if scope == 0 and len(self._mine) < CHANGED:
            self._mine.append((record, home, template))
        compact = template.of(record, home)
        return self._row(record, home, 1, compact, {}), self._placing(scope, record, 1, compact)

    def _changed(self, row: RecordRow, template: Template) -> tuple[RecordRow, Placing]:
        version = row.version + 1
        compact = template.of(row.id, row.home)
        versions = dict.fromkeys(("income_month_khr", "person_says", "family_relations"), version)
        return self._row(row.id, row.home, version, compact, versions), self._placing(0, row.id, version, compact)

    def _row(self, record: Id, home: Id, version: int, compact: bytes, versions: dict[str, int]) -> RecordRow:
        opened = Opened(compact, versions)
        sealed = seal_state(self._server.sealing, opened, home=home, use=STATES, record=record, version=version)
        return RecordRow(record, "visit", home, version, sealed, "{}", None, None, False, START_MS)

    def _placing(self, scope: int, record: Id, version: int, compact: bytes) -> Placing:
        return Placing(self._scopes[scope], record, version, state_digest(record, compact))


def _templates(pusher: Pusher) -> list[Template]:
    return list(islice(_visits(pusher), TEMPLATES))


def _visits(pusher: Pusher) -> Iterator[Template]:
    n = 0
    for sample in samples(TEMPLATES * 2, person=pusher.person):
        if sample.kind != "visit":
            continue
        n += 1
        dot = (pusher.incarnation, n)
        written = {
            name: {dot: Written(value, START_MS, 0, pusher.person.worker)}
            for name, value in sample.edit().registers.items()
        }
        state = RecordState(sample.record, "visit", sample.home, {dot[0]: n}, written, {})
        yield Template(sample.record, sample.home, write_state(state))
