"""What an administrator asked for about an account, until a second person countersigns it or it lapses."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from shared_schema.identifiers import Id
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_people import account_requests
from sync_server.store.tables_records import waiting

RESET_CREDENTIALS = "reset_credentials"
ACCOUNT_REQUEST = "change.account_request"


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """One request: about whom, what, who asked, when (milliseconds)."""

    person: Id
    what: str
    asked_by: Id
    asked_at: int


def put_request(connection: Connection, request: AccountRequest) -> None:
    """Keep a request; a newer one for the same takes its place."""
    columns = ("person", "what", "asked_by", "asked_at")
    put_rows(
        connection, account_requests, columns, [(request.person, request.what, request.asked_by, request.asked_at)]
    )


def find_request(connection: Connection, person: Id, what: str) -> AccountRequest | None:
    """The request that stands, or None."""
    wanted = (account_requests.c.person == person) & (account_requests.c.what == what)
    row = connection.execute(select(account_requests).where(wanted).with_for_update()).one_or_none()
    return None if row is None else AccountRequest(row.person, row.what, row.asked_by, row.asked_at)


def read_requests(connection: Connection, what: str) -> list[AccountRequest]:
    """Every request of this kind that stands."""
    rows = connection.execute(select(account_requests).where(account_requests.c.what == what))
    return [AccountRequest(row.person, row.what, row.asked_by, row.asked_at) for row in rows]


def asked_by_laptops(connection: Connection, persons: Iterable[Id]) -> frozenset[Id]:
    """Whose role, status, office or clearance a laptop tried to change; the change waits and counts for nothing."""
    rows = fetch(
        connection, waiting, ("record",), key="record", values=persons, and_where=f"own_code = '{ACCOUNT_REQUEST}'"
    )
    return frozenset(row[0] for row in rows)


def drop_request(connection: Connection, person: Id, what: str) -> None:
    """It was done, or is withdrawn."""
    wanted = (account_requests.c.person == person) & (account_requests.c.what == what)
    connection.execute(delete(account_requests).where(wanted))
