"""A month of one province on a stick: the bundle up, and the answer that brings all of it to the supervisor's laptop.

A month of a province is taken as 3,000 records (ten workers with 300 visits, notes and changes each); beside it one
worker's month of 300. Laptops are the real ones with encrypted store, the centre is the real application on SQLite, all
in this process; the line is used for enrolling alone. Sizes are those of the files, padded to 64 KiB; times are wall
time.
"""

import io
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.bench_reach import COMMAND
from benchmarks.centre import SUPERVISOR, WORKER, Centre
from benchmarks.dropping_line import ADDRESS, DroppingLine
from benchmarks.laptops import PASSPHRASE, bench_tools, opened, save_all
from benchmarks.tables import report
from benchmarks.workload import samples
from field_client.app import Laptop
from field_client.carrying import courier_for
from field_client.config import Config
from field_client.sync.courier import Courier
from field_client.sync.enrol import enrol
from shared_schema.slip import Slip
from sync_server.app import create_app
from sync_server.logs import server_logger
from sync_server.server import Server, open_server
from sync_server.services.courier import open_carried, take_in
from sync_server.services.courier_answer import make_answer

MONTH_OF_A_WORKER, MONTH_OF_A_PROVINCE = 300, 3_000
FAST = 1_000_000_000
Made = TypeVar("Made")


def run(*, quick: bool = False) -> None:
    """Reports the table `reach_bundle`."""
    rows = []
    for what, count in (("one worker", MONTH_OF_A_WORKER), ("one province", MONTH_OF_A_PROVINCE)):
        with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
            rows.append({"month_of": what} | _measure(Path(name), count // 10 if quick else count))
    report("reach_bundle", "A month's bundle of one province: size, time to make and read", rows, command=COMMAND)


def _measure(folder: Path, count: int) -> dict[str, Any]:
    """Up from the worker's laptop, and down to the supervisor's."""
    stage = _Stage(folder)
    worker, supervisor = stage.laptops[WORKER], stage.laptops[SUPERVISOR]
    try:
        save_all(worker, samples(count, person=worker.book.person))
        made, make_seconds = _timed(_courier(worker).make)
        read, read_seconds = _timed(
            lambda: [take_in(stage.server, open_carried(stage.server, one.data)) for one in made]
        )
        asked = open_carried(stage.server, _courier(supervisor).make()[0].data)
        take_in(stage.server, asked)
        answer, answer_seconds = _timed(lambda: make_answer(stage.server, asked.device))
        got, got_seconds = _timed(lambda: _courier(supervisor).read(answer.data))
        again, again_seconds = _timed(lambda: take_in(stage.server, open_carried(stage.server, made[0].data)))
    finally:
        stage.close()
    applied = sum(one.told.applied for one in read)
    if applied != count or again.already_at is None or sum(got.tally.arrived.values()) < count:
        raise RuntimeError(f"not everything was carried: {applied} of {count}, {got.tally.arrived}")
    return {
        "records": count,
        "bundles": len(made),
        "bundle_bytes": sum(len(one.data) for one in made),
        "make_s": make_seconds,
        "read_s": read_seconds,
        "read_twice_s": again_seconds,
        "answer_bytes": len(answer.data),
        "answer_make_s": answer_seconds,
        "answer_read_s": got_seconds,
    }


def _courier(laptop: Laptop) -> Courier:
    return courier_for(laptop, laptop.centre())


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    started = time.perf_counter()
    made = work()
    return made, round(time.perf_counter() - started, 2)


class _Stage:
    """A centre, a worker's laptop and her supervisor's; they were in contact once, before the month."""

    def __init__(self, folder: Path) -> None:
        self.centre = Centre(folder / "centre")
        self.centre.add_people(WORKER)
        slips = {login: self.centre.slip(login) for login in (WORKER, SUPERVISOR)}
        self.server: Server = open_server(self.centre.config, logger=server_logger(io.StringIO()))
        app = create_app(self.server, with_console=False)
        self.line = DroppingLine(lambda: app, FAST, 0)
        self.laptops = {login: self._laptop(folder / login, slip) for login, slip in slips.items()}
        for laptop in self.laptops.values():
            laptop.sync()

    def close(self) -> None:
        """Closes laptops and stores."""
        for laptop in self.laptops.values():
            laptop.close()
        self.server.close()

    def _laptop(self, folder: Path, slip: Slip) -> Laptop:
        config = Config(data=folder / "data", state=folder / "machine")
        tools = replace(bench_tools(), open_line=lambda _address, _pem: self.line)
        enrol(config, tools, slip, passphrase=PASSPHRASE, server_url=ADDRESS)
        return opened(config, tools)
