"""What each worker of an office carries, and when she was last heard of. Somebody never heard of is told as such."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.roster import OfficeLine, Roster, Worker, read_roster
from sync_server.services.standings import UpToDate, reach_of, true_lines
from sync_server.store.standing_counts import Load
from sync_server.store.standing_sums import sum_loads


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """A worker and what she carries in her office."""

    worker: Worker
    load: Load


@dataclass(frozen=True, slots=True)
class OfficeLoad:
    """An office: its workers, and what nobody active of it carries (`without`)."""

    office: OfficeLine
    workers: tuple[WorkerLoad, ...]
    without: Load


@dataclass(frozen=True, slots=True)
class Workload:
    """Every office within reach that is open or still holds cases."""

    offices: tuple[OfficeLoad, ...]
    roster: Roster
    truth: UpToDate


def workload(server: Server, actor: Actor) -> Workload:
    """Counts of open dossiers by worker, today."""
    with true_lines(server) as (connection, truth):
        return read_workload(server, connection, actor, truth=truth)


def read_workload(server: Server, connection: Connection, actor: Actor, *, truth: UpToDate) -> Workload:
    """The same within a view whose lines are as true as `truth` says."""
    roster = read_roster(server, connection, actor)
    loads = sum_loads(connection, reach_of(actor))
    offices = (_office(office, roster, loads) for office in roster.offices.values())
    return Workload(tuple(one for one in offices if _is_told(one)), roster, truth)


def load_of_office(one: OfficeLoad) -> Load:
    """What all of an office carries, and what nobody active of it does."""
    total = one.without
    for line in one.workers:
        total = _sum(total, line.load)
    return total


def empty_load(worker: Id | None, office: Id | None) -> Load:
    """Nothing."""
    return Load(worker, office, 0, 0, 0, 0, 0, 0, 0, 0)


def _office(office: OfficeLine, roster: Roster, loads: list[Load]) -> OfficeLoad:
    here: dict[Id | None, Load] = {one.worker: one for one in loads if one.office == office.id}
    active = roster.of_office(office.id)
    lines = tuple(WorkerLoad(one, here.pop(one.id, empty_load(one.id, office.id))) for one in active)
    without = empty_load(None, office.id)
    for one in here.values():
        without = _sum(without, one)
    return OfficeLoad(office, lines, without)


def _sum(one: Load, other: Load) -> Load:
    names = ("cases", "inquiries", "due", "overdue", "escalated", "high", "medium", "alerts")
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})


def _is_told(one: OfficeLoad) -> bool:
    return one.office.is_active or bool(one.without.cases or one.without.inquiries)
