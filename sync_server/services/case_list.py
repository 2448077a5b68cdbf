"""Lists of cases and inquiries by their coded lines: one page is opened, never all. Each question is audited."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.services.standings import UpToDate, reach_of, true_lines
from sync_server.store.audit import AuditRow
from sync_server.store.records import read_records
from sync_server.store.standing_lists import Sought, list_homes, list_standings
from sync_server.store.standing_sums import narrowed, sum_standings
from sync_server.store.standings import Standing

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in a list: its coded line and its head, for the name and the number."""

    standing: Standing
    head: Shown


@dataclass(frozen=True, slots=True)
class Listed:
    """A page (from 1) of a list, how many lines there are, and how true they are."""

    lines: tuple[Line, ...]
    total: int
    page: int
    truth: UpToDate

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


def list_dossiers(server: Server, actor: Actor, sought: Sought, *, page: int = 1, by: str = "due") -> Listed:
    """A page of the dossiers within her reach; audited."""
    with true_lines(server) as (connection, truth):
        listed = read_list(server, connection, actor, sought, page=page, by=by, truth=truth)
    note_list(server, actor, sought)
    return listed


def read_list(
    server: Server,
    connection: Connection,
    actor: Actor,
    sought: Sought,
    *,
    truth: UpToDate,
    page: int = 1,
    by: str = "due",
    total: int | None = None,
) -> Listed:
    """The same within a view whose lines are as true as `truth` says; `total` = how many lines it has, where that is
    known. Who shows it audits it by `note_list`."""
    reach, sought = reach_of(actor), narrowed(connection, sought)
    total = sum_standings(connection, reach, sought) if total is None else total
    page = max(1, min(page, -(-total // PER_PAGE) or 1))
    found = list_standings(connection, reach, sought, first=(page - 1) * PER_PAGE, limit=PER_PAGE, by=by)
    return Listed(lines_of(server, connection, actor, found), total, page, truth)


def note_list(server: Server, actor: Actor, sought: Sought) -> None:
    """Write into the audit that she asked for a list."""
    row = AuditRow(server.clock(), "case.list", actor.person.worker, None, sought.kind)
    note_reading(server, row)


def homes_of_list(server: Server, actor: Actor, sought: Sought, *, limit: int) -> list[Id]:
    """The dossiers of a whole list, at most so many."""
    with true_lines(server) as (connection, _truth):
        return list_homes(connection, reach_of(actor), narrowed(connection, sought), first=0, limit=limit)


def lines_of(server: Server, connection: Connection, actor: Actor, found: Iterable[Standing]) -> tuple[Line, ...]:
    """Lines with their heads; a head that she may not see leaves its line out."""
    standings = list(found)
    heads = heads_of(server, connection, actor, [one.home for one in standings])
    return tuple(Line(one, heads[one.home]) for one in standings if one.home in heads)


def heads_of(server: Server, connection: Connection, actor: Actor, homes: Iterable[Id]) -> dict[Id, Shown]:
    """Heads of dossiers by id, as far as she may see them."""
    sight = Sight(server, connection, actor)
    return sight.show(sight.visible(read_records(connection, homes).values()))
