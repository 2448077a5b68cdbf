"""A session with the account behind it, in one question: every page begins with it."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from sync_server.store.people import Account, account_in
from sync_server.store.sessions import Session, session_in
from sync_server.store.tables_people import grants, persons
from sync_server.store.tables_sessions import sessions


def find_session_and_account(connection: Connection, token: bytes) -> tuple[Session, Account] | None:
    """The session with this hash of a cookie and whose it is; None where either is not there."""
    rows = connection.execute(_by_token(), {"of_token": token}).all()
    if not rows:
        return None
    granted = tuple(row.granted for row in rows if row.granted is not None)
    return session_in(rows[0]), account_in(rows[0], granted)


@cache
def _by_token() -> Select[Any]:
    p = persons.c
    both = sessions.join(persons, p.id == sessions.c.person).outerjoin(grants, grants.c.person == p.id)
    columns = (p.id, p.login, p.role, p.office, p.status, p.clearance, p.password_hash)
    query = select(*sessions.c, *columns, grants.c.office.label("granted")).select_from(both)
    return query.where(sessions.c.token == bindparam("of_token")).order_by(grants.c.office)
