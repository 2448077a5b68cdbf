"""The morning's notice: counts alone, sent once a day, nothing on a quiet day, never in clear beyond this machine."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from sync_server.jobs.mail_notice import JOB, send_morning_notice
from sync_server.jobs.turns import Turns
from sync_server.server import Server
from sync_server.services.mail_notice import NoticeCounts, send_notice, write_notice
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls

WHERE = "127.77.3.1"


class _MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail (RFC 5321, as little of it as a sender needs)."""

    daemon_threads = True
    taken: list[bytes]


class _Line(socketserver.StreamRequestHandler):
    server: _MailServer

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self._say("354 go on")
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            if line.startswith(b"QUIT"):
                return self._say("221 bye")
            self._say("250 ok")
        return None

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def a_mail_server() -> Iterator[_MailServer]:
    with _MailServer((WHERE, 0), _Line) as server:
        server.taken = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def town(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    made = a_town(sqlite_urls, tmp_path)
    yield made
    made.close()


def with_mail(server: Server, port: int, **other: str) -> Server:
    settings = {"mail_server": f"{WHERE}:{port}", "mail_from": "homeward@example.org", "mail_security": "none", **other}
    return replace(server, config=replace(server.config, mail_to=("office@example.org",), **settings))  # type: ignore[arg-type]


def test_the_notice_holds_counts_in_both_languages_and_no_name(town: Town) -> None:
    town.saved_case("sokha", given_name_latin="Chenda")
    town.central.clock.advance(days=15)
    with a_mail_server() as mail:
        assert send_morning_notice(with_mail(town.server, mail.server_address[1]))
    [data] = mail.taken
    told = message_from_bytes(data, policy=default)
    text = told.get_content()
    assert "Laptops without contact for more than 14 days: 1" in text and "ចំណុចរង់ចាំ" in text
    assert not any(word in data.decode() for word in ("Chenda", "sokha", "BTB", "Battambang", "http"))
    assert (told["From"], told["To"]) == ("homeward@example.org", "office@example.org")


def test_one_notice_a_day_and_none_on_a_quiet_day(town: Town) -> None:
    with a_mail_server() as mail:
        turns = Turns(with_mail(town.server, mail.server_address[1]))
        town.central.clock.advance(days=1)
        turns.take(JOB)
        assert mail.taken == []
        town.laptop("sokha")
        town.central.clock.advance(days=20)
        for _try in range(3):
            turns.take(JOB)
        assert len(mail.taken) == 1


def test_without_settings_no_mail_is_sent(town: Town) -> None:
    town.laptop("sokha")
    town.central.clock.advance(days=20)
    assert not send_morning_notice(town.server)


def test_mail_in_clear_stays_on_this_machine_and_an_unreachable_server_is_told_by_name(town: Town) -> None:
    config = with_mail(town.server, 25, mail_server="192.0.2.1:25").config
    mail = write_notice(config, NoticeCounts(1, 2, 3), now_ms=town.central.clock())
    with pytest.raises(HomewardError) as refused:
        send_notice(config, mail)
    assert refused.value.code == "mail.plain_refused"
    with a_mail_server() as closed:
        port = closed.server_address[1]
    with pytest.raises(HomewardError) as caught:
        send_notice(with_mail(town.server, port).config, mail)
    assert caught.value.code == "mail.not_sent"


def test_a_server_that_does_not_encrypt_gets_nothing_where_encryption_is_asked(town: Town) -> None:
    with a_mail_server() as mail:
        config = with_mail(town.server, mail.server_address[1], mail_security="starttls").config
        with pytest.raises(HomewardError) as caught:
            send_notice(config, write_notice(config, NoticeCounts(1, 0, 0), now_ms=0))
    assert caught.value.code == "mail.not_sent" and mail.taken == []
