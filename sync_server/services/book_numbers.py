"""Numbers of cases and inquiries that are made at the centre: of its own device, each given once."""

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.drafts import next_number
from sync_server.store.people import office_by_id

CASE_MARK, INQUIRY_MARK = "-", "-T"  # before the number


def give_number(server: Server, office: Id, mark: str) -> str:
    """`<office code>-<yy>-<device code><mark><n>`. Raises `access.no_account` for somebody of no office."""
    with server.database.snapshot() as connection:
        device = find_device(connection, server.identity.own_device)
        newest = find_incarnation(connection, device.newest_incarnation) if device is not None else None
        found = office_by_id(connection, office)
    if device is None or newest is None or found is None:
        raise HomewardError("access.no_account")
    year = day_of_ms(server.clock()).year % 100
    prefix = f"{found.code}-{year:02d}-{device.code}{newest.letter}"
    row = prefix + mark.rstrip("-")
    return f"{prefix}{mark}{server.database.run(lambda connection: next_number(connection, row))}"
