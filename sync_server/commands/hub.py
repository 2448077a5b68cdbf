"""`hub admit|withdraw|list|status`: provincial hubs at the centre; `hub join` and the same status at a hub."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words
from shared_schema.wire.hub_joining import ANSWER_FILE, MAX_FILE_BYTES, fingerprint_of, read_join_request
from shared_schema.words import hub_cli as words
from sync_server.commands.hub_here import join, show_own_status, sync
from sync_server.keys.root_key import read_root_key
from sync_server.services import hub_withdrawal, hubs
from sync_server.services.hub_list import HubLine, hub_line, hub_lines
from sync_server.shell import Shell, pass_shell
from sync_server.store.hubs import HUB

_FILE = click.Path(path_type=Path, dir_okay=False)


@command(
    "admit",
    examples=(
        "sync-server hub admit hub-request.json --office BTB --root-key root-key.json --to hub-answer.json",
        "sync-server hub admit hub-request.json --office BTB --office PUR --root-key root-key.json",
    ),
    exits=(0, 1, 2, 3),
)
@click.argument("request_file", metavar="REQUEST", type=_FILE)
@click.option("--office", "offices", metavar="CODE", multiple=True, required=True, help="An office of it; repeat it.")
@click.option(
    "--root-key", type=_FILE, metavar="FILE", required=True, help="The organisation's root key, on its stick."
)
@click.option("--to", "target", type=_FILE, metavar="FILE", default=Path(ANSWER_FILE), help="Where the answer goes.")
@click.option(
    "--words", "heard", metavar="TEXT", help="Refuse unless the request's words are these, heard by telephone."
)
@pass_shell
def admit(
    shell: Shell, *, request_file: Path, offices: tuple[str, ...], root_key: Path, target: Path, heard: str | None
) -> None:
    """Admit a hub for these offices; the root key signs who it is. Again for the same hub: its offices are these."""
    data = _read(request_file)
    request = read_join_request(data)
    shell.note(words.READ_ALOUD, words=fingerprint_of(data))
    if heard is not None and heard.lower().split() != fingerprint_of(data).split():
        raise HomewardError("hub.words_differ")
    server = shell.open_server()
    try:
        admitted = hubs.admit(server, request, offices=offices, root=read_root_key(root_key))
        line = hub_line(server, admitted.hub.code)
        root_words = office_words(sha256(server.identity.root_key).digest())
    finally:
        server.close()
    target.write_bytes(admitted.answer + b"\n")
    named = list(line.offices) if line is not None else []
    shell.say(words.ADMITTED, hub=admitted.hub.code, offices=" ".join(named), file=target.name)
    shell.note(words.ORGANISATION_WORDS, words=root_words)
    shell.note(words.ROOT_AWAY)
    shell.answer(hub=admitted.hub.code, server=admitted.hub.server, offices=named, words=fingerprint_of(data))


@command(
    "withdraw",
    examples=("sync-server hub withdraw H1", "sync-server hub withdraw H1 --with-laptops"),
    exits=(0, 1, 2, 3),
)
@click.argument("code")
@click.option("--with-laptops", is_flag=True, help="Laptops that it enrolled count as lost too, from now on.")
@pass_shell
def withdraw(shell: Shell, *, code: str, with_laptops: bool) -> None:
    """Trust a hub no more: it gets nothing from now on, and what its console wrote waits for a person."""
    server = shell.open_server()
    try:
        done = hub_withdrawal.withdraw(server, code, with_laptops=with_laptops)
        line = hub_line(server, done.hub.code)
    finally:
        server.close()
    assert line is not None
    offices, in_use, people = list(line.offices), list(line.in_use), list(line.signs_in)
    shell.say(words.WITHDRAWN, hub=done.hub.code, offices=" ".join(offices))
    if done.cut_off:
        shell.note(words.CUT_OFF, laptops=" ".join(done.cut_off))
    if in_use:
        shell.note(words.ITS_LAPTOPS, laptops=" ".join(in_use), hub=done.hub.code)
    if people:
        shell.note(words.ITS_PEOPLE, people=" ".join(people))
    shell.answer(hub=done.hub.code, offices=offices, cut_off=list(done.cut_off), in_use=in_use, people=people)


@command("list", examples=("sync-server hub list", "sync-server --json hub list"), exits=(0, 1, 3))
@pass_shell
def list_all(shell: Shell) -> None:
    """List hubs: offices, last contact, what waits on both sides, how they are."""
    server = shell.open_server()
    try:
        hubs.require_centre(server)
        lines = hub_lines(server)
    finally:
        server.close()
    if not lines:
        shell.say(words.NO_HUB)
    shell.table([_row(one) for one in lines], name="hubs")


@command(
    "status",
    examples=("sync-server hub status H1", "sync-server --json hub status"),
    exits=(0, 1, 2, 3),
)
@click.argument("code", required=False)
@pass_shell
def status(shell: Shell, *, code: str | None) -> None:
    """Show one hub: what it said at its last contact, and what of it was refused. At a hub: itself."""
    server = shell.open_server()
    try:
        if server.identity.kind == HUB and code is None:
            show_own_status(shell, server)
            return
        hubs.require_centre(server)
        line = hub_line(server, code or "")
    finally:
        server.close()
    if line is None:
        raise HomewardError("hub.unknown")
    shell.answer(**_row(line), **_told(line))
    rows: list[dict[str, Json]] = [
        {"device": one.device, "refused": one.code, "since": _when(one.at)} for one in line.refused
    ]
    shell.table(rows, name="refused")


def add_to(parent: click.Group) -> None:
    """Add the commands."""
    found = group("hub", "Provincial hubs.")
    for one in (admit, withdraw, list_all, status, join, sync):
        found.add_command(one)
    parent.add_command(found)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise HomewardError("hub.request_damaged") from error


def _row(line: HubLine) -> dict[str, Json]:
    told = line.told
    return {
        "hub": line.hub.code,
        "name": line.hub.name,
        "offices": " ".join(line.offices),
        "state": str(line.state),
        "last_contact": None if told is None else _when(told.relay_at),
        "waits_up": None if told is None else told.facts.waits_up,
        "waits_down": line.waits_down,
    }


def _told(line: HubLine) -> dict[str, Json]:
    told = line.told
    found: dict[str, Json] = {"urls": list(line.hub.urls), "enrolled": list(line.enrolled)}
    if told is None:
        return found
    facts = told.facts
    return found | {
        "had_everything": None if told.complete_at is None else _when(told.complete_at),
        "oldest_waits_since": None if facts.oldest_at is None else _when(facts.oldest_at),
        "version": facts.version,
        "disk_free": facts.disk_free,
        "disk_total": facts.disk_total,
        "laptops": facts.laptops,
    }


def _when(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
