"""Sessions at the console, kept as hashes of their cookies, and the counts of sign-ins that did not succeed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared_schema.identifiers import Id
from sync_server.store.tables_sessions import sessions, sign_in_failures

CODE, FIRST, OPEN = "code", "first", "open"


@dataclass(frozen=True, slots=True)
class Session:
    """A session: `stage` CODE (the passphrase was right), FIRST (the second factor is being set up) or OPEN."""

    token: bytes
    person: Id
    stage: str
    created_at: int
    used_at: int
    stepped_up_at: int | None = None
    pending_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a sign-in with one login did not succeed in a row, and until when it is closed (ms)."""

    failures: int
    closed_until: int


def insert_session(connection: Connection, session: Session) -> None:
    """A new session."""
    connection.execute(insert(sessions), [{name: getattr(session, name) for name in session.__dataclass_fields__}])


def find_session(connection: Connection, token: bytes) -> Session | None:
    """The session with this hash of a cookie, or None."""
    row = connection.execute(select(sessions).where(sessions.c.token == token)).one_or_none()
    return None if row is None else session_in(row)


def touch_session(connection: Connection, token: bytes, *, now_ms: int) -> None:
    """Somebody is there."""
    connection.execute(update(sessions).where(sessions.c.token == token).values(used_at=now_ms))


def delete_session(connection: Connection, token: bytes) -> bool:
    """The cookie is worth nothing more; False where it was worth nothing before."""
    return connection.execute(delete(sessions).where(sessions.c.token == token)).rowcount == 1


def delete_sessions_of(connection: Connection, person: Id) -> int:
    """Every session of a person ends; how many."""
    return connection.execute(delete(sessions).where(sessions.c.person == person)).rowcount


def sessions_of(connection: Connection, person: Id) -> list[Session]:
    """Every session of a person, the last used first."""
    rows = connection.execute(select(sessions).where(sessions.c.person == person).order_by(sessions.c.used_at.desc()))
    return [session_in(row) for row in rows]


def delete_other_sessions(connection: Connection, person: Id, *, keep: bytes) -> int:
    """Every session of a person but one ends; how many."""
    others = delete(sessions).where(sessions.c.person == person, sessions.c.token != keep)
    return connection.execute(others).rowcount


def put_pending(connection: Connection, token: bytes, pending_sealed: bytes | None) -> None:
    """What waits in a session for its confirmation; None: nothing any more."""
    connection.execute(update(sessions).where(sessions.c.token == token).values(pending_sealed=pending_sealed))


def forget_sessions(connection: Connection, *, before_ms: int) -> int:
    """Remove sessions that began before `before_ms`; how many."""
    return connection.execute(delete(sessions).where(sessions.c.created_at < before_ms)).rowcount


def session_in(row: Row[Any]) -> Session:
    """The session that a row holds."""
    return Session(
        bytes(row.token),
        row.person,
        row.stage,
        row.created_at,
        row.used_at,
        row.stepped_up_at,
        None if row.pending_sealed is None else bytes(row.pending_sealed),
    )


def read_failures(connection: Connection, name: bytes) -> Failures:
    """The failures counted under this hash of a login."""
    row = connection.execute(select(sign_in_failures).where(sign_in_failures.c.name == name)).one_or_none()
    return Failures(0, 0) if row is None else Failures(row.failures, row.closed_until)


def write_failures(connection: Connection, name: bytes, failures: Failures, *, now_ms: int) -> None:
    """Put the count in the place of the one before."""
    if not failures.failures:
        connection.execute(delete(sign_in_failures).where(sign_in_failures.c.name == name))
        return
    values = {"failures": failures.failures, "closed_until": failures.closed_until, "last_at": now_ms}
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = make(sign_in_failures).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[sign_in_failures.c.name], set_=values))


def forget_failures(connection: Connection, *, before_ms: int) -> int:
    """Remove counts whose last failure was before `before_ms`; how many."""
    return connection.execute(delete(sign_in_failures).where(sign_in_failures.c.last_at < before_ms)).rowcount
