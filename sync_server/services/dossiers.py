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
DatedValues = dict[tuple[Id, str], tuple[DatedValue, ...]]
_PROVIDER, _PROVIDER_SERVICE = "provider", "provider_service"
_SERVICES_AT_ONCE = 2000


def read_dossier(server: Server, connection: Connection, home: Id, *, sees: Sees, has_clearance: bool) -> Dossier:
    """The dossier as who sees these records may see it; without records where that is none."""
    return dossiers_of_homes(server, connection, [home], sees=sees, has_clearance=has_clearance)[home]


def dossiers_of_homes(
    server: Server, connection: Connection, homes: Sequence[Id], *, sees: Sees, has_clearance: bool
) -> dict[Id, Dossier]:
    """The same of several homes, by home: as many statements as for one."""
    visible: Visible = lambda rows: [row for row in rows if sees(row)]  # noqa: E731
    return read_visible(server, connection, homes, visible=visible, has_clearance=has_clearance)


def read_visible(
    server: Server, connection: Connection, homes: Sequence[Id], *, visible: Visible, has_clearance: bool
) -> dict[Id, Dossier]:
    """The same where what may be seen is judged of many records at once."""
    rows = visible(records_of_homes(connection, homes))
    shown = show_rows(server, rows)
    records: dict[Id, dict[Id, Shown]] = {home: {} for home in homes}
    for row in rows:
        if row.id in shown:
            records[row.home][row.id] = shown[row.id]
    related = _related(server, connection, records, visible)
    dated = dated_values(server, connection, [row.id for row in rows if row.version > 1])
    held = frozenset({HISTORY, DIRECTORY, OTHER_DOSSIER} | ({RESTRICTED} if has_clearance else set()))
    return {home: Dossier(home, records[home], related[home], _dated_of(records[home], dated), held) for home in homes}


def _dated_of(records: Mapping[Id, Shown], dated: DatedValues) -> DatedValues:
    return {place: values for place, values in dated.items() if place[0] in records}


def show_rows(server: Server, rows: Iterable[RecordRow]) -> dict[Id, Shown]:
    """Rows of known kinds as people see them."""
    found = [row for row in rows if row.sealed is not None and row.kind in KINDS]
    return server.directory.of(found, partial(_open_rows, server))


def _open_rows(server: Server, found: Sequence[RecordRow]) -> dict[Id, Shown]:
    if found:
        server.sealing.load(row.home for row in found)
    return {row.id: show(open_state(server.sealing, row).state(), KINDS[row.kind]) for row in found}


def _related(
    server: Server, connection: Connection, records: Mapping[Id, Mapping[Id, Shown]], visible: Visible
) -> dict[Id, dict[Id, Shown]]:
    """By home what its records refer to, who wrote them, what points to it, and whatever else those are read with."""

    def show_of(rows: Iterable[RecordRow]) -> dict[Id, Shown]:
        return show_rows(server, visible(rows))

    wanted = {home: _named_in(own) - own.keys() for home, own in records.items()}
    named = show_of(read_records(connection, set().union(*wanted.values())).values())
    related = {home: {key: named[key] for key in wanted[home] if key in named} for home in records}
    pointing = [row for row in records_pointing_to(connection, records) if row.home != row.other]
    elsewhere = show_of(pointing)
    for row in pointing:
        if row.id in elsewhere and row.other is not None:
            related[row.other][row.id] = without_words(elsewhere[row.id])
    beyond = {home: _homes_of(found) - found.keys() - records[home].keys() for home, found in related.items()}
    heads = show_of(read_records(connection, set().union(*beyond.values())).values())
    for home, found in related.items():
        found |= {key: heads[key] for key in beyond[home] if key in heads}
    _add_services(server, connection, related)
    return related


def _named_in(records: Mapping[Id, Shown]) -> set[Id]:
    named = {ref for one in records.values() for ref in refs_of(one)}
    return named | {written.by for one in records.values() for _dot, written in one.written.values()}


def _homes_of(found: Mapping[Id, Shown]) -> set[Id]:
    return {one.home for one in found.values() if is_id(one.home)}


def _add_services(server: Server, connection: Connection, related: Mapping[Id, dict[Id, Shown]]) -> None:
    """What the providers among them offer."""
    providers = {home: {key for key, one in found.items() if one.kind == _PROVIDER} for home, found in related.items()}
    if not any(providers.values()):
        return
    rows = list_page(connection, kind=_PROVIDER_SERVICE, homes=None, after=None, limit=_SERVICES_AT_ONCE)
    services = show_rows(server, rows)
    for home, found in related.items():
        found |= {key: one for key, one in services.items() if one.values.get("provider") in providers[home]}


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


def dated_values(server: Server, connection: Connection, records: Iterable[Id]) -> DatedValues:
    """By record and register the values that the rules want over time, in the order in which they were written."""
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
