"""What every line keeps: HTTP over a real socket, and the line inside the process that tests use."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from field_client.app import open_http_line
from field_client.sync.enrol import enrol
from field_client.sync.line import Line, Posted
from shared_schema.errors import HomewardError
from sync_server.app import create_app
from tests.builders.records import a_case
from tests.central import Central, a_central
from tests.field_client.sync.laptops import PASSPHRASE, a_field, closing, refused, same_everywhere, save
from tests.field_client.sync.lines import WsgiLine
from tests.serving import serving
from tests.stores import StoreUrls


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def address(central: Central) -> Iterator[str]:
    """A real server on a loopback socket."""
    with serving(central.server, listen="127.9.8.7:0") as found:
        yield "http://" + found


@pytest.fixture(params=["wsgi", "http"])
def line(request: pytest.FixtureRequest, central: Central) -> Line:
    if request.param == "wsgi":
        return WsgiLine(create_app(central.server, with_console=False))
    return open_http_line(request.getfixturevalue("address"), None)


def test_an_answer_comes_with_status_headers_and_raw_body(line: Line) -> None:
    with line.post(Posted("/api/v1/exchange", {"Content-Type": "text/plain"}, b"nothing")) as answered:
        body = b"".join(answered.chunks)
    assert answered.status in (400, 401, 403, 415)
    assert b'"code"' in body
    assert answered.headers["content-type"].startswith("application/problem+json")


def test_bytes_and_requests_are_counted_both_ways(line: Line) -> None:
    for count in (1, 2):
        with line.post(Posted("/api/v1/exchange", {"Content-Type": "text/plain"}, b"x" * 100)) as answered:
            list(answered.chunks)
        assert line.traffic.requests == count
    assert 200 < line.traffic.up < 1000
    assert 200 < line.traffic.down < 20_000


def test_nobody_there_is_no_contact() -> None:
    line = open_http_line("http://127.9.8.7:1", None)
    with pytest.raises(HomewardError) as caught, line.post(Posted("/", {}, b"")):
        pass
    assert caught.value.code == "sync.no_contact"


def test_plain_http_beyond_loopback_is_refused_before_anything_is_sent() -> None:
    refused(lambda: open_http_line("http://192.0.2.1:80", None), "tls.plain_http")


def test_a_laptop_enrols_and_synchronises_over_a_real_socket(central: Central, address: str, tmp_path: Path) -> None:
    field = a_field(tmp_path / "laptops", name="real", open_line=open_http_line)
    slip = replace(central.slip("sokha"), servers=(address,))
    enrol(field.config, field.tools, slip, passphrase=PASSPHRASE)
    with closing(field) as (laptop,):
        save(laptop, a_case(worker=laptop.book.person))
        report = laptop.sync()
        assert (report.sent, report.waiting, report.requests) == ({"case": 1}, 0, 1)
        assert same_everywhere(laptop)


def test_no_header_travels_that_nobody_needs() -> None:
    with socket.create_server(("127.9.8.8", 0)) as listening:
        heard: list[bytes] = []
        thread = threading.Thread(target=_hear_one, args=(listening, heard))
        thread.start()
        host, port = listening.getsockname()
        line = open_http_line(f"http://{host}:{port}", None)
        refused(lambda: line.post(Posted("/x", {"Content-Type": "text/plain"}, b"x")).__enter__(), "sync.no_contact")
        thread.join()
    names = sorted(row.partition(b":")[0].lower() for row in heard[0].split(b"\r\n\r\n")[0].split(b"\r\n")[1:])
    assert names == [b"content-length", b"content-type", b"host"]


def _hear_one(listening: socket.socket, heard: list[bytes]) -> None:
    connection, _address = listening.accept()
    with connection:
        heard.append(connection.recv(65536))
