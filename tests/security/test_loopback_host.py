"""Threat 1: another name for this address (DNS rebinding) reaches nothing, and learns nothing of the secret path."""

import pytest

from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import HOST, PREFIX, a_program, an_open_program

FOREIGN = (
    "evil.example",
    "evil.example:45454",
    "localhost",
    "localhost:45454",
    "127.0.0.1:45454",
    "127.9.8.7",
    "127.9.8.7:45455",
    "[::1]:45454",
    "127.9.8.7:45454.evil.example",
    HOST + ".",
    HOST.upper() + " ",
    "0.0.0.0:45454",
)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_misdirected_before_anything_else(laptop: Field, host: str) -> None:
    with an_open_program(laptop) as made:
        for path in ("/", "/sync", "/unlock", "/help"):
            answer = made.client.get(PREFIX + path, headers={"Host": host, "Sec-Fetch-Site": "same-origin"})
            assert answer.status_code == 421
            assert PREFIX not in answer.get_data(as_text=True)


def test_a_missing_host_is_misdirected(laptop: Field) -> None:
    with a_program(laptop) as made:
        environment = {"HTTP_HOST": "", "SERVER_NAME": "127.9.8.7", "SERVER_PORT": "45454"}
        answer = made.client.get(PREFIX + "/", environ_overrides=environment)
        assert answer.status_code == 421


def test_the_own_host_without_the_secret_path_finds_nothing(laptop: Field) -> None:
    with a_program(laptop) as made:
        for path in ("/", "/sync", "/static/app.css", "/~AAAAAAAAAAAAAAAAAAAAAB/", PREFIX, PREFIX + "x/unlock"):
            answer = made.client.get(path, base_url=f"http://{HOST}")
            assert answer.status_code == 404, path
            assert PREFIX not in answer.get_data(as_text=True)


def test_the_icon_that_browsers_ask_for_is_empty_and_unguarded(laptop: Field) -> None:
    with a_program(laptop) as made:
        answer = made.client.get("/favicon.ico", headers={"Host": "evil.example"})
        assert (answer.status_code, answer.data) == (204, b"")
