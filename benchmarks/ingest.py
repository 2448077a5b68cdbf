"""Eight devices push at once: changes verified, merged, sealed and placed a second, and what each costs the server.

One office, so that all of them meet in the same scope head. Clients and PostgreSQL run on the same cores.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.centre import Centre, running_centre
from benchmarks.postgres import Postgres, running_postgres
from benchmarks.pushers import Prepared, Pusher, enrolled_pusher
from benchmarks.tables import report
from shared_schema.wire.coding import ZSTD, Codings
from sync_server.api.exchange import answer, read_body
from sync_server.api.signatures import GOOD, SignedRequest
from sync_server.server import Server
from sync_server.store.devices import find_device
from sync_server.store.log import count_changes

DEVICES = 8
CHANGES = 4000  # of each device
EACH = 500  # changes in a request
AIM = 4000  # changes a second
MILLION = 1_000_000


def run(*, quick: bool = False) -> None:
    """Reports the table `ingest`."""
    count = CHANGES // 8 if quick else CHANGES
    rows = [_service_alone(count), _on_sqlite(count)]
    with running_postgres() as postgres:
        rows += [_on_postgres(postgres, count, processes=processes) for processes in (1, 2)]
    report("ingest", f"{DEVICES} devices push {DEVICES * count:,} new records, {EACH} in a request", rows)


def _service_alone(count: int) -> dict[str, Any]:
    """The same requests answered in this process, one after the other: what a change costs without HTTP and rivals."""
    with _folder() as name:
        with running_centre(Path(name), *_logins()) as centre:
            pushers = [enrolled_pusher(centre.slip(login), centre.address) for login in _logins()]
        prepared = [one.prepare(count=count, each=EACH, number=number) for number, one in enumerate(pushers)]
        cpu, wall = centre.with_server(lambda server: _answer_all(server, pushers, prepared))
        _require_all(centre, DEVICES * count, DEVICES * count)
    changes = DEVICES * count
    return _row("SQLite, service alone", 1, changes, wall) | {
        "server_cpu_us_per_change": round(cpu / changes * MILLION)
    }


def _answer_all(server: Server, pushers: list[Pusher], prepared: list[list[Prepared]]) -> tuple[float, float]:
    codings = Codings()
    cpu, wall = time.process_time(), time.perf_counter()
    for pusher, requests in zip(pushers, prepared, strict=True):
        with server.database.snapshot() as connection:
            device = find_device(connection, pusher.device)
        if device is None:
            raise RuntimeError("the device is not enrolled")
        for number, request in enumerate(requests, start=1):
            signed = SignedRequest(device, number, request.body, ZSTD, GOOD)
            answer(server, signed, read_body(codings.decode(request.body, ZSTD)), codings=codings)
    return time.process_time() - cpu, time.perf_counter() - wall


def _on_sqlite(count: int) -> dict[str, Any]:
    with _folder() as name, running_centre(Path(name), *_logins()) as centre:
        return _measure("SQLite", centre, count)


def _on_postgres(postgres: Postgres, count: int, *, processes: int) -> dict[str, Any]:
    url = postgres.fresh(f"ingest_{processes}")
    with (
        _folder() as name,
        running_centre(Path(name), *_logins(), database=url, processes=processes) as centre,
    ):
        return _measure("PostgreSQL", centre, count, postgres=postgres)


def _measure(engine: str, centre: Centre, count: int, *, postgres: Postgres | None = None) -> dict[str, Any]:
    pushers = [enrolled_pusher(centre.slip(login), centre.address) for login in _logins()]
    prepared = [one.prepare(count=count, each=EACH, number=number) for number, one in enumerate(pushers)]
    cpu = centre.cpu_seconds()
    engine_cpu = 0.0 if postgres is None else postgres.cpu_seconds()
    start = time.perf_counter()
    applied = _push_all(centre, pushers, prepared)
    seconds = time.perf_counter() - start
    cpu = centre.cpu_seconds() - cpu
    engine_cpu = 0.0 if postgres is None else postgres.cpu_seconds() - engine_cpu
    _require_all(centre, applied, DEVICES * count)
    return _row(engine, len(centre.addresses), applied, seconds) | {
        "server_cpu_us_per_change": round(cpu / applied * MILLION),
        "engine_cpu_us_per_change": round(engine_cpu / applied * MILLION),
    }


def _row(engine: str, processes: int, changes: int, seconds: float) -> dict[str, Any]:
    return {
        "engine": engine,
        "server_processes": processes,
        "changes": changes,
        "seconds": round(seconds, 2),
        "changes_a_second": round(changes / seconds),
        "aim": AIM,
    }


def _push_all(centre: Centre, pushers: list[Pusher], prepared: list[list[Prepared]]) -> int:
    addresses = [centre.addresses[number % len(centre.addresses)] for number in range(len(pushers))]
    with ThreadPoolExecutor(len(pushers)) as pool:
        return sum(pool.map(lambda one: one[0].push(one[1], one[2]), zip(pushers, addresses, prepared, strict=True)))


def _require_all(centre: Centre, applied: int, expected: int) -> None:
    def count(server: Any) -> int:
        with server.database.snapshot() as connection:
            return count_changes(connection)

    held = centre.with_server(count)
    if applied != expected or held < expected:
        raise RuntimeError(f"{expected} changes pushed, {applied} answered as applied, {held} in the log")


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="homeward-bench-")


def _logins() -> list[str]:
    return [f"worker{number}" for number in range(DEVICES)]
