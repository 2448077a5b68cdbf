"""What stands in `deploy/` names commands, options, ports and paths that exist and fit each other."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from sync_server.cli import build_group

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def commands_in(text: str) -> list[list[str]]:
    """The arguments of every call of sync-server that begins a line or an ExecStart."""
    joined = text.replace("\\\n", " ")
    found = re.findall(r"^(?:ExecStart=)?(?:/opt/homeward/bin/)?sync-server (.+)$", joined, re.MULTILINE)
    return [shlex.split(one.replace("%i", "9001")) for one in found]


def require_known(arguments: list[str]) -> click.Command:
    """Reads the arguments as the program would, without running it; raises what click says of a wrong one."""
    command: click.Command = build_group()
    rest = arguments
    context: click.Context | None = None
    while True:
        context = click.Context(command, info_name="sync-server", parent=context)
        _values, rest, _order = command.make_parser(context).parse_args(list(rest))
        if not isinstance(command, click.Group):
            return command
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None, name
        command = found


def composed() -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    return services


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist(unit: Path) -> None:
    text = unit.read_text("utf-8")
    calls = commands_in(text)
    if "sync-server" in text and "/bin/sh" not in text:
        assert calls
    for arguments in calls:
        require_known(arguments)


def test_the_backup_that_is_carried_away_is_checked_by_a_command_that_exists() -> None:
    text = (DEPLOY / "systemd" / "homeward-backup-away.service").read_text("utf-8")
    (line,) = re.findall(r"exec /opt/homeward/bin/sync-server ([^\"]+)", text)
    assert require_known([*line.split(), "FILE"]).name == "check"


def test_containers_run_commands_that_exist() -> None:
    entry = ["--data", "/srv/homeward"]
    assert '"sync-server", "--data", "/srv/homeward"' in (DEPLOY / "Dockerfile").read_text("utf-8")
    named = {}
    for name, service in composed().items():
        command = service.get("command")
        if service.get("image") == "homeward" and isinstance(command, list):
            named[name] = require_known([*entry, *command]).name
    assert named == {"server1": "run", "server2": "run", "worker": "worker", "setup": "init"}


def test_the_proxies_lead_to_the_processes_that_are_started() -> None:
    listening = set()
    for service in composed().values():
        command = service.get("command")
        if isinstance(command, list) and "--listen" in command:
            listening.add(command[command.index("--listen") + 1])
    assert listening == {"127.0.0.1:9001", "127.0.0.1:9002"}
    for proxy in ("Caddyfile", "nginx.conf"):
        assert set(re.findall(r"127\.0\.0\.1:\d+", (DEPLOY / proxy).read_text("utf-8"))) == listening


def test_servers_in_containers_share_the_network_of_the_proxy_because_plain_http_stays_on_loopback() -> None:
    ours = [service for service in composed().values() if service.get("image") == "homeward"]
    assert ours and all(service["network_mode"] == "service:proxy" for service in ours)
    assert all(service["cap_drop"] == ["ALL"] and service["read_only"] is True for service in ours)


def test_the_database_in_containers_is_of_the_version_that_backups_can_be_made_of() -> None:
    """Debian 12 has the client programs of PostgreSQL 15; an older pg_dump refuses a newer server."""
    image = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "-bookworm\n" in image and "postgresql-client " in image
    assert composed()["db"]["image"] == "postgres:15"


def test_the_page_about_deploying_names_commands_that_exist() -> None:
    calls = commands_in((DEPLOY / "README.md").read_text("utf-8"))
    assert calls and [require_known(one).name for one in calls] == ["init"]
