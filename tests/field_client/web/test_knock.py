"""The icon pressed a second time: the running program lets the new browser in, and asks for the passphrase again."""

from pathlib import Path

import pytest

from field_client.files import Files
from field_client.web.knock import answer_knock, ask_to_be_let_in, hold_place
from tests.field_client.sync.laptops import Field, refused
from tests.field_client.web.programs import an_open_program


def test_one_program_to_a_folder(tmp_path: Path) -> None:
    first = hold_place(Files(), tmp_path, pause=_never, wait_seconds=0)
    assert first is not None
    assert hold_place(Files(), tmp_path, pause=_never, wait_seconds=0) is None
    first.release()
    assert hold_place(Files(), tmp_path, pause=_never, wait_seconds=0) is not None


def test_a_knock_is_answered_with_a_launch_file(tmp_path: Path) -> None:
    place = hold_place(Files(), tmp_path, pause=_never, wait_seconds=0)
    assert place is not None
    told = tmp_path / "run" / "open.html"
    answers: list[bool] = []

    def tick(_seconds: float) -> None:
        answers.append(answer_knock(Files(), tmp_path, let_in=lambda: told))

    assert ask_to_be_let_in(Files(), tmp_path, pause=tick) == told
    assert answers == [True]
    assert not answer_knock(Files(), tmp_path, let_in=_not_asked)
    place.release()


def test_a_program_that_does_not_answer_is_said_to_be_open(tmp_path: Path) -> None:
    hold_place(Files(), tmp_path, pause=_never, wait_seconds=0)
    refused(lambda: ask_to_be_let_in(Files(), tmp_path, pause=lambda _seconds: None), "store.already_open")
    assert not (tmp_path / "run" / "knock").exists()


def test_a_second_browser_opens_the_door_only_and_ends_the_session_before(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        old = made.client.get_cookie("session", path=made.program.prefix + "/", domain="127.9.8.7")
        assert old is not None
        made.let_in()
        assert made.get("/sync").status_code == 423
        assert not made.program.doors.is_session(old.value)
        assert made.unlock("not the right words at all").status_code == 422
        assert made.unlock().status_code == 303
        assert made.get("/sync").status_code == 200


def _never(_seconds: float) -> None:
    pytest.fail("waited")


def _not_asked() -> Path:
    pytest.fail("asked")
