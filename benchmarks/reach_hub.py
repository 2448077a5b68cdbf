"""The evening hour at a hub: fifty laptops of one office send their day; what one exchange takes there.

One process on SQLite, as on the small machine of an office; the evening is pressed into one minute (sixty times as
dense), and once more into one second. The hub has been admitted by a centre and knows its people by the roster.
"""

import io
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.bench_reach import COMMAND
from benchmarks.centre import OFFICE, Centre
from benchmarks.crowd import all_at_once, enrol_many, require_all, spread
from benchmarks.tables import report
from demo.programs import free_port
from shared_schema.wire.hub_joining import read_join_request
from sync_server.config import Config
from sync_server.hub.joining import initialise_hub, join
from sync_server.hub.upstream import relay
from sync_server.keys.root_key import read_root_key
from sync_server.logs import server_logger
from sync_server.server import Server, open_server, system_clock
from sync_server.services.hubs import admit

LAPTOPS, CHANGES = 50, 20
MINUTE, SECOND = 60.0, 1.0


def run(*, quick: bool = False) -> None:
    """Reports the table `reach_hub`."""
    rows = [_evening(SECOND if quick else MINUTE), *([] if quick else [_evening(SECOND)])]
    report("reach_hub", f"{LAPTOPS} laptops send {CHANGES} changes each to their hub", rows, command=COMMAND)


def _evening(within_seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        centre = Centre(Path(name) / "centre")
        logins = [f"worker{number}" for number in range(LAPTOPS)]
        centre.add_people(*logins)
        hub = _joined(centre, Path(name) / "hub")
        pushers = hub.with_server(lambda server: enrol_many(server, logins))
        days = [one.prepare(count=CHANGES, each=CHANGES, number=number)[0] for number, one in enumerate(pushers)]
        hub.start()
        try:
            cpu = hub.cpu_seconds()
            visits = all_at_once(hub, list(zip(pushers, days, strict=True)), within_seconds=within_seconds)
            cpu, memory = hub.cpu_seconds() - cpu, hub.memory_mb()
        finally:
            hub.stop()
        require_all(hub, visits, expected=LAPTOPS * CHANGES)
    return {
        "laptops": LAPTOPS,
        "within_s": within_seconds,
        **spread(visits),
        "tries_mean": round(sum(one.tries for one in visits) / len(visits), 2),
        "lost": 0,
        "hub_cpu_s": round(cpu, 1),
        "hub_memory_mb": memory,
    }


def _joined(centre: Centre, folder: Path) -> Centre:
    """A hub of the office: made, admitted, joined, and with its first turn behind it."""
    folder.mkdir()
    address = f"127.0.0.1:{free_port()}"
    config = Config(
        database=f"sqlite:///{folder / 'records.db'}",
        key_file=folder / "keys.json",
        server_key_file=folder / "server-keys.json",
        listen=address,
    )
    request = initialise_hub(config, name="Bench office", clock=system_clock, random=os.urandom)
    root = read_root_key(centre.folder / "root.key")
    centre.start()
    try:
        told = replace(centre.config, listen=centre.address)
        server = open_server(told, logger=server_logger(io.StringIO()))
        answer = admit(server, read_join_request(request), offices=(OFFICE,), root=root).answer
        server.close()
        _with(config, lambda hub: join(hub, answer, request=read_join_request(request)))
        _with(config, relay)
    finally:
        centre.stop()
    return Centre(folder, is_founded=True)


def _with(config: Config, work: Any) -> None:
    server: Server = open_server(config, logger=server_logger(io.StringIO()))
    try:
        work(server)
    finally:
        server.close()
