"""What a person replaces of her own credentials, one at a time; a reset replaces all (`people.set_credentials`)."""

from sqlalchemy import Connection, delete, func, insert, select, update

from shared_schema.identifiers import Id
from sync_server.store.tables_people import persons, recovery_codes


def put_password_hash(connection: Connection, person: Id, password_hash: str, *, now_ms: int) -> None:
    """Another password."""
    values = {"password_hash": password_hash, "changed_at": now_ms}
    connection.execute(update(persons).where(persons.c.id == person).values(**values))


def put_second_factor(connection: Connection, person: Id, totp_sealed: bytes, *, used_step: int, now_ms: int) -> None:
    """Another authenticator; the time step by which it was tried is used up."""
    values = {"totp_sealed": totp_sealed, "totp_last_step": used_step, "changed_at": now_ms}
    connection.execute(update(persons).where(persons.c.id == person).values(**values))


def put_recovery_codes(connection: Connection, person: Id, hashes: tuple[bytes, ...]) -> None:
    """Other codes instead of all earlier ones."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person == person))
    connection.execute(insert(recovery_codes), [{"person": person, "code_hash": one} for one in hashes])


def count_unused_codes(connection: Connection, person: Id) -> int:
    """How many codes can still be used."""
    unused = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.person == person)
    return connection.scalar(unused.where(recovery_codes.c.used_at.is_(None))) or 0
