"""A thousand laptops come back online at once, each with a day's work, against two server processes on PostgreSQL.

Clients, servers and PostgreSQL share the cores of one machine; laptops are devices without a store (`crowd.py`).
"""

import tempfile
import time
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from benchmarks.bench_reach import COMMAND
from benchmarks.centre import Centre
from benchmarks.crowd import all_at_once, enrol_many, require_all, spread
from benchmarks.postgres import running_postgres
from benchmarks.tables import report
from sync_server.server import Server
from sync_server.services.accounts import AccountChange, add_office, add_person

LAPTOPS, CHANGES, OFFICES, PROCESSES = 1000, 20, 20, 2
WITHIN_SECONDS = 1.0


def run(*, quick: bool = False) -> None:
    """Reports the table `reach_return`."""
    count = LAPTOPS // 20 if quick else LAPTOPS
    with running_postgres() as postgres, tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        centre = Centre(Path(name), database=postgres.fresh("come_back"))
        work = centre.with_server(lambda server: _prepare(server, count))
        centre.start(processes=PROCESSES)
        try:
            row = _measure(centre, work)
        finally:
            centre.stop()
    report("reach_return", f"{count} laptops come back within a second, {CHANGES} changes each", [row], command=COMMAND)


def _prepare(server: Server, count: int) -> list[Any]:
    logins = []
    for number in range(count):
        office = f"OF{ascii_uppercase[number % OFFICES]}"
        if number < OFFICES:
            add_office(server, office, named={"name_latin": office, "name_km": office})
        login = f"worker{number}"
        add_person(server, login, change=AccountChange(role="social_worker", office=office), named={})
        logins.append(login)
    pushers = enrol_many(server, logins)
    days = [one.prepare(count=CHANGES, each=CHANGES, number=number)[0] for number, one in enumerate(pushers)]
    return list(zip(pushers, days, strict=True))


def _measure(centre: Centre, work: list[Any]) -> dict[str, Any]:
    cpu, began = centre.cpu_seconds(), time.perf_counter()
    visits = all_at_once(centre, work, within_seconds=WITHIN_SECONDS)
    seconds, memory = time.perf_counter() - began, centre.memory_mb()
    cpu = centre.cpu_seconds() - cpu
    changes = len(work) * CHANGES
    require_all(centre, visits, expected=changes)
    return {
        "laptops": len(work),
        "server_processes": PROCESSES,
        "seconds": round(seconds, 1),
        "exchanges_a_second": round(len(work) / seconds, 1),
        "changes_a_second": round(changes / seconds),
        **spread(visits),
        "tries_mean": round(sum(one.tries for one in visits) / len(visits), 2),
        "lost": 0,
        "server_cpu_s": round(cpu, 1),
        "server_memory_mb": memory,
    }
