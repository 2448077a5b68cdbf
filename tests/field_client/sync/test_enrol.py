"""Enrolment: pinned by the slip, wholly done or not at all, and a lost reply costs nothing."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from field_client.sync.enrol import contact, enrol
from field_client.sync.line import Answered, Line, Posted
from shared_schema.errors import HomewardError
from sync_server.app import create_app
from tests.central import Central
from tests.field_client.faults import CountingFiles, failing_at
from tests.field_client.sync.laptops import PASSPHRASE, Field, a_field, closing, refused
from tests.field_client.sync.lines import CutLine, PassingLine, WsgiLine


def a_new(centre: Central, folder: Path, *, name: str = "new") -> Field:
    app = create_app(centre.server, with_console=False)
    return a_field(folder, name=name, open_line=lambda _url, _pem: WsgiLine(app))


@dataclass
class Losing(PassingLine):
    """A line that loses the first replies."""

    left: int

    def post(self, posted: Posted) -> AbstractContextManager[Answered]:
        self.left -= 1
        return CutLine(self.inner, lose_reply=self.left >= 0).post(posted)


def test_a_lost_reply_gives_the_same_laptop_when_the_request_is_repeated(centre: Central, tmp_path: Path) -> None:
    field = a_new(centre, tmp_path)
    line = Losing(WsgiLine(create_app(centre.server, with_console=False)), left=2)
    tools = replace(field.tools, open_line=lambda _url, _pem: line)  # type: ignore[arg-type, return-value]
    enrol(field.config, tools, centre.slip("sokha"), passphrase=PASSPHRASE)
    with closing(field) as (laptop,):
        assert laptop.identity.code == "K1"
        assert laptop.sync().waiting == 0


def test_a_server_that_does_not_follow_from_the_root_on_the_slip_is_refused(centre: Central, tmp_path: Path) -> None:
    field = a_new(centre, tmp_path)
    forged = replace(centre.slip("sokha"), root=bytes(32))
    refused(lambda: enrol(field.config, field.tools, forged, passphrase=PASSPHRASE), "certificate.not_valid")
    assert not field.config.folder.store.exists()


def test_a_wrong_code_leaves_nothing_behind(centre: Central, tmp_path: Path) -> None:
    field = a_new(centre, tmp_path)
    slip = replace(centre.slip("sokha"), code="0" * 10)
    refused(lambda: enrol(field.config, field.tools, slip, passphrase=PASSPHRASE), "enrol.code_wrong")
    assert not field.config.folder.store.exists()


def test_the_next_address_on_the_slip_is_tried_where_one_is_silent(centre: Central, tmp_path: Path) -> None:
    field = a_new(centre, tmp_path)
    app = create_app(centre.server, with_console=False)

    def open_line(url: str, _pem: str | None) -> Line:
        inner = WsgiLine(app)
        return CutLine(inner, lose_request=True) if url.endswith(":1") else inner

    slip = replace(centre.slip("sokha"), servers=("http://127.0.0.1:1", "http://127.0.0.1:2"))
    assert contact(replace(field.tools, open_line=open_line), slip).url == "http://127.0.0.1:2"


def test_where_no_address_answers_it_is_said_that_the_same_slip_is_to_be_tried_again(
    centre: Central, tmp_path: Path
) -> None:
    field = a_new(centre, tmp_path)
    app = create_app(centre.server, with_console=False)
    silent = replace(field.tools, open_line=lambda _url, _pem: CutLine(WsgiLine(app), lose_request=True))
    slip = centre.slip("sokha")
    refused(lambda: enrol(field.config, silent, slip, passphrase=PASSPHRASE), "enrol.no_contact")
    assert not field.config.folder.store.exists()
    enrol(field.config, field.tools, slip, passphrase=PASSPHRASE)


def test_enrolment_that_fails_at_any_file_is_done_again_with_a_new_slip(centre: Central, tmp_path: Path) -> None:
    counted = a_new(centre, tmp_path, name="counted")
    files = CountingFiles()
    enrol(counted.config, replace(counted.tools, files=files), centre.slip("sokha"), passphrase=PASSPHRASE)
    for step in range(1, files.steps + 1):
        centre.clock.advance(hours=1)
        field = a_new(centre, tmp_path, name=f"step{step}")
        broken = replace(field.tools, files=failing_at(step))
        with pytest.raises(HomewardError):
            enrol(field.config, broken, centre.slip("sokha"), passphrase=PASSPHRASE)
        try:
            enrol(field.config, field.tools, centre.slip("sokha"), passphrase=PASSPHRASE)
        except HomewardError as error:
            assert error.code == "enrol.already", step  # it failed after the slots were in their place
        with closing(field) as (laptop,):
            assert laptop.sync().waiting == 0, step
        assert not field.config.enrolling.exists(), step
