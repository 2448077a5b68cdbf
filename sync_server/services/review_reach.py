"""Whom a decision reaches: the laptops of those who hold the dossier, with their last contact, and telephones."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services.people_names import directory_of
from sync_server.store.devices import laptops_of
from sync_server.store.records import read_dossiers


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop that gets the decision with its next contact."""

    code: str
    person: Id
    last_contact_at: int | None


@dataclass(frozen=True, slots=True)
class Reached:
    """Laptops of a dossier, and directory records of the people asked for."""

    laptops: tuple[Laptop, ...]
    people: dict[Id, Shown]


def reached_by(server: Server, home: Id, people: Iterable[Id]) -> Reached:
    """Laptops of those who hold the dossier, and what the directory says of these and further people and offices."""
    with server.database.snapshot() as connection:
        dossier = read_dossiers(connection, [home]).get(home)
        holders = dossier.holders.workers if dossier is not None else frozenset[Id]()
        laptops = tuple(Laptop(code, person, at) for person, code, at in laptops_of(connection, holders))
        known = directory_of(server, connection, {*people, *holders})
    return Reached(laptops, known)
