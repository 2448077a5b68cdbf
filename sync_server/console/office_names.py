"""Offices by name for the lists and forms of one page, in the reader's language."""

from sync_server.console.room import Console
from sync_server.services.people_names import directory_of, name_in
from sync_server.store import people
from sync_server.store.people import Office


def office_names(console: Console) -> dict[str, str]:
    """{office id: name}; an office without a recorded name is left out."""
    language = console.desk.reader().language
    with console.server.database.snapshot() as connection:
        found = people.list_offices(connection)
        named = directory_of(console.server, connection, [one.id for one in found])
    return {one.id: name for one in found if (name := name_in(named.get(one.id), language))}


def office_options(console: Console) -> list[tuple[str, str]]:
    """(code, name) of the offices that are open, by name."""
    names = office_names(console)
    with console.server.database.snapshot() as connection:
        found = [one for one in people.list_offices(connection) if one.is_active]
    return sorted(((one.code, _told(one, names)) for one in found), key=lambda option: option[1])


def _told(office: Office, names: dict[str, str]) -> str:
    return f"{names[office.id]} ({office.code})" if office.id in names else office.code
