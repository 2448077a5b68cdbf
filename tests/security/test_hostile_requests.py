"""Slow, silent, endless and smuggling clients: they are given up, and others are served meanwhile."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_client.sync.tls import pinned_session
from sync_server.http_connection import Deadline, TimedConnection
from sync_server.serve_http import MAX_BODY_BYTES
from sync_server.store.engine import open_database
from tests.central import Central, a_central
from tests.serving import serving
from tests.soak import trials
from tests.stores import StoreUrls

SLOW, SILENT = trials(20, soak=200), trials(200, soak=900)
SCALE = 0.02  # ten seconds become a fifth of one


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    yield made
    made.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimedConnection, "scale", SCALE)


def connect(address: str, words: bytes = b"") -> socket.socket:
    host, _, port = address.partition(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    if words:
        connection.sendall(words)
    return connection


def is_served(address: str) -> bool:
    with pinned_session(None) as session:
        return session.get(f"http://{address}/healthz", timeout=5).status_code == 200


def everything(connection: socket.socket) -> bytes:
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionError:
        pass
    return received


def test_slow_headers_hold_up_nobody_and_are_given_up(central: Central, quick: None) -> None:
    with serving(central.server, threads=SLOW + 4) as address:
        slow = [connect(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ") for _ in range(SLOW)]
        assert is_served(address)
        answers = [everything(one) for one in slow]
        assert all(b" 200 " not in answer for answer in answers)
        assert is_served(address)
        for one in slow:
            one.close()


def test_bodies_that_never_come_hold_up_nobody_and_are_given_up(central: Central, quick: None) -> None:
    head = b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    with serving(central.server, threads=SLOW + 4) as address:
        slow = [connect(address, head) for _ in range(SLOW)]
        assert is_served(address)
        for one in slow:
            assert b"request.cut" in everything(one)
            one.close()
        assert is_served(address)


def test_hundreds_of_silent_connections_are_no_burden(central: Central) -> None:
    with serving(central.server, threads=2) as address:
        silent = [connect(address) for _ in range(SILENT)]
        assert is_served(address)
        for one in silent:
            one.close()


def test_what_is_left_of_a_body_is_never_the_next_request(central: Central) -> None:
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
    with serving(central.server) as address, connect(address, head % len(smuggled) + smuggled) as connection:
        answer = everything(connection)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"request.type_unknown" in answer


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", (413, 431)),
        (b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1), (413,)),
        (
            b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n",
            (400, 411),
        ),
        (
            b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n",
            (413,),
        ),
        (
            b"POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}{}{\r\n0\r\n\r\n",
            (411,),
        ),
        (b"NONSENSE\r\n\r\n", (400,)),
        (b"GET http://other.example/healthz HTTP/1.1\r\nHost: x\r\n\r\n", (400, 404)),
    ],
)
def test_bad_requests_are_refused_by_name(central: Central, words: bytes, status: tuple[int, ...]) -> None:
    with serving(central.server) as address:
        with connect(address, words) as connection:
            connection.settimeout(5)
            first = connection.recv(4096)
        assert int(first.split()[1]) in status, first
        assert is_served(address)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'{"invitation":1e999}',
        b"[" * 4000,
        b'{"code":"\xff"}',
        b'{"a":1,"a":2}',
        b"9" * 4000,
    ],
)
def test_bad_bodies_of_enrolment_are_refused_and_store_nothing(central: Central, body: bytes) -> None:
    answer = central.client().post("/api/v1/enrol", data=body, content_type="application/json")
    assert answer.status_code == 400
    database = open_database(central.server.config.database)
    with database.snapshot() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM enrolment_codes").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM devices").scalar() == 1  # the server's own
    database.dispose()


class Ticks:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_headers_have_ten_seconds_in_all_however_they_drip() -> None:
    ticks = Ticks()
    deadline = Deadline(monotonic=ticks)
    deadline.start_headers()
    assert deadline.left() == 10
    for second in range(1, 10):
        ticks.now = second
        deadline.count(1)
        assert deadline.left() == 10 - second
    ticks.now = 10
    assert deadline.left() <= 0


def test_a_body_has_two_minutes_and_may_be_slow_for_thirty_seconds_only() -> None:
    ticks = Ticks()
    deadline = Deadline(monotonic=ticks)
    deadline.start_body()
    ticks.now = 30
    assert deadline.left() > 0
    ticks.now = 31
    assert deadline.left() == 0
    deadline.count(31 * 200)
    assert deadline.left() > 0
    ticks.now = 119
    deadline.count(1_000_000)
    assert deadline.left() == 1
    ticks.now = 121
    assert deadline.left() <= 0


def test_time_between_two_requests_of_one_connection_does_not_count() -> None:
    ticks = Ticks()
    deadline = Deadline(monotonic=ticks)
    deadline.start_headers()
    deadline.left()
    ticks.now = 5000
    deadline.start_headers()
    assert deadline.left() == 10


def test_a_kept_connection_serves_many_requests(central: Central) -> None:
    with serving(central.server) as address, pinned_session(None) as session:
        for _ in range(50):
            assert session.get(f"http://{address}/healthz", timeout=5).status_code == 200
