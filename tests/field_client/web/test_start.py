"""The first run: from a slip to a laptop that is open, whose recovery code was typed back and whose cases have come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from field_client.web.sheet_pages import asked_groups
from field_client.web.warnings_at_start import is_disk_encrypted, warnings_at_start
from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words
from shared_schema.slip import write_slip, write_slip_line
from sync_server.app import create_app
from tests.central import Central
from tests.field_client.sync.laptops import Field, a_field
from tests.field_client.sync.lines import WsgiLine
from tests.field_client.web.programs import OpenProgram, a_program

OWN = "a sentence of my very own"


@pytest.fixture
def place(centre: Central, tmp_path: Path) -> Field:
    """An empty laptop with a line to the centre."""
    app = create_app(centre.server, with_console=False)
    return a_field(tmp_path / "new", name="new", open_line=lambda _url, _pem: WsgiLine(app))


@pytest.fixture
def made(place: Field) -> Iterator[OpenProgram]:
    """Its program, with a browser let in."""
    with a_program(place) as program:
        program.let_in()
        yield program


def page(made: OpenProgram, path: str) -> str:
    return made.get(path).get_data(as_text=True)


def test_from_slip_to_first_caseload(made: OpenProgram, centre: Central) -> None:
    slip = centre.slip("sokha")
    assert made.get("/").location.endswith("/start")
    assert "Step 1 of 6" in page(made, "/start")
    assert made.post("/start/code", {"slip": write_slip(slip)}).status_code == 303
    compared = page(made, "/start/code")
    assert office_words(slip.root) in compared
    assert "Step 3 of 6" in page(made, "/start/passphrase")
    answer = made.post("/start/passphrase", {"passphrase": OWN, "again": OWN})
    assert answer.location.endswith("/start/recovery")
    sheet = page(made, "/start/recovery")
    code = made.program.sheet
    assert code is not None
    assert all(group in sheet for group in code.split("-"))
    assert "Step 4 of 6" in sheet
    groups = code.split("-")
    asked = asked_groups(code)
    wrong = made.post("/start/check", {f"group{number}": "0000" for number in asked})
    assert wrong.status_code == 422
    assert made.program.sheet == code
    typed = {f"group{number}": groups[number - 1].lower() for number in asked}
    assert made.post("/start/check", typed).location.endswith("/start/first-sync")
    assert made.program.sheet is None
    assert code not in page(made, "/start/first-sync")
    assert made.program.sending is not None
    made.program.sending.run()
    assert made.program.held().centre().contact_at
    made.post("/lock")
    assert made.program.setup is None


def test_the_line_of_the_square_code_may_be_pasted(made: OpenProgram, centre: Central) -> None:
    assert made.post("/start/code", {"slip": write_slip_line(centre.slip("sokha"))}).status_code == 303


@pytest.mark.parametrize("text", ["", "nonsense", "HOMEWARD ENROLMENT SLIP\nworker: x\nEND OF SLIP"])
def test_what_is_no_slip_is_told_so_and_nothing_is_lost(made: OpenProgram, text: str) -> None:
    answer = made.post("/start/code", {"slip": text})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.get_data(as_text=True)


def test_a_used_code_leads_back_to_the_slip_and_the_passphrase_is_not_asked_again(
    made: OpenProgram, centre: Central
) -> None:
    used = centre.slip("sokha")
    centre.enrol("sokha")
    made.post("/start/code", {"slip": write_slip(used).replace(used.invitation, used.invitation[::-1])})
    refused = made.post("/start/passphrase", {"passphrase": OWN, "again": OWN})
    assert refused.status_code == 422
    assert "Step 2 of 6" in refused.get_data(as_text=True)
    made.post("/start/code", {"slip": write_slip(centre.slip("sokha"))})
    assert made.post("/start/passphrase", {}).location.endswith("/start/recovery")


def test_without_a_line_the_steps_wait_and_nothing_is_asked_twice(place: Field, centre: Central) -> None:
    real = place.tools.open_line

    def refuse(_url: str, _pem: str | None) -> WsgiLine:
        raise HomewardError("sync.no_contact")

    object.__setattr__(place.tools, "open_line", refuse)
    with a_program(place) as made:
        made.let_in()
        made.post("/start/code", {"slip": write_slip(centre.slip("sokha"))})
        refused = made.post("/start/passphrase", {"passphrase": OWN, "again": OWN}).get_data(as_text=True)
        assert "Nothing was lost" in refused
        assert "Try again" in refused
        assert 'name="again"' not in refused
        object.__setattr__(place.tools, "open_line", real)
        assert made.post("/start/passphrase", {}).location.endswith("/start/recovery")


@pytest.mark.parametrize(("first", "second"), [("short", "short"), (OWN, OWN + "x"), ("", "")])
def test_a_passphrase_that_cannot_be_is_refused_before_anything_is_sent(
    made: OpenProgram, centre: Central, first: str, second: str
) -> None:
    made.post("/start/code", {"slip": write_slip(centre.slip("sokha"))})
    answer = made.post("/start/passphrase", {"passphrase": first, "again": second})
    assert answer.status_code == 422
    assert first not in answer.get_data(as_text=True).replace("shorter", "") or not first or first == "short"
    assert made.program.state == "not_enrolled"


def test_an_empty_laptop_shows_nothing_but_its_first_run(made: OpenProgram) -> None:
    for path in ("/sync", "/settings", "/backups"):
        assert made.get(path).location.endswith("/start")


def test_an_enrolled_laptop_has_no_first_run(laptop: Field) -> None:
    with a_program(laptop) as made:
        made.let_in()
        for path in ("/start", "/start/code", "/start/passphrase"):
            assert made.get(path).location.endswith("/unlock")
            assert made.post(path, {"slip": "x"}).status_code in (303, 423)


def test_warnings_name_what_can_be_mended(tmp_path: Path) -> None:
    cloud = tmp_path / "OneDrive" / "homeward"
    found = warnings_at_start(cloud, environment={}, clock=lambda: 0)
    assert {"cloud", "clock"} <= set(found)
    assert "cloud" not in warnings_at_start(tmp_path, environment={}, clock=lambda: 1_795_000_000_000)


def test_an_encrypted_disk_is_seen(tmp_path: Path) -> None:
    (tmp_path / "dm-0" / "dm").mkdir(parents=True)
    assert is_disk_encrypted(tmp_path) is False
    (tmp_path / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-1234-home\n", "ascii")
    assert is_disk_encrypted(tmp_path) is True
    assert is_disk_encrypted(tmp_path / "nowhere") is None


def test_two_different_groups_are_asked() -> None:
    for number in range(200):
        first, second = asked_groups(str(number))
        assert 1 <= first < second <= 7
