"""Figures that leave the centre: with hidden cells, and kept with their cells, so that the next release cannot be
subtracted from this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson
from sqlalchemy import Connection

from casework.reports.edition import Cover, figures_in
from casework.reports.figure import Figure, Place
from casework.reports.release import from_json, hidden_places, publish, to_json
from casework.reports.workbook import write_csv, write_workbook
from shared_schema import canonical
from shared_schema.errors import HomewardError
from shared_schema.rules.reading import PHNOM_PENH
from shared_schema.words.sentence import Words
from sync_server.server import Server
from sync_server.services.access import Action, Actor, decide
from sync_server.services.leaving import FORMS, PRINT, XLSX, Leaving, Made, audit_row, new_export, own, require, seal
from sync_server.services.reports import Counted, Wanted, figures_for
from sync_server.store.audit import append_rows
from sync_server.store.reports import Export, exports_with_cells, put_export

REMEMBERED_RELEASES = 100  # looked through for those that can be subtracted from the next one


def export_figures(server: Server, actor: Actor, wanted: Wanted, leaving: Leaving) -> Made:
    """The figures of an edition as a file, kept with their cells. Raises `report.being_made`, `report.not_quarters`."""
    require(server, leaving, forms=FORMS)
    if not decide(actor, Action.EXPORT_CODED, own(actor)):
        raise HomewardError("record.not_found", record="")
    counted = figures_for(server, actor, wanted)
    if counted.figures is None:
        raise HomewardError("report.being_made")
    chosen = {one.number: one for one in figures_in(leaving.edition, dict(counted.figures))}
    hidden = _release(server, actor, counted, chosen, leaving)
    cover = cover_of(server, wanted, counted)
    if leaving.form == PRINT:
        return Made("", b"", chosen, hidden, cover)
    if leaving.form == XLSX:
        data = write_workbook(leaving.edition, chosen, cover, hidden)
    else:
        data = write_csv(leaving.edition, chosen, hidden)
    name = f"homeward-{leaving.edition}-{wanted.last.isoformat()}.{leaving.form}.age"
    return Made(name, seal(data, leaving.passphrase), chosen, hidden, cover)


def hidden_now(server: Server, counted: Counted, edition: str) -> tuple[dict[str, Figure], frozenset[Place]]:
    """What would leave now, and what of it would be hidden; nothing is kept."""
    chosen = {one.number: one for one in figures_in(edition, dict(counted.figures or {}))}
    with server.database.snapshot() as connection:
        before = [one.cells for one in exports_with_cells(connection, limit=REMEMBERED_RELEASES)]
    kept = [from_json(orjson.loads(one)) for one in before if one is not None]
    return chosen, hidden_places(chosen.values(), counted.asked, kept)


def cover_of(server: Server, wanted: Wanted, counted: Counted) -> Cover:
    """Part 1: the period, whose figures, and when the data were cut off."""
    names = counted.asked.names
    offices = counted.asked.offices or frozenset()
    known = [names[one] for one in sorted(offices) if one in names]
    words = Words(", ".join(one.en for one in known) or "–", ", ".join(one.km for one in known) or "–")
    return Cover(wanted.first, wanted.last, words, moment(counted.at), counted.waiting, wanted.grant)


def moment(at_ms: int) -> str:
    """Milliseconds as day and time in Cambodia, for a file."""
    return datetime.fromtimestamp(at_ms / 1000, PHNOM_PENH).strftime("%Y-%m-%d %H:%M")


def _release(
    server: Server, actor: Actor, counted: Counted, chosen: Mapping[str, Figure], leaving: Leaving
) -> frozenset[Place]:
    """Hides, and keeps the release; once more where another release left meanwhile."""
    while True:
        with server.database.snapshot() as connection:
            before = exports_with_cells(connection, limit=REMEMBERED_RELEASES)
        earlier = [from_json(orjson.loads(one.cells)) for one in before if one.cells is not None]
        hidden = hidden_places(chosen.values(), counted.asked, earlier)
        cells = canonical.dumps(to_json(publish(chosen.values(), counted.asked, hidden))).decode()
        one = replace(new_export(server, actor, leaving, with_names=False, homes=()), cells=cells)
        if server.database.run(lambda c: _keep_if_newest(server, c, one, before, actor)):  # noqa: B023  run at once
            return hidden


def _keep_if_newest(
    server: Server, connection: Connection, one: Export, before: Sequence[Export], actor: Actor
) -> bool:
    newest = exports_with_cells(connection, limit=1)
    if [found.id for found in newest] != [found.id for found in before[:1]]:
        return False
    put_export(connection, one)
    append_rows(connection, [audit_row(server, actor, one, "export.figures")], random=server.random)
    return True
