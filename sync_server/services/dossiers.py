"""A dossier read at the centre, as the rules want it: its records, what they refer to, values over time.

History and directory are complete here; the other end of a match or a link is read with it. `sees` says which records
the reader may see; the job that checks rules sees all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.change import read_body
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown, show
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref, Refs
from shared_schema.rules.dossier import (
    DATED_REGISTERS,
    DIRECTORY,
    HISTORY,
    OTHER_DOSSIER,
    RESTRICTED,
    DatedValue,
    Dossier,
)
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.store import log
from sync_server.store.records import (
    RecordRow,
    list_page,
    open_state,
    read_records,
    records_of_homes,
    records_pointing_to,
)

Sees = Callable[[RecordRow], bool]
Visible = Callable[[Iterable[RecordRow]], Sequence[RecordRow]]
_PROVIDER, _PROVIDER_SERVICE = "provider", "provider_service"
_SERVICES_AT_ONCE = 2000


def read_dossier(server: Server, connection: Connection, home: Id, *, sees: Sees, has_clearance: bool) -> Dossier:
    """The dossier as who sees these records may see it; without records where that is none."""
    visible: Visible = lambda rows: [row for row in rows if sees(row)]  # noqa: E731
    return read_visible(server, connection, home, visible=visible, has_clearance=has_clearance)


def read_visible(server: Server, connection: Connection, home: Id, *, visible: Visible, has_clearance: bool) -> Dossier:
    """The same where what may be seen is judged of many records at once."""
    rows = visible(records_of_homes(connection, [home]))
    records = show_rows(server, rows)
    related = _related(server, connection, home, records, visible)
    dated = dated_values(server, connection, [row.id for row in rows if row.version > 1])
    held = {HISTORY, DIRECTORY, OTHER_DOSSIER} | ({RESTRICTED} if has_clearance else set())
    return Dossier(home, records, related, dated, frozenset(held))


def show_rows(server: Server, rows: Iterable[RecordRow]) -> dict[Id, Shown]:
    """Rows of known kinds as people see them."""
    found = [row for row in rows if row.sealed is not None and row.kind in KINDS]
    return server.directory.of(found, partial(_open_rows, server))


def _open_rows(server: Server, found: Sequence[RecordRow]) -> dict[Id, Shown]:
    if found:
        server.sealing.load(row.home for row in found)
    return {row.id: show(open_state(server.sealing, row).state(), KINDS[row.kind]) for row in found}


def _related(
    server: Server, connection: Connection, home: Id, records: Mapping[Id, Shown], visible: Visible
) -> dict[Id, Shown]:
    named = {ref for one in records.values() for ref in refs_of(one)}
    writers = {written.by for one in records.values() for _dot, written in one.written.values()}
    related = show_rows(server, visible(read_records(connection, (named | writers) - records.keys()).values()))
    elsewhere = visible([row for row in records_pointing_to(connection, [home]) if row.home != home])
    related |= {key: without_words(one) for key, one in show_rows(server, elsewhere).items()}
    beyond = {one.home for one in related.values() if is_id(one.home)} - related.keys() - records.keys()
    related |= show_rows(server, visible(read_records(connection, beyond).values()))
    providers = {one.record_id for one in related.values() if one.kind == _PROVIDER}
    if providers:
        rows = list_page(connection, kind=_PROVIDER_SERVICE, homes=None, after=None, limit=_SERVICES_AT_ONCE)
        services = show_rows(server, rows)
        related |= {key: one for key, one in services.items() if one.values.get("provider") in providers}
    return related


def without_words(one: Shown) -> Shown:
    """A match, transfer or link of another home without the words that its own side alone may read."""
    withheld = KINDS[one.kind].home_only_registers
    values = {name: value for name, value in one.values.items() if name not in withheld}
    written = {name: value for name, value in one.written.items() if name not in withheld}
    return replace(one, values=values, written=written, conflicts=())


def refs_of(one: Shown) -> Iterator[Id]:
    """Ids of records that a record refers to."""
    kind = KINDS.get(one.kind)
    for name, value in one.values.items():
        declared = kind.fields.get(name) if kind is not None else None
        if declared is not None and isinstance(declared.type, Ref | Refs):
            yield from _ids(value)


def _ids(value: Json) -> list[Id]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if is_id(one)]


def dated_values(
    server: Server, connection: Connection, records: Iterable[Id]
) -> dict[tuple[Id, str], tuple[DatedValue, ...]]:
    found: dict[tuple[Id, str], list[tuple[int, DatedValue]]] = {}
    for entry in log.entries_of_records(connection, records):
        body = log.open_body(server.sealing, entry) if entry.status == log.APPLIED else None
        if body is None:
            continue
        change = read_body(body, device=entry.incarnation, n=entry.n)
        for register in change.set.keys() & set(DATED_REGISTERS.get(change.kind, ())):
            day = day_of_ms(min(change.at, entry.received_at)).isoformat()
            when = change.at + change.offset
            dated = DatedValue(day, change.set[register], change.by, change.dot)
            found.setdefault((change.record, register), []).append((when, dated))
    return {place: _in_order(values) for place, values in found.items()}


def _in_order(values: list[tuple[int, DatedValue]]) -> tuple[DatedValue, ...]:
    ordered = [value for _when, value in sorted(values, key=lambda one: one[0])]
    kept = ordered[:1] + [after for before, after in pairwise(ordered) if after != before]
    return tuple(kept)
