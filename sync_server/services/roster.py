"""The people of the offices that somebody leads, and the offices themselves, with their names from the directory.

Names of workers and offices are no secret within the coalition (`directory`); who may be given a case is judged here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer
from sync_server.server import Server
from sync_server.services.access import SUPERVISOR, WORKER, Actor
from sync_server.services.people_names import directory_of
from sync_server.store.people import list_offices
from sync_server.store.roster import RosterRow, roster_rows, roster_rows_of

HOLDERS = (WORKER, SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may hold cases: her account, her record of the directory (None: not published yet)."""

    row: RosterRow
    shown: Shown | None

    @property
    def id(self) -> Id:
        """The person's id."""
        return self.row.person


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office: its code, its record of the directory, the province where it stands."""

    id: Id
    code: str
    is_active: bool
    shown: Shown | None

    @property
    def province(self) -> str:
        """Code of the province, "" where none is given."""
        return str(answer(self.shown, "province") or "")


@dataclass(frozen=True, slots=True)
class Roster:
    """Workers and offices by id."""

    workers: Mapping[Id, Worker]
    offices: Mapping[Id, OfficeLine]

    def of_office(self, office: Id | None) -> list[Worker]:
        """Active people of an office who may hold cases."""
        return [one for one in self.active() if one.row.office == office]

    def active(self) -> list[Worker]:
        """Everybody who may be given a case now."""
        return [one for one in self.workers.values() if one.row.is_active and one.row.role in HOLDERS]


def read_roster(
    server: Server,
    connection: Connection,
    actor: Actor,
    *,
    more: Iterable[Id] = (),
    people: Collection[Id] | None = None,
) -> Roster:
    """People and offices within her reach; `more` = ids of people and offices elsewhere that a page names too.
    `people` = those of her reach whom the page can name, where these are few: the others are left out."""
    if people is None:
        found = roster_rows(connection, offices=actor.offices)
    else:
        found = [row for row in roster_rows_of(connection, people) if row.office in actor.offices]
    rows = {row.person: row for row in found}
    named = set(more)
    rows |= {row.person: row for row in roster_rows_of(connection, named - rows.keys())}
    offices = [one for one in list_offices(connection) if one.id in actor.offices or one.id in named]
    shown = directory_of(server, connection, [*rows, *(one.id for one in offices)])
    return Roster(
        {key: Worker(row, shown.get(key)) for key, row in rows.items()},
        {one.id: OfficeLine(one.id, one.code, one.is_active, shown.get(one.id)) for one in offices},
    )


def read_offices(server: Server, connection: Connection) -> dict[Id, OfficeLine]:
    """Every office of the coalition, by code."""
    offices = list_offices(connection)
    shown = directory_of(server, connection, [one.id for one in offices])
    return {one.id: OfficeLine(one.id, one.code, one.is_active, shown.get(one.id)) for one in offices}
