"""Threat 11: large or slow local requests. 12 MiB a body, 64 KiB a field, 8 threads, 30 s for a silent socket."""

import socket
from pathlib import Path

from field_client.web import serve
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import HOST, an_open_program
from tests.security.processes import a_running_program

MIB = 1024 * 1024


def test_a_field_of_64_kib_passes_and_one_byte_more_does_not(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert made.post("/language", {"next": "x" * 64 * 1024}).status_code == 303
        assert made.post("/language", {"next": "x" * (64 * 1024 + 1)}).status_code == 413
        khmer = "ក" * (64 * 1024 // 3)
        assert made.post("/language", {"next": khmer}).status_code == 303
        assert made.post("/language", {"next": khmer + "ក"}).status_code == 413


def test_a_form_of_more_than_a_mebibyte_is_refused_with_a_page(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        fields = {f"field{number}": "x" * 60_000 for number in range(20)}
        assert made.post("/language", fields).status_code == 413


def test_uploads_are_held_in_memory(laptop: Field) -> None:
    with an_open_program(laptop) as made, made.app.test_request_context("/", method="POST") as context:
        stream = context.request._get_file_stream(100, "image/png")
        assert type(stream).__name__ == "BytesIO"


def test_a_body_over_the_limit_is_refused_before_it_is_read(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        head = (
            f"POST {running.prefix}/unlock HTTP/1.1\r\nHost: {running.host}\r\nContent-Length: {12 * MIB + 1}\r\n\r\n"
        )
        with _connected(running.host) as connection:
            connection.sendall(head.encode())
            assert connection.makefile("rb").read().startswith(b"HTTP/1.1 413")


def test_an_endless_body_in_chunks_is_refused(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        head = (
            f"POST {running.prefix}/unlock HTTP/1.1\r\nHost: {running.host}\r\nTransfer-Encoding: chunked\r\n"
            f"Origin: http://{running.host}\r\nCookie: door={running.cookies['door']}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        with _connected(running.host) as connection:
            connection.sendall(head.encode())
            answer = _send_until_refused(connection, b"100000\r\n" + b"a" * MIB + b"\r\n")
            assert answer.startswith(b"HTTP/1.1 4") or not answer
        assert running.ask("GET", "/help").status == 200


def test_others_are_served_while_sockets_stay_silent(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        silent = [_connected(running.host) for _ in range(7)]
        for connection in silent:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert running.ask("GET", "/help").status == 200
        for connection in silent:
            connection.close()


def test_the_numbers_are_those_of_the_design() -> None:
    assert (serve.THREADS, serve.IDLE_SECONDS, serve.MAX_BODY_BYTES) == (8, 30, 12 * MIB)
    server = serve.LoopbackServer(lambda _environ, _start: [], host="127.0.0.1")
    assert (server.timeout, server.max_request_body_size, len(HOST) > 0) == (30, 12 * MIB, True)
    assert server.requests.min == 8


def _connected(host: str) -> socket.socket:
    name, _colon, port = host.partition(":")
    return socket.create_connection((name, int(port)), timeout=20)


def _send_until_refused(connection: socket.socket, piece: bytes) -> bytes:
    try:
        for _ in range(20):
            connection.sendall(piece)
        return connection.makefile("rb").read()
    except OSError:
        return b""
