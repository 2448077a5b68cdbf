"""Enrolment codes: kept as HMAC under the key ring, counted down by wrong tries, used once (security.md 4.1)."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from shared_schema.identifiers import Id
from sync_server.store.tables_people import enrolment_codes


@dataclass(frozen=True, slots=True)
class Invitation:
    """An enrolment code as it is kept; `code_hmac` under the key ring. `made_by` None = on the server's shell;
    `is_waiting` = it opens nothing until a second person has released it."""

    id: str
    code_hmac: bytes
    person: Id
    office: Id
    role: str
    issued_at: int
    expires_at: int
    tries_left: int
    used_at: int | None
    device: Id | None
    answer_for: bytes | None
    made_by: Id | None = None
    is_waiting: bool = False
    released_by: Id | None = None


def insert_invitation(connection: Connection, invitation: Invitation) -> None:
    """A new enrolment code."""
    row = {name: getattr(invitation, name) for name in invitation.__dataclass_fields__}
    connection.execute(insert(enrolment_codes), [row])


def lock_invitation(connection: Connection, invitation: str) -> Invitation | None:
    """The enrolment code with its row locked: parallel guesses are counted one by one."""
    query = select(enrolment_codes).where(enrolment_codes.c.id == invitation).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Invitation(**row._mapping)


def find_invitation(connection: Connection, invitation: str) -> Invitation | None:
    """The enrolment code as it stands, or None."""
    row = connection.execute(select(enrolment_codes).where(enrolment_codes.c.id == invitation)).one_or_none()
    return None if row is None else Invitation(**row._mapping)


def open_invitations(connection: Connection, *, now_ms: int) -> list[Invitation]:
    """Codes that can still be used, newest first."""
    is_open = (
        enrolment_codes.c.used_at.is_(None)
        & (enrolment_codes.c.expires_at >= now_ms)
        & (enrolment_codes.c.tries_left > 0)
    )
    query = select(enrolment_codes).where(is_open).order_by(enrolment_codes.c.issued_at.desc(), enrolment_codes.c.id)
    return [Invitation(**row._mapping) for row in connection.execute(query)]


def end_invitation(connection: Connection, invitation: str, *, now_ms: int) -> None:
    """The slip is taken back: its code opens nothing more."""
    statement = update(enrolment_codes).where(enrolment_codes.c.id == invitation)
    connection.execute(statement.values(tries_left=0, expires_at=now_ms))


def release_invitation(connection: Connection, invitation: str, *, by: Id) -> None:
    """A second person let it count."""
    statement = update(enrolment_codes).where(enrolment_codes.c.id == invitation)
    connection.execute(statement.values(is_waiting=False, released_by=by))


def count_try(connection: Connection, invitation: str) -> None:
    """One wrong code was tried."""
    statement = update(enrolment_codes).where(enrolment_codes.c.id == invitation)
    connection.execute(statement.values(tries_left=enrolment_codes.c.tries_left - 1))


def use_invitation(connection: Connection, invitation: str, *, device: Id, answer_for: bytes, now_ms: int) -> None:
    """The code was used by this device; only the same request gets the same answer again."""
    statement = update(enrolment_codes).where(enrolment_codes.c.id == invitation)
    connection.execute(statement.values(used_at=now_ms, device=device, answer_for=answer_for))
