"""Threat 4: a server on another port of the same address. A browser's cookie jar gives it neither cookie nor path."""

import urllib.request
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import HOST, PREFIX, a_program, an_open_program
from tests.security.processes import a_running_program


def test_the_jar_sends_nothing_to_another_path_or_address(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrict))
        answer = made.let_in()
        request = urllib.request.Request(f"http://{HOST}{PREFIX}/open")
        jar.extract_cookies(_Told(answer.headers.getlist("Set-Cookie")), request)  # type: ignore[arg-type]
        assert [cookie.name for cookie in jar] == ["door"]
        address = HOST.partition(":")[0]
        assert _sent(jar, f"http://{HOST}{PREFIX}/sync")
        for foreign in (
            f"http://{address}:1/",
            f"http://{address}:1/~AAAAAAAAAAAAAAAAAAAAAB/",
            f"http://{HOST}/",
            f"http://127.9.8.6:45454{PREFIX}/",
        ):
            assert _sent(jar, foreign) is None, foreign


def test_cookies_of_door_and_session_have_every_attribute(laptop: Field) -> None:
    with a_program(laptop) as made:
        for answer, name in ((made.let_in(), "door"), (made.unlock(), "session")):
            (cookie,) = answer.headers.getlist("Set-Cookie")
            assert cookie.startswith(name + "=")
            for part in ("HttpOnly", "SameSite=Strict", f"Path={PREFIX}/"):
                assert part in cookie
            assert "Domain" not in cookie
            assert "Expires" not in cookie


def test_each_start_has_an_address_and_a_path_of_its_own(laptop: Field, tmp_path: Path) -> None:
    places = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        with a_running_program(laptop, folder) as running:
            places.append((running.host.partition(":")[0], running.prefix))
            assert running.prefix.startswith("/~")
            assert len(running.prefix) == 24
            assert running.host.startswith("127.")
    assert places[0][1] != places[1][1]
    assert places[0][0] != places[1][0]


def test_a_page_names_its_own_site_as_referrer_and_others_nothing(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert made.get("/sync").headers["Referrer-Policy"] == "same-origin"


class _Told:
    """A response as a cookie jar reads it."""

    def __init__(self, cookies: list[str]) -> None:
        self._cookies = cookies

    def info(self) -> "_Told":
        return self

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return self._cookies if name == "Set-Cookie" else default


def _sent(jar: CookieJar, url: str) -> str | None:
    request = urllib.request.Request(url)
    jar.add_cookie_header(request)
    return request.get_header("Cookie")
