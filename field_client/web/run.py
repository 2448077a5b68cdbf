"""The life of the local program: listen, let the browser in, serve, and at a lock become a new, empty program.

Promise: serving happens in the main thread, so that the main thread can replace the process; letting go is bounded in
time, and if something hangs the process is replaced anyway (WAL is safe). Everything that differs between a real start
and a test is handed in as `Ways`.
"""

import gc
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType

from casework.collector import tune_collector
from field_client.shell import DONE
from field_client.web.address import choose_host, choose_prefix
from field_client.web.app import make_app
from field_client.web.doors import LAUNCH_SECONDS, Doors
from field_client.web.handover import Handover, Replace
from field_client.web.hardening import harden
from field_client.web.idle import Ticks, TickThread
from field_client.web.launch import LaunchFile, launch_page, launch_path
from field_client.web.program import Program, Surroundings
from field_client.web.serve import LoopbackServer

DRAIN_SECONDS = 2.0
CLOSE_SECONDS = 3.0
STOPPED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What a real start and a test do differently. `started` is told (program, server) before serving; `show` opens
    the launch file in a browser; `confined_home` = where the file lies for a confined browser, None for `run/`."""

    replace: Replace
    show: Callable[[Path], object]
    confined_home: Path | None = None
    harden: Callable[[], None] = harden
    started: Callable[[Program, LoopbackServer], None] = lambda _program, _server: None
    ticks: Callable[[Callable[[], None]], Ticks] = TickThread


def run_program(around: Surroundings, ways: Ways, *, taken_over: Handover | None = None) -> int:
    """Serves until the person ends the program; a lock does not return, it replaces. Answers the exit code."""
    ways.harden()
    random = around.tools.random
    doors = Doors(random=random, monotonic=around.monotonic, door=taken_over.door if taken_over else None)
    prefix = taken_over.prefix if taken_over else choose_prefix(random)
    program = Program(around=around, doors=doors, prefix=prefix)
    launch = LaunchFile(
        around.tools.files, launch_path(around.config.data, random=random, confined_home=ways.confined_home)
    )
    host: list[str] = []
    app = make_app(program, host=lambda: host[0], launched=launch.remove)
    gc.collect()
    tune_collector()  # the table of places is never looked at again
    server = LoopbackServer(
        app,
        host=choose_host(random, platform=around.platform),
        listening=taken_over.listening if taken_over else None,
    )
    program.stop_serving = server.stop_accepting
    server.prepare()
    host.append("{}:{}".format(*server.address))
    ticks = ways.ticks(lambda: _tick(program, launch))
    ticks.start()
    if taken_over is None:
        token = doors.new_launch_token()
        launch.write(launch_page(url=f"http://{host[0]}{prefix}/open", token=token))
        ways.show(launch.path)
    ways.started(program, server)
    try:
        with _ended_by_signal(server):
            server.serve()
    except KeyboardInterrupt:
        program.is_leaving = True
    ticks.stop()
    launch.remove()
    if not program.is_leaving or program.laptop is None:
        _end(server, program)
        return STOPPED if program.is_leaving else DONE
    listening = server.socket
    _within(DRAIN_SECONDS + 0.5, lambda: server.drain(DRAIN_SECONDS))
    _within(CLOSE_SECONDS, program.close)
    ways.replace(Handover(prefix, doors.door_hash, listening))


def _tick(program: Program, launch: LaunchFile) -> None:
    program.tick()
    if not program.doors.has_launch_token():
        launch.remove()


def _end(server: LoopbackServer, program: Program) -> None:
    _within(CLOSE_SECONDS, program.close)
    _within(DRAIN_SECONDS + 0.5, lambda: server.drain(DRAIN_SECONDS))
    server.finish()


def _within(seconds: float, function: Callable[[], object]) -> None:
    """Calls it in a thread and waits so long at most."""
    thread = Thread(target=function, daemon=True)
    thread.start()
    thread.join(seconds)


class _ended_by_signal:
    """SIGTERM ends serving, and the program closes as it does at its orderly end."""

    def __init__(self, server: LoopbackServer) -> None:
        self._server = server

    def __enter__(self) -> None:
        if sys.platform != "win32":
            signal.signal(signal.SIGTERM, self._stop)

    def __exit__(self, *_error: object) -> None:
        return None

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        Thread(target=self._server.stop_accepting, daemon=True).start()


__all__ = ["LAUNCH_SECONDS", "Ways", "run_program"]
