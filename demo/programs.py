"""The real programs as processes: one JSON object from each command, secrets through a descriptor, bounded in time."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND_SECONDS = 180
START_SECONDS = 60
BUSY = 4  # the exit code of both programs for "already open or busy"
BUSY_SECONDS, BUSY_PAUSE_SECONDS = 60, 0.5


class DemoFailed(Exception):
    """A step that did not end as it must; the message says which command and how it ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: its exit code, the `result` object and the `problems` of `--json`, and what it said."""

    exit_code: int
    result: dict[str, Any]
    problems: list[dict[str, Any]]
    said: str


@dataclass(slots=True)
class Program:
    """One program with its global options; `secrets` are handed over line by line through `--passphrase-fd`."""

    module: str
    options: list[str]
    environment: dict[str, str]
    secrets: list[str] = field(default_factory=list)

    def run(self, *arguments: str, expect: Sequence[int] = (0,), secrets: Sequence[str] | None = None) -> Answer:
        """Runs one command to its end; one that is busy (the hub speaks by itself) is asked again, as its words
        say. Raises DemoFailed unless its exit code is expected."""
        lines = self.secrets if secrets is None else list(secrets)
        deadline = time.monotonic() + BUSY_SECONDS
        done = self._run_once(arguments, lines)
        while done.returncode == BUSY and BUSY not in expect and time.monotonic() < deadline:
            time.sleep(BUSY_PAUSE_SECONDS)
            done = self._run_once(arguments, lines)
        if done.returncode not in expect:
            raise DemoFailed(f"{self.module} {arguments[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
        try:
            said = json.loads(done.stdout)
        except ValueError as error:
            raise DemoFailed(f"{self.module} {arguments[0]} did not answer in JSON: {done.stdout}") from error
        return Answer(done.returncode, said.get("result", {}), said.get("problems", []), done.stderr)

    def _run_once(self, arguments: Sequence[str], lines: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        command = [*_start(self.module), *self.options, "--json"]
        with _descriptor(lines) as number:
            if number is not None:
                command += ["--passphrase-fd", str(number)]
            return subprocess.run(  # noqa: S603 - our own programs and arguments
                [*command, *arguments],
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                env=self.environment,
                pass_fds=() if number is None else (number,),
                check=False,
            )


@dataclass(slots=True)
class RunningServer:
    """A server process that listens on loopback; `address` is host:port."""

    process: "subprocess.Popen[bytes]"
    address: str
    log: Path

    def stop(self) -> None:
        """Asks the process to end, and ends it if it does not."""
        stop_process(self.process)


def stop_process(process: "subprocess.Popen[bytes]") -> None:
    """Asks a process that this run started to end, and ends it if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def start_server(program: Program, *, port: int, log: Path) -> RunningServer:
    """Starts `run` and waits until it says that it is ready. Raises DemoFailed."""
    address = f"127.0.0.1:{port}"
    command = [*_start(program.module), *program.options, "run", "--listen", address, "--threads", "4"]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdout=output, stderr=output, env=program.environment
        )
    running = RunningServer(process, address, log)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_ready(address):
            return running
        time.sleep(0.05)
    running.stop()
    raise DemoFailed(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def start_command(program: Program, *arguments: str) -> list[str]:
    """The command line of a program that stays open."""
    return [*_start(program.module), *program.options, *arguments]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment() -> dict[str, str]:
    """This process's environment without what could change how the programs speak or how quickly they start."""
    changing = ("HOMEWARD_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(changing)}
    return {**kept, "PYTHONIOENCODING": "utf-8"}


def _start(module: str) -> list[str]:
    return [sys.executable, "-c", f"from {module} import main; main()"]


@contextlib.contextmanager
def _descriptor(lines: Sequence[str]) -> Any:
    if not lines:
        yield None
        return
    reader, writer = os.pipe()
    try:
        os.write(writer, "".join(line + "\n" for line in lines).encode())
        os.close(writer)
        yield reader
    finally:
        os.close(reader)
