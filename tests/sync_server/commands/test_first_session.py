"""The first session at the shell of a server, as interface.md shows it: init, office, user, invite, keys, devices."""

import io
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson
import pyotp
import pytest

from shared_schema.slip import parse_slip
from sync_server.cli import run
from sync_server.keys.passwords import Passwords
from sync_server.server import open_server
from sync_server.shell import Shell
from sync_server.store import people
from tests.central import SteeredClock
from tests.postgres import PostgresServer

quick = partial(Passwords, memory_kib=1024, passes=1, lanes=1)
PASSWORD = "seven quiet rivers"


@dataclass(slots=True)
class Prompt:
    """Runs commands in one data folder."""

    folder: Path
    clock: SteeredClock

    def __call__(self, *arguments: str, secrets: str = "") -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        shell = Shell(out=io.StringIO(), err=io.StringIO(), clock=self.clock, environment={}, passwords=quick)
        options = ["--data", str(self.folder)]
        if secrets:
            read, write = os.pipe()
            os.write(write, secrets.encode())
            os.close(write)
            options += ["--passphrase-fd", str(read)]
        code = run([*options, *arguments], shell=shell)
        return code, shell.out.getvalue(), shell.err.getvalue()  # type: ignore[attr-defined]

    def json(self, *arguments: str, secrets: str = "") -> dict[str, object]:
        """The object of `--json`."""
        _, out, _ = self("--json", *arguments, secrets=secrets)
        answer: dict[str, object] = orjson.loads(out)
        return answer


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return Prompt(tmp_path / "data", SteeredClock())


@pytest.fixture
def ready(prompt: Prompt, tmp_path: Path) -> Prompt:
    code, _, err = init(prompt, tmp_path)
    assert code == 0, err
    return prompt


def init(prompt: Prompt, folder: Path, *more: str) -> tuple[int, str, str]:
    database = f"sqlite:///{folder / 'central.db'}"
    return prompt(
        "init", "--database", database, "--key-file", str(folder / "keys.json"), *more, secrets=f"{PASSWORD}\n"
    )


def test_the_first_session_ends_with_a_slip(ready: Prompt) -> None:
    assert ready("office", "add", "BTB", "--name", "Battambang")[0] == 0
    assert ready("user", "add", "sophea", "--role", "social-worker", "--office", "BTB")[0] == 0
    code, out, err = ready("invite", "--worker", "sophea")
    assert code == 0
    slip = parse_slip(out)
    assert (slip.worker, slip.servers, slip.authority) == ("sophea", ("http://127.0.0.1:8443",), b"")
    assert slip.code not in err


def test_init_shows_the_administrators_secrets_once_and_writes_keys_apart(prompt: Prompt, tmp_path: Path) -> None:
    code, out, err = init(prompt, tmp_path)
    assert code == 0
    address = next(line.strip() for line in out.splitlines() if "otpauth://" in line)
    assert isinstance(pyotp.parse_uri(address), pyotp.TOTP)
    assert len([line for line in out.splitlines() if line.count("-") == 3 and len(line.strip()) == 19]) == 10
    assert "root-key.json" in err
    for name in ("keys.json", "keys-server.json", "root-key.json"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    settings = (prompt.folder / "server.toml").read_text()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("central*"))
    secret = address.partition("secret=")[2].partition("&")[0]
    for word in (PASSWORD, secret):
        assert word not in settings
        assert word.encode() not in stored


@pytest.mark.postgres
def test_the_first_session_on_postgresql(prompt: Prompt, tmp_path: Path, postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    keys = str(tmp_path / "keys.json")
    code, _, err = prompt("init", "--database", postgres_server.url(name), "--key-file", keys, secrets=f"{PASSWORD}\n")
    assert code == 0, err
    assert prompt("office", "add", "BTB")[0] == 0
    assert prompt("user", "add", "sophea", "--office", "BTB")[0] == 0
    assert parse_slip(prompt("invite", "--worker", "sophea")[1]).worker == "sophea"
    assert prompt("migrate", "up", "--dry-run")[0] == 0
    assert prompt("keys", "rotate")[0] == 0
    postgres_server.drop(name)


def test_init_twice_is_refused_and_changes_nothing(ready: Prompt, tmp_path: Path) -> None:
    before = (tmp_path / "keys.json").read_bytes()
    code, _, err = init(ready, tmp_path)
    assert code == 1
    assert "Problem: There is already a central server here." in err
    assert (tmp_path / "keys.json").read_bytes() == before


def test_a_weak_password_is_refused_before_anything_is_made(prompt: Prompt, tmp_path: Path) -> None:
    code, _, _ = prompt(
        "init", "--database", f"sqlite:///{tmp_path / 'c.db'}", "--key-file", str(tmp_path / "k"), secrets="short\n"
    )
    assert code != 0
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_asked_for_on_a_terminal_only(prompt: Prompt, tmp_path: Path) -> None:
    code, _, err = prompt("init", "--database", f"sqlite:///{tmp_path / 'c.db'}", "--key-file", str(tmp_path / "k"))
    assert code == 3
    assert "--passphrase-fd" in err


def test_offices_and_people_are_records_of_the_directory(ready: Prompt) -> None:
    ready("office", "add", "BTB", "--name", "Battambang")
    ready("user", "add", "sophea", "--office", "BTB", "--name", "Keo Sophea", "--restricted")
    ready("user", "change", "sophea", "--role", "supervisor")
    from shared_schema.merge.policy import show
    from shared_schema.records.directory import WORKER
    from sync_server.store.records import open_state, read_records

    server = open_server(Shell(data=ready.folder, environment={}).config(), clock=ready.clock)
    with server.database.snapshot() as connection:
        account = people.find_account(connection, "sophea")
        assert account is not None
        row = read_records(connection, [account.id])[account.id]
        shown = show(open_state(server.sealing, row).state(), WORKER)
    server.close()
    assert shown.values["name_latin"] == "Keo Sophea"
    assert (shown.values["role"], shown.values["clearance"]) == ("supervisor", "restricted")
    assert shown.values["office"] == account.office
    assert not shown.conflicts


def test_lists_show_codes_and_no_names(ready: Prompt) -> None:
    ready("office", "add", "BTB", "--name", "Battambang")
    ready("user", "add", "sophea", "--office", "BTB", "--name", "Keo Sophea")
    ready("user", "disable", "sophea")
    _, out, _ = ready("user", "list")
    assert "sophea" in out and "BTB" in out and "left" in out
    assert "Keo" not in out
    assert "Battambang" not in ready("office", "list")[1]
    answer = ready.json("user", "list")
    rows = answer["result"]["users"]  # type: ignore[index]
    assert [row["login"] for row in rows] == ["admin", "sophea"]
    assert set(answer) == {"ok", "command", "exit", "result", "problems"}


def test_errors_say_what_is_safe_and_what_to_do_in_both_languages(ready: Prompt) -> None:
    code, _, err = ready("user", "add", "sophea", "--office", "XXX")
    assert code == 1
    assert [line.partition(":")[0] for line in err.splitlines()] == ["Problem", "What is safe", "Next"]
    _, _, khmer = ready("--language", "km", "user", "add", "sophea", "--office", "XXX")
    assert khmer.startswith("បញ្ហា៖")
    answer = ready.json("office", "add", "B1")
    assert (answer["ok"], answer["exit"]) == (False, 2)
    assert [problem["code"] for problem in answer["problems"]] == ["office.code_form"]  # type: ignore[attr-defined]
    assert ready("office", "nonsense")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("user", "add", "X"), "person.login_form"),
        (("user", "add", "admin", "--role", "auditor"), "person.login_taken"),
        (("user", "add", "dara"), "person.office_needed"),
        (("user", "change", "nobody"), "person.unknown"),
        (("invite", "--worker", "nobody"), "person.unknown"),
        (("invite", "--worker", "admin"), "person.office_needed"),
        (("device", "lost", "K99"), "device.unknown_code"),
        (("device", "lost", "S"), "device.unknown_code"),
    ],
)
def test_what_cannot_be_is_refused_by_name(ready: Prompt, arguments: tuple[str, ...], code: str) -> None:
    answer = ready.json(*arguments)
    assert [problem["code"] for problem in answer["problems"]] == [code]  # type: ignore[attr-defined]


def test_an_office_code_is_never_given_twice(ready: Prompt) -> None:
    ready("office", "add", "BTB")
    ready("office", "disable", "BTB")
    assert ready("office", "add", "btb")[0] == 1


def test_keys_are_rotated_while_a_server_runs(ready: Prompt) -> None:
    ready("office", "add", "BTB")
    running = open_server(Shell(data=ready.folder, environment={}).config(), clock=ready.clock)
    running.sealing.refresh()
    assert ready("keys", "rotate")[0] == 0
    running.sealing.load(["directory"])
    assert ready("user", "add", "sophea", "--office", "BTB")[0] == 0
    answer = ready.json("keys", "status")
    states = {row["state"]: row["keys"] for row in answer["result"]["ring"]}  # type: ignore[index]
    assert states["retired"] == 0 and states["active"] > 0
    assert ready.json("keys", "rotate", "--destroy-retired")["result"] == {"destroyed": 1}
    assert ready("user", "change", "sophea", "--role", "supervisor")[0] == 0
    running.close()


def test_jobs_are_listed_and_run_one_turn(ready: Prompt) -> None:
    rows = ready.json("jobs", "list")["result"]["jobs"]  # type: ignore[index]
    names = [row["job"] for row in rows]
    assert "audit_chainer" in names
    assert ready("jobs", "run", "audit_chainer")[0] == 0
    assert ready("jobs", "run", "nothing")[0] == 2


def test_migrations_can_be_looked_at_and_tried(ready: Prompt) -> None:
    answer = ready.json("migrate", "status")
    assert [line["pending"] for line in answer["result"]["lines"]] == [[], []]  # type: ignore[index]
    assert ready("migrate", "up", "--dry-run")[0] == 0
    assert ready("migrate", "up")[0] == 0


def test_a_page_to_print_holds_the_slip_and_loads_nothing(ready: Prompt, tmp_path: Path) -> None:
    ready("office", "add", "BTB")
    ready("user", "add", "sophea", "--office", "BTB")
    code, _out, err = ready("invite", "--worker", "sophea", "--html", str(tmp_path / "slip.html"), "--qr")
    assert code == 0
    page = (tmp_path / "slip.html").read_text()
    assert "<svg" in page and "http://127.0.0.1:8443" in page
    assert "src=" not in page and "href=" not in page
    assert (tmp_path / "slip.html").stat().st_mode & 0o777 == 0o600
    assert "█" in err or "▀" in err


def test_custodians_are_named_later_with_the_root_key(ready: Prompt, tmp_path: Path) -> None:
    from shared_schema.custodian_public import write_custodian_public

    files = []
    for number in range(3):
        path = tmp_path / f"custodian-{number}"
        path.write_bytes(write_custodian_public(1, bytes([number]) * 32))
        files += ["--custodian", str(path)]
    root = str(tmp_path / "root-key.json")
    assert ready.json("keys", "custodians", "--root-key", root, *files)["result"] == {"number": 1}
    assert ready.json("keys", "custodians", "--root-key", root, *files)["result"] == {"number": 2}
    assert ready("keys", "custodians", "--root-key", root, *files[:4])[0] == 7


def test_every_command_has_two_examples_and_says_its_exit_codes() -> None:
    import click

    from casework.command_shape import ShapedCommand
    from sync_server.cli import build_group

    def commands(group: click.Group) -> list[click.Command]:
        found: list[click.Command] = []
        for one in group.commands.values():
            found += commands(one) if isinstance(one, click.Group) else [one]
        return found

    for one in commands(build_group()):
        text = one.get_help(click.Context(one, info_name=one.name, max_content_width=79))
        if isinstance(one, ShapedCommand):
            assert len(one.examples) == 2, one.name
            assert "Exit codes: 0 done" in text
