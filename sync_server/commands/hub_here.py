"""At a hub: `hub join`, `hub sync`, and how it is with its centre. The centre's own commands stand in `hub.py`."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from casework.command_shape import command
from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words
from shared_schema.wire.hub_joining import MAX_FILE_BYTES, REQUEST_FILE, read_join_answer
from shared_schema.words import hub_here as words
from sync_server.config import write_config
from sync_server.hub.batches import OURS
from sync_server.hub.joining import join as take_answer
from sync_server.hub.joining import request_of
from sync_server.hub.upstream import relay
from sync_server.server import Server
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import upstream
from sync_server.store.hubs import HUB

_FILE = click.Path(path_type=Path, dir_okay=False)


@command(
    "join",
    examples=("sync-server hub join hub-answer.json", "sync-server hub join hub-answer.json --words 'a b c d'"),
    exits=(0, 1, 2, 3),
)
@click.argument("answer_file", metavar="ANSWER", type=_FILE)
@click.option("--words", "heard", metavar="TEXT", help="Refuse unless the organisation's words are these.")
@pass_shell
def join(shell: Shell, *, answer_file: Path, heard: str | None) -> None:
    """Take the centre's answer in: from now on this hub serves its offices."""
    config = shell.config()
    server = shell.open_with(config)
    try:
        require_hub(server)
        request = request_of(server, _read(shell.settings_path.parent / REQUEST_FILE))
        data = _read(answer_file)
        root_words = office_words(sha256(read_join_answer(data, request=request).answer.root_key).digest())
        if heard is not None and heard.lower().split() != root_words.split():
            raise HomewardError("hub.words_differ")
        joined = take_answer(server, data, request=request)
    finally:
        server.close()
    write_config(shell.settings_path, replace(config, centre_name=joined.answer.centre_name))
    shell.say(words.JOINED, hub=joined.hub_device.code, centre=joined.answer.centre_name)
    shell.note(words.COMPARE, words=root_words)
    shell.note(words.NEXT)
    shell.answer(hub=joined.hub_device.code, centre=joined.centre.server, words=root_words)


@command("sync", examples=("sync-server hub sync", "sync-server --json hub sync"), exits=(0, 1, 3, 4, 5, 6))
@pass_shell
def sync(shell: Shell) -> int:
    """Speak with the centre once, now; it is done every five minutes anyway."""
    server = shell.open_server()
    try:
        require_hub(server)
        done = relay(server)
    finally:
        server.close()
    shell.say(words.SPOKEN, states=done.states, waits=done.waits_up)
    shell.answer(exchanges=done.exchanges, states=done.states, waits_up=done.waits_up, complete=done.is_complete)
    return 0 if done.is_complete else WAITS


def show_own_status(shell: Shell, server: Server) -> None:
    """How this hub is with its centre."""
    with server.database.snapshot() as connection:
        centre = upstream.require_upstream(connection)
        waits, oldest = upstream.waits_up(connection, kinds=OURS)
        aside = upstream.count_verdicts(connection)
    shell.answer(
        centre=centre.server,
        urls=list(centre.urls),
        last_contact=_when(centre.contact_at),
        last_try=_when(centre.tried_at),
        problem=centre.problem,
        had_everything=_when(centre.caught_up_at or None),
        next_try=_when(centre.next_at),
        waits_up=waits,
        oldest_waits_since=_when(oldest),
        set_aside_at_centre=aside,
    )


def require_hub(server: Server) -> None:
    """`hub.only_at_hub` at a centre."""
    if server.identity.kind != HUB:
        raise HomewardError("hub.only_at_hub")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES).strip()
    except OSError as error:
        raise HomewardError("hub.request_damaged") from error


def _when(at_ms: int | None) -> str | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
