"""Whatever fails at the centre, its logs, stderr and answers hold codes, places and identifiers: no name, no answer."""

import io
import logging
import socket

import orjson
import pytest
from sqlalchemy import text

from sync_server.cli import run
from sync_server.config import write_config
from sync_server.jobs.job import Job
from sync_server.jobs.scheduler import run_job
from sync_server.logs import log_error
from sync_server.shell import Shell
from tests.builders.field import a_laptop
from tests.central import a_central
from tests.security.canaries import NAMES, hits, needles, push_through_every_door
from tests.serving import serving

KHMER, LATIN = NAMES[0].given_km, NAMES[0].given_latin
BOTH = f"{KHMER} {LATIN}"


@pytest.fixture
def central(sqlite_urls, tmp_path):
    whole = a_central(sqlite_urls, tmp_path)
    whole.person("sophea", office=whole.office("BTB"))
    yield whole
    whole.close()


@pytest.fixture
def nothing_said(central, capfd, caplog):
    """At the end, nothing that the centre wrote anywhere holds a canary."""
    yield
    out, err = capfd.readouterr()
    written = (central.log.getvalue() + out + err).encode()
    assert written, "the log was not read"
    assert hits(written, needles()) == []


def lines(central):
    return [orjson.loads(line) for line in central.log.getvalue().splitlines()]


def test_every_door_of_the_exchange(central, nothing_said):
    laptop = a_laptop(central, "sophea")
    became = push_through_every_door(laptop, laptop.laptop.enrolled.device.office)
    assert len(set(became.values())) > 3


def test_an_unexpected_error_is_told_by_type_and_place(central, nothing_said, monkeypatch):
    laptop = a_laptop(central, "sophea")

    def fails(*_arguments, **_options):
        name = BOTH  # a local value
        raise RuntimeError(f"cannot handle {name}")

    monkeypatch.setattr("sync_server.api.exchange.serve", fails)
    with pytest.raises(AssertionError, match=r"server\.unexpected") as answered:
        laptop.exchange()
    assert not hits(str(answered.value).encode(), needles())
    (line,) = [one for one in lines(central) if one["event"] == "request.failed"]
    assert line["error"] == "RuntimeError" and line["ref"] in str(answered.value)
    assert any(place.startswith("test_no_values_in_logs.py:") for place in line["places"])


def test_an_error_of_the_database_does_not_show_what_was_bound(central, nothing_said):
    def work(connection):
        connection.execute(text("INSERT INTO offices (id, code) VALUES (:a, :b)"), {"a": KHMER, "b": LATIN})

    with pytest.raises(Exception, match="offices") as failed:
        central.server.database.run(work)
    assert not hits(str(failed.value).encode(), needles())
    log_error(central.server.logger, "test", failed.value)


def test_a_job_that_fails_with_a_name_in_its_message(central, nothing_said):
    def fails(_server):
        raise ValueError(BOTH)

    assert not run_job(Job("broken", 1, fails), central.server)
    assert [one["event"] for one in lines(central)][-1] == "job.failed"


def test_what_libraries_say_is_reduced_to_where_they_said_it(central, nothing_said):
    for name in ("alembic.runtime", "sqlalchemy.engine", "apscheduler", "py.warnings", "cheroot", "werkzeug"):
        logging.getLogger(name).error("about %s", BOTH)
        try:
            raise KeyError(BOTH)
        except KeyError:
            logging.getLogger(name).exception(BOTH)
    told = [one for one in lines(central) if one["event"] == "library"]
    assert len(told) == 12 and all(set(one) >= {"library", "where"} for one in told)


@pytest.mark.parametrize(
    "path",
    [f"/{LATIN}", f"/v1/{KHMER}?q={BOTH}", f"/api/v1/audit/path?from={LATIN}", f"/api/v1/openapi.json?q={KHMER}"],
)
def test_addresses_queries_and_headers_are_not_logged_and_not_answered(central, nothing_said, path):
    answer = central.client().get(path, headers={"X-Name": LATIN, "User-Agent": LATIN, "Referer": f"http://x/{LATIN}"})
    assert not hits(answer.get_data(), needles()) and not hits(str(answer.headers).encode(), needles())


@pytest.mark.parametrize("body", [BOTH.encode(), f'{{"code":"{BOTH}","invitation":"{LATIN}"}}'.encode()])
def test_bodies_that_are_refused_are_not_logged_and_not_answered(central, nothing_said, body):
    for path in ("/api/v1/enrol", "/api/v1/exchange"):
        answer = central.client().post(path, data=body, content_type="application/json")
        assert answer.status_code >= 400 and not hits(answer.get_data(), needles())


@pytest.mark.parametrize(
    "words",
    [
        f"{LATIN}\r\n\r\n",
        f"GET /{LATIN} HTTP/9.9\r\n\r\n",
        f"GET / HTTP/1.1\r\n{LATIN}\r\n\r\n",
        f"POST / HTTP/1.1\r\nContent-Length: {LATIN}\r\n\r\n",
        f"GET http://{LATIN}/ HTTP/1.1\r\nHost: {LATIN}\r\n\r\n",
    ],
)
def test_noise_on_the_line_is_not_logged(central, nothing_said, words):
    with serving(central.server) as address:
        host, _, port = address.partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(words.encode())
            answer = connection.recv(65536)
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET /api/unknown HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b" 404 " in connection.recv(65536)
    assert not hits(answer, needles())


def test_a_command_that_fails_unexpectedly_writes_no_message_anywhere(central, tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    write_config(data / "server.toml", central.server.config)

    def fails(*_arguments, **_options):
        raise RuntimeError(BOTH)

    monkeypatch.setattr("sync_server.commands.audit.auditor_of", fails)
    shell = Shell(out=io.StringIO(), err=io.StringIO(), environment={}, clock=central.clock)
    code = run(["--data", str(data), "audit", "verify"], shell=shell)
    written = [shell.out.getvalue(), shell.err.getvalue(), (data / "problems.log").read_text()]
    assert code == 70 and "RuntimeError" in written[2]
    assert not hits("".join(written).encode(), needles())
