"""Threat 3: another account or program that would come in first. The token opens once, for a minute, from a file."""

import re
import stat
from pathlib import Path

from field_client.files import Files
from field_client.web.launch import HOME_NAME, LaunchFile, is_confined, launch_page, launch_path
from tests.field_client.sync.laptops import CountedRandom, Field
from tests.field_client.web.programs import ORIGIN, PREFIX, a_program
from tests.security.processes import a_running_program

FROM_FILE = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}


def test_the_token_opens_once(laptop: Field) -> None:
    with a_program(laptop) as made:
        token = made.program.doors.new_launch_token()
        for expected in (200, 403):
            answer = made.client.post(PREFIX + "/open", data={"token": token}, headers=FROM_FILE, base_url=ORIGIN)
            assert answer.status_code == expected


def test_the_token_opens_for_a_minute(laptop: Field) -> None:
    with a_program(laptop) as made:
        for seconds, expected in ((60.0, 200), (60.1, 403)):
            token = made.program.doors.new_launch_token()
            made.monotonic.now += seconds
            answer = made.client.post(PREFIX + "/open", data={"token": token}, headers=FROM_FILE, base_url=ORIGIN)
            assert answer.status_code == expected


def test_a_wrong_token_does_not_use_it_up_and_an_address_does_not_carry_it(laptop: Field) -> None:
    with a_program(laptop) as made:
        token = made.program.doors.new_launch_token()
        for path, data in (("/open", {"token": token[::-1]}), ("/open", {}), (f"/open?token={token}", {})):
            answer = made.client.post(PREFIX + path, data=data, headers=FROM_FILE, base_url=ORIGIN)
            assert answer.status_code == 403
        answer = made.client.get(PREFIX + f"/open?token={token}", headers=FROM_FILE, base_url=ORIGIN)
        assert answer.status_code in (403, 404, 405)
        answer = made.client.post(PREFIX + "/open", data={"token": token}, headers=FROM_FILE, base_url=ORIGIN)
        assert answer.status_code == 200


def test_the_answer_is_a_page_that_leads_on_not_a_redirect(laptop: Field) -> None:
    with a_program(laptop) as made:
        answer = made.let_in()
        assert answer.status_code == 200
        assert f'content="0;url={PREFIX}/"' in answer.get_data(as_text=True)
        cookie = answer.headers["Set-Cookie"]
        assert all(part in cookie for part in ("door=", "HttpOnly", "SameSite=Strict", f"Path={PREFIX}/"))
        assert "Expires" not in cookie
        assert "Max-Age" not in cookie


def test_the_passphrase_is_needed_after_it(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        assert made.get("/sync").status_code == 423


def test_the_file_is_private_and_gone_after_use_and_no_argument_holds_the_token(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        file = Path(running.launch)
        assert file == laptop.config.data / "run" / "open.html"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        found = re.search(r'name="token" value="([^"]{43})"', file.read_text("utf-8"))
        assert found is not None
        process = Path(f"/proc/{running.process.pid}")
        told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        assert found[1].encode() not in told
        assert running.prefix.encode() not in told
        running.let_in()
        assert not file.exists()


def test_the_file_is_gone_after_a_minute(laptop: Field, tmp_path: Path) -> None:
    with a_running_program(laptop, tmp_path) as running:
        running.say("tick")
        assert Path(running.launch).exists()
        running.say("monotonic 61")
        running.say("wall 61000")
        running.say("tick")
        assert not Path(running.launch).exists()


def test_the_file_for_a_confined_browser_lies_in_the_home_folder(tmp_path: Path) -> None:
    path = launch_path(tmp_path / "data", random=CountedRandom("x"), confined_home=tmp_path)
    assert path.parent == tmp_path
    assert re.fullmatch(HOME_NAME.format("[a-z2-9]{8}"), path.name)
    file = LaunchFile(Files(), path)
    file.write(launch_page(url='http://127.1.2.3:1/~x/open"><script>', token="t"))
    assert b'"><script>' not in path.read_bytes()
    file.remove()
    file.remove()
    assert not path.exists()


def test_browsers_in_snaps_and_flatpaks_are_known(tmp_path: Path) -> None:
    assert is_confined("/snap/bin/chromium", default_desktop=str)
    assert is_confined(None, default_desktop=lambda: "firefox_firefox.desktop")
    assert not is_confined(None, default_desktop=lambda: "firefox.desktop")
    assert not is_confined("/usr/bin/firefox", default_desktop=str)
