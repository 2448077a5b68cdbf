"""Names of people and offices from the directory, read in one go; for frames and lists of the console."""

from collections.abc import Iterable

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.scopes import DIRECTORY
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.dossiers import show_rows
from sync_server.store.records import read_records

_SCRIPTS = {"km": ("name_km", "name_latin"), "en": ("name_latin", "name_km")}


def directory_of(server: Server, connection: Connection, records: Iterable[Id]) -> dict[Id, Shown]:
    """Directory records by id, as everybody sees them; ids that are none are left out."""
    versions = server.directory.versions(connection, set(records))
    found = server.directory.remembered(versions)
    unknown = read_records(connection, versions.keys() - found.keys()).values()
    return found | show_rows(server, [row for row in unknown if row.home == DIRECTORY])


def name_in(shown: Shown | None, language: str) -> str:
    """The name of a person or an office in the reader's script where there is one; empty where none is recorded."""
    values = shown.values if shown is not None else {}
    return next((name for key in _SCRIPTS[language] if isinstance(name := values.get(key), str) and name), "")


def name_of_worker(server: Server, worker: Id, language: str) -> str:
    """The name of one person."""
    with server.database.snapshot() as connection:
        return name_in(directory_of(server, connection, [worker]).get(worker), language)


def names_of_frame(server: Server, actor: Actor, language: str) -> tuple[str, str]:
    """(her office, herself); the centre's name for who has no office, or one without a name."""
    person = actor.person
    wanted = [person.office, person.worker] if person.office else [person.worker]
    with server.database.snapshot() as connection:
        found = directory_of(server, connection, wanted)
    office, worker = (name_in(found.get(one), language) for one in (person.office, person.worker))
    return office or server.config.centre_name, worker
