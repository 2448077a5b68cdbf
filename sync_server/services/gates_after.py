"""The gates of the steps that a dossier's records took, asked again at the centre: where each change is in the log."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from shared_schema.change import read_body
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Change
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import day_of_ms
from shared_schema.rules.rule import Finding
from shared_schema.rules.standing import NotMetAfter, Standing, not_met, standing_steps, steps_at_creation
from shared_schema.rules.steps import gated_steps
from sync_server.server import Server
from sync_server.store import log


def gates_not_met(
    server: Server, connection: Connection, dossier: Dossier, broken: Sequence[Finding], *, today: date
) -> list[NotMetAfter]:
    """What standing steps lack. Records that one change made are read from the log only where something is missing."""
    gated = [one for one in dossier.records.values() if gated_steps(one.kind) and not one.is_retracted]
    fresh = [one for one in gated if _is_as_created(one)]
    created = [step for one in fresh for step in steps_at_creation(one, _day_of(one))]
    doubtful = {one.record for one in created if any(not_met(dossier, [one], broken, today=today))}
    read = doubtful | {one.record_id for one in gated} - {one.record_id for one in fresh}
    standing: list[Standing] = []
    for record, changes in _changes_of(server, connection, sorted(read)):
        standing += standing_steps(KINDS[dossier.records[record].kind], changes)
    return list(not_met(dossier, standing, broken, today=today))


def _is_as_created(record: Shown) -> bool:
    dots = {dot for dot, _written in record.written.values()}
    return len(dots) == 1 and dict(record.seen) == dict(dots)


def _day_of(record: Shown) -> date:
    return day_of_ms(next(iter(record.written.values()))[1].at)


def _changes_of(
    server: Server, connection: Connection, records: Iterable[Id]
) -> Iterator[tuple[Id, list[tuple[Change, date]]]]:
    found: dict[Id, list[tuple[Change, date]]] = {}
    for entry in log.entries_of_records(connection, records):
        body = log.open_body(server.sealing, entry) if entry.status == log.APPLIED else None
        if body is None or entry.record is None:
            continue
        change = read_body(body, device=entry.incarnation, n=entry.n)
        found.setdefault(entry.record, []).append((change, day_of_ms(min(change.at, entry.received_at))))
    yield from found.items()
