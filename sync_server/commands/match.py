"""`match run|fit|measure`: compare inquiries with cases, propose weights, and see what became of proposals.

Numbers of inquiries and cases, bands and scores are printed, never a name or an answer.
"""

from pathlib import Path

import click
import orjson

from casework.command_shape import command, group
from casework.matching.measure import ENOUGH
from casework.matching.weights import TENTHS, to_json
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import match_cli as words
from sync_server.server import Server
from sync_server.services.matching import (
    match_inquiries,
    measure_decisions,
    open_inquiries,
    propose_weights,
    weights_at_centre,
)
from sync_server.services.names import NameIndex
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows


@command("run", examples=("sync-server match run", "sync-server match run --office BTB"), exits=(0, 1, 6))
@click.option("--office", metavar="CODE", help="Only inquiries of this office; cases of all offices are compared.")
@pass_shell
def run(shell: Shell, *, office: str | None) -> None:
    """Compare open inquiries with all cases and propose what is likely or possible."""
    server = shell.open_server()
    try:
        inquiries = open_inquiries(server, office=None if office is None else _office(server, office))
        found = list(match_inquiries(server, NameIndex(server), inquiries))
        _note(server, "match.run")
    finally:
        server.close()
    rows: list[dict[str, Json]] = [
        {
            "inquiry": one.inquiry,
            "case": one.case,
            "band": one.scored.band,
            "score": f"{one.scored.total / TENTHS:+.1f}",
            "new": one.is_new,
        }
        for one in found
    ]
    shell.table(rows, name="proposals")
    new = sum(one.is_new for one in found)
    shell.answer(inquiries=len(inquiries), new=new, renewed=len(found) - new)
    shell.say(words.COMPARED, inquiries=len(inquiries), new=new, renewed=len(found) - new)
    if new:
        shell.exit_code = WAITS


@command(
    "fit",
    examples=("sync-server match fit --to weights.json", "sync-server --json match fit --to weights.json"),
    exits=(0, 1, 8),
)
@click.option("--to", "path", metavar="FILE", required=True, type=click.Path(path_type=Path, dir_okay=False))
@pass_shell
def fit(shell: Shell, *, path: Path) -> None:
    """Propose a weight set learnt from unlabelled pairs; a person adopts it or leaves it."""
    server = shell.open_server()
    try:
        proposed = propose_weights(server, NameIndex(server), version=f"fitted-{server.clock()}")
        with server.database.snapshot() as connection:
            present = weights_at_centre(server, connection)
        _note(server, "match.fit")
    finally:
        server.close()
    path.write_bytes(orjson.dumps(to_json(proposed), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
    rows: list[dict[str, Json]] = [
        {"field": name, "level": level, "present": _bits(present.bits(name, level)), "proposed": _bits(bits)}
        for name, levels in proposed.levels.items()
        for level, bits in levels.items()
    ]
    shell.table(rows, name="levels")
    shell.say(words.PROPOSED_SET, version=proposed.version, path=path.name, people=proposed.fitted_on or 0)
    shell.answer(version=proposed.version, people=proposed.fitted_on)


@command("measure", examples=("sync-server match measure", "sync-server --json match measure"), exits=(0, 1))
@pass_shell
def measure(shell: Shell) -> None:
    """Say how many of the decided pairs of each band were confirmed."""
    server = shell.open_server()
    try:
        measured = measure_decisions(server)
        _note(server, "match.measure")
    finally:
        server.close()
    shell.table([_counted(one.name, one.decided, one.confirmed) for one in measured.bands], name="bands")
    if measured.thresholds:
        shell.table([_counted(one.name, one.decided, one.confirmed) for one in measured.thresholds], name="thresholds")
    else:
        shell.say(words.TOO_FEW_DECISIONS, decided=measured.decided, least=ENOUGH)
    shell.answer(decided=measured.decided)


def add_to(parent: click.Group) -> None:
    """Hangs `match` under the program."""
    match = group("match", "Inquiries and cases that may belong together.")
    for one in (run, fit, measure):
        match.add_command(one)
    parent.add_command(match)


def _counted(name: str, decided: int, confirmed: int) -> dict[str, Json]:
    share = f"{confirmed / decided:.0%}" if decided else "-"
    return {"from": name, "decided": decided, "confirmed": confirmed, "share": share}


def _bits(tenths: int) -> str:
    return f"{tenths / TENTHS:+.1f}"


def _office(server: Server, code: str) -> str:
    with server.database.snapshot() as connection:
        found = people.find_office(connection, code)
    if found is None:
        raise HomewardError("office.unknown", office=code)
    return found.id


def _note(server: Server, action: str) -> None:
    row = AuditRow(server.clock(), action, None, outcome="shell")
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
