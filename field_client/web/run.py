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

from casework.collector import tune_small
from field_client.safety import travel, wipe
from field_client.shell import DONE
from field_client.web.address import choose_host, choose_prefix
from field_client.web.app import make_app
from field_client.web.doors import Doors
from field_client.web.handover import Handover, Replace
from field_client.web.hardening import harden
from field_client.web.idle import Ticks, TickThread
from field_client.web.knock import answer_knock, ask_to_be_let_in, hold_place
from field_client.web.launch import LaunchFile, launch_page, launch_path
from field_client.web.program import Program, Surroundings
from field_client.web.serve import LoopbackServer

DRAIN_SECONDS = 2.0
CLOSE_SECONDS = 3.0
PLACE_SECONDS = 5.0  # the process before lets go of its place as it is replaced
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
    wipe.finish(around.tools.files, around.config.folder)
    travel.finish_at_start(around.tools.files, around.config.folder, pause=around.tools.pause)
    files, data, pause = around.tools.files, around.config.data, around.tools.pause
    place = hold_place(files, data, pause=pause, wait_seconds=PLACE_SECONDS if taken_over else 0)
    if place is None:
        ways.show(ask_to_be_let_in(files, data, pause=pause))
        return DONE
    life = _Life(around, ways, taken_over)
    code = life.serve(is_first=taken_over is None)
    if code == DONE and life.program.is_leaving:
        ways.replace(life.let_go())
    life.end()
    place.release()
    return code


class _Life:
    """One process: its program, its server, its launch file."""

    def __init__(self, around: Surroundings, ways: Ways, taken_over: Handover | None) -> None:
        random = around.tools.random
        door, prefix, listening = None, choose_prefix(random), None
        if taken_over is not None:
            door, prefix, listening = taken_over.door, taken_over.prefix, taken_over.listening
        self._around, self._ways, self._host = around, ways, ""
        self._doors = Doors(random=random, monotonic=around.monotonic, door=door)
        self.program = Program(around=around, doors=self._doors, prefix=prefix)
        path = launch_path(around.config.data, random=random, confined_home=ways.confined_home)
        self._launch = LaunchFile(around.tools.files, path)
        app = make_app(self.program, host=lambda: self._host, launched=self._launch.remove)
        gc.collect()
        tune_small()  # the table of places is never looked at again
        self._server = LoopbackServer(app, host=choose_host(random, platform=around.platform), listening=listening)
        self.program.stop_serving = self._server.stop_accepting

    def serve(self, *, is_first: bool) -> int:
        """Listens and serves until somebody locks or ends it; `is_first` also shows the launch file."""
        self._server.prepare()
        self._host = "{}:{}".format(*self._server.address)
        ticks = self._ways.ticks(self._tick)
        ticks.start()
        try:
            if is_first:
                self._ways.show(self._let_in())
            self._ways.started(self.program, self._server)
            with _ended_by_signal(self._server):
                self._server.serve()
        except KeyboardInterrupt:
            return STOPPED
        finally:
            ticks.stop()
            self._launch.remove()
        return DONE

    def let_go(self) -> Handover:
        """Drains and closes, within bounds; what the next process needs to know."""
        listening = self._server.socket
        _within(DRAIN_SECONDS + 0.5, lambda: self._server.drain(DRAIN_SECONDS))
        _within(CLOSE_SECONDS, self.program.close)
        return Handover(self.program.prefix, self._doors.door_hash, listening)

    def end(self) -> None:
        """The orderly end of the program."""
        _within(CLOSE_SECONDS, self.program.close)
        _within(DRAIN_SECONDS + 0.5, lambda: self._server.drain(DRAIN_SECONDS))
        self._server.finish()

    def _tick(self) -> None:
        self.program.tick()
        if not self._doors.has_launch_token():
            self._launch.remove()
        answer_knock(self._around.tools.files, self._around.config.data, let_in=self._let_in)

    def _let_in(self) -> Path:
        url = f"http://{self._host}{self.program.prefix}/open"
        self._launch.write(launch_page(url=url, token=self._doors.new_launch_token()))
        return self._launch.path


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
