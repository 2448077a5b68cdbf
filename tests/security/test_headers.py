"""Threats 4 to 7: the headers stand on every answer: pages, errors, static files, and the server's own."""

import socket
from pathlib import Path

import pytest

from casework.web.headers import CSP, HEADERS
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import HOST, ORIGIN, PREFIX, an_open_program
from tests.security.processes import a_running_program


def test_every_kind_of_answer_has_all_headers(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        page = made.get("/sync").get_data(as_text=True)
        static = page[page.index(PREFIX + "/static/") :].partition('"')[0]
        answers = [
            made.get("/sync"),
            made.get("/"),
            made.get("/nowhere"),
            made.client.get(static, base_url=ORIGIN),
            made.client.get("/favicon.ico", base_url=ORIGIN),
            made.client.get("/", base_url=ORIGIN),
            made.client.get(PREFIX + "/", base_url="http://evil.example"),
            made.post("/alive"),
            made.post("/alive", csrf=False),
            made.client.put(PREFIX + "/sync", headers={"Origin": ORIGIN}, base_url=ORIGIN),
            made.post("/lock"),
            made.get("/sync"),
        ]
        assert {answer.status_code for answer in answers} >= {200, 204, 303, 403, 404, 421}
        for answer in answers:
            for name, value in HEADERS.items():
                assert answer.headers.getlist(name) == [value], (answer.request.path, name)
            assert "Server" not in answer.headers


def test_what_fails_unforeseen_has_them_too_and_tells_no_values(laptop: Field) -> None:
    with an_open_program(laptop) as made:

        def fail() -> str:
            raise RuntimeError("canary-name")

        made.app.view_functions["sync.show"] = fail
        answer = made.get("/sync")
        assert answer.status_code == 500
        assert answer.headers["Content-Security-Policy"] == CSP
        assert "canary" not in answer.get_data(as_text=True)
        log = (laptop.config.data / "problems.log").read_text("utf-8")
        assert "canary" not in log
        reference = log.split()[0]
        assert reference in answer.get_data(as_text=True)
        assert "RuntimeError" in log


TOO_LARGE = b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 99999999\r\n\r\n" % HOST.encode()


@pytest.mark.parametrize("noise", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", TOO_LARGE])
def test_the_servers_own_answers_have_them(laptop: Field, tmp_path: Path, noise: bytes) -> None:
    with a_running_program(laptop, tmp_path) as running:
        host, _colon, port = running.host.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(noise)
            answer = connection.makefile("rb").read()
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
        assert b"Cache-Control: no-store\r\n" in answer
        assert b"Content-Security-Policy: default-src 'none'" in answer
        assert b"Server:" not in answer
