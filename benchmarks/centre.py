"""The central server of a benchmark: founded in a folder, then a process of its own, as in the field but for TLS."""

import io
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil

from demo.programs import clean_environment, free_port
from shared_schema.slip import Slip
from sync_server.config import FILE_NAME, Config, write_config
from sync_server.logs import server_logger
from sync_server.server import Server, open_server, system_clock
from sync_server.services.accounts import AccountChange, add_office, add_person
from sync_server.services.invitations import invite
from sync_server.services.setup import initialise

HOST = "127.0.0.1"
THREADS = 8
START_SECONDS, STOP_SECONDS = 90, 60
QUIET_SECONDS, QUIET_TURNS, QUIET_SHARE = 0.5, 6, 0.2  # three seconds with less than a fifth of a core
OFFICE = "PNH"
WORKER, SUPERVISOR = "sokha", "chenda"

Result = TypeVar("Result")


class Centre:
    """The files of one centre and, between `start` and `stop`, its processes."""

    def __init__(self, folder: Path, *, database: str | None = None, is_founded: bool = False) -> None:
        """`is_founded`: keys and stores are there already."""
        self.folder = folder
        self.config = Config(
            database=database or f"sqlite:///{folder / 'records.db'}",
            key_file=folder / "keys.json",
            server_key_file=folder / "server-keys.json",
        )
        folder.mkdir(parents=True, exist_ok=True)
        if not is_founded:
            root = folder / "root.key"
            initialise(self.config, root_key_file=root, custodians=(), clock=system_clock, random=os.urandom)
        write_config(folder / FILE_NAME, self.config)
        self.addresses: list[str] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """`host:port` of the first process."""
        return self.addresses[0]

    @property
    def processes(self) -> "list[subprocess.Popen[bytes]]":
        """Those that serve now."""
        return list(self._processes)

    def with_server(self, work: Callable[[Server], Result]) -> Result:
        """`work` with the composed server in this process, before or beside the serving one."""
        server = open_server(self.config, logger=server_logger(io.StringIO()))
        try:
            return work(server)
        finally:
            server.close()

    def add_people(self, *logins: str) -> None:
        """An office, social workers with these logins, and a supervisor."""

        def add(server: Server) -> None:
            add_office(server, OFFICE, named={"name_latin": "Phnom Penh", "name_km": "ភ្នំពេញ"})
            for login in logins:
                add_person(server, login, change=AccountChange(role="social_worker", office=OFFICE), named={})
            add_person(server, SUPERVISOR, change=AccountChange(role="supervisor", office=OFFICE), named={})

        self.with_server(add)

    def slip(self, login: str) -> Slip:
        """An enrolment slip."""
        return self.with_server(lambda server: invite(server, login))

    def start(self, *, processes: int = 1) -> None:
        """Starts so many processes on one store and waits until each is ready."""
        for _number in range(processes):
            self._start(f"{HOST}:{free_port()}")

    def stop(self) -> None:
        """Ends the processes."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(timeout=STOP_SECONDS)
        self._processes.clear()
        self.addresses.clear()

    def cpu_seconds(self) -> float:
        """CPU time of the processes so far, user and system."""
        found = (psutil.Process(process.pid).cpu_times() for process in self._processes)
        return float(sum(times.user + times.system for times in found))

    def settle(self) -> float:
        """Waits until the jobs that follow a push have nothing to do; the CPU seconds that they took."""
        start = last = self.cpu_seconds()
        quiet = 0
        while quiet < QUIET_TURNS:
            time.sleep(QUIET_SECONDS)
            now = self.cpu_seconds()
            quiet = quiet + 1 if now - last < QUIET_SECONDS * QUIET_SHARE else 0
            last = now
        return last - start

    def memory_mb(self) -> float:
        """Resident memory of the processes now."""
        found = (psutil.Process(process.pid).memory_info().rss for process in self._processes)
        return float(round(sum(found) / 2**20, 1))

    def _start(self, address: str) -> None:
        arguments = ["--data", str(self.folder), "run", "--listen", address, "--threads", str(THREADS)]
        command = [sys.executable, "-c", "from sync_server.cli import main; main()", *arguments]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=clean_environment())
        self._processes.append(process)
        self.addresses.append(address)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if _is_ready(address):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text("utf-8")[-2000:])


@contextmanager
def running_centre(folder: Path, *logins: str, database: str | None = None, processes: int = 1) -> Iterator[Centre]:
    """A centre with people, serving until the block ends."""
    centre = Centre(folder, database=database)
    centre.add_people(*logins)
    try:
        centre.start(processes=processes)
        yield centre
    finally:
        centre.stop()


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
