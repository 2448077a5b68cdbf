"""The server's identity, offices, accounts of people, their grants, password hashes and second factors.

Rights are judged from these rows alone. No name stands here: names are records of the directory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from shared_schema.identifiers import Id
from sync_server.store.sessions import delete_sessions_of
from sync_server.store.statements import rows_where
from sync_server.store.tables_people import (
    grants,
    offices,
    persons,
    recovery_codes,
    server_identity,
)
from sync_server.store.totp_uses import note_use

ACTIVE, UNVERIFIED, LEFT = "active", "unverified", "left"
NO_CLEARANCE, RESTRICTED = "none", "restricted"


@dataclass(frozen=True, slots=True)
class Identity:
    """The row of this server."""

    server: Id
    kind: str
    epoch: str
    certificate: bytes
    root_key: bytes
    own_device: Id
    created_at: int


@dataclass(frozen=True, slots=True)
class Office:
    """An office; `id` is that of its directory record."""

    id: Id
    code: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; `id` is that of the worker's directory record, `granted` the offices of a coordinator."""

    id: Id
    login: str
    role: str
    office: Id | None
    status: str
    clearance: str
    granted: tuple[Id, ...] = ()
    has_password: bool = False

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in and her laptop may synchronise."""
        return self.status in (ACTIVE, UNVERIFIED)


def read_identity(connection: Connection) -> Identity | None:
    """Who this server is; None before `init`."""
    row = connection.execute(select(server_identity)).one_or_none()
    if row is None:
        return None
    return Identity(row.server, row.kind, row.epoch, row.certificate, row.root_key, row.own_device, row.created_at)


def write_identity(connection: Connection, identity: Identity, *, next_serial: int) -> None:
    """The first and only row, at `init`."""
    row = {name: getattr(identity, name) for name in identity.__dataclass_fields__}
    row |= {"one": 1, "next_device_number": 1, "next_serial": next_serial}
    connection.execute(insert(server_identity), [row])


def set_epoch(connection: Connection, epoch: str) -> None:
    """After a restore: a new epoch, so that every laptop compares and gives back what was lost."""
    connection.execute(update(server_identity).values(epoch=epoch))


def set_server_certificate(connection: Connection, certificate: bytes) -> None:
    """The root signed this server anew (other TLS authority, other offices)."""
    connection.execute(update(server_identity).values(certificate=certificate))


def insert_office(connection: Connection, office: Office, *, now_ms: int) -> None:
    """A new office."""
    row = {"id": office.id, "code": office.code, "is_active": office.is_active, "created_at": now_ms}
    connection.execute(insert(offices), [row])


def find_office(connection: Connection, code: str) -> Office | None:
    """The office with this code (also a closed one), or None."""
    return _office(connection.execute(select(offices).where(offices.c.code == code.upper())).one_or_none())


def office_by_id(connection: Connection, office: Id) -> Office | None:
    """The office with this id, or None."""
    return _office(connection.execute(select(offices).where(offices.c.id == office)).one_or_none())


def list_offices(connection: Connection) -> list[Office]:
    """All offices by code."""
    rows = connection.execute(select(offices).order_by(offices.c.code))
    return [office for row in rows if (office := _office(row)) is not None]


def set_office_active(connection: Connection, office: Id, *, is_active: bool) -> None:
    """Close or reopen an office; its code stays taken."""
    connection.execute(update(offices).where(offices.c.id == office).values(is_active=is_active))


def insert_account(connection: Connection, account: Account, *, now_ms: int) -> None:
    """A new account, without password and second factor."""
    row = {
        "id": account.id,
        "login": account.login,
        "role": account.role,
        "office": account.office,
        "status": account.status,
        "clearance": account.clearance,
        "created_at": now_ms,
        "changed_at": now_ms,
    }
    connection.execute(insert(persons), [row])
    _write_grants(connection, account, now_ms=now_ms)


def change_account(connection: Connection, account: Account, *, now_ms: int) -> None:
    """New role, office, status, clearance and grants; the login stays, her sessions end."""
    delete_sessions_of(connection, account.id)
    values = {
        "role": account.role,
        "office": account.office,
        "status": account.status,
        "clearance": account.clearance,
        "changed_at": now_ms,
    }
    connection.execute(update(persons).where(persons.c.id == account.id).values(**values))
    connection.execute(delete(grants).where(grants.c.person == account.id))
    _write_grants(connection, account, now_ms=now_ms)


def find_account(connection: Connection, login: str) -> Account | None:
    """The account with this login, or None."""
    return _account(connection, rows_where(connection, persons, login=login).one_or_none())


def account_by_id(connection: Connection, person: Id) -> Account | None:
    """The account of this person, or None."""
    return _account(connection, rows_where(connection, persons, id=person).one_or_none())


def list_accounts(connection: Connection) -> list[Account]:
    """All accounts by login."""
    granted: dict[Id, list[Id]] = {}
    for grant in connection.execute(select(grants.c.person, grants.c.office).order_by(grants.c.office)):
        granted.setdefault(grant.person, []).append(grant.office)
    rows = connection.execute(select(persons).order_by(persons.c.login))
    return [account_in(row, tuple(granted.get(row.id, ()))) for row in rows]


def with_second_factor(connection: Connection) -> frozenset[Id]:
    """Who has set up a second factor, and so can sign in to the console."""
    return frozenset(connection.scalars(select(persons.c.id).where(persons.c.totp_sealed.is_not(None))))


def account_in(row: Row[Any], granted: tuple[Id, ...]) -> Account:
    """The account that a row of `persons` holds."""
    return Account(
        id=row.id,
        login=row.login,
        role=row.role,
        office=row.office,
        status=row.status,
        clearance=row.clearance,
        granted=granted,
        has_password=row.password_hash is not None,
    )


def set_credentials(
    connection: Connection,
    person: Id,
    *,
    password_hash: str | None,
    totp_sealed: bytes | None,
    recovery_hashes: tuple[bytes, ...],
    now_ms: int,
) -> None:
    """Password, second factor and recovery codes, all replaced at once; her sessions end."""
    delete_sessions_of(connection, person)
    values = {"password_hash": password_hash, "totp_sealed": totp_sealed, "changed_at": now_ms}
    connection.execute(update(persons).where(persons.c.id == person).values(**values, totp_last_step=0))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person == person))
    if recovery_hashes:
        rows = [{"person": person, "code_hash": one} for one in recovery_hashes]
        connection.execute(insert(recovery_codes), rows)


def read_credentials(connection: Connection, person: Id) -> tuple[str | None, bytes | None]:
    """(password hash, sealed TOTP secret)."""
    row = connection.execute(select(persons.c.password_hash, persons.c.totp_sealed).where(persons.c.id == person)).one()
    return row.password_hash, row.totp_sealed


@dataclass(frozen=True, slots=True)
class Held:
    """What a sign-in of somebody is judged by, as it is stored; `last_step` of the second factor is used up."""

    password_hash: str | None
    totp_sealed: bytes | None
    last_step: int

    @property
    def is_whole(self) -> bool:
        """Whether she can sign in at all."""
        return self.password_hash is not None and self.totp_sealed is not None

    @property
    def fingerprint(self) -> str:
        """Another one whenever password or second factor are others."""
        return sha256(f"{self.password_hash}/".encode() + (self.totp_sealed or b"")).hexdigest()


def credentials_of(connection: Connection, wanted: Iterable[Id]) -> dict[Id, Held]:
    """The same of several people at once."""
    columns = (persons.c.id, persons.c.password_hash, persons.c.totp_sealed, persons.c.totp_last_step)
    rows = connection.execute(select(*columns).where(persons.c.id.in_(sorted(set(wanted)))))
    return {row[0]: Held(row[1], row[2], int(row[3])) for row in rows}


def set_password_hash(connection: Connection, person: Id, password_hash: str) -> None:
    """The same password under stronger parameters: nothing else changes."""
    connection.execute(update(persons).where(persons.c.id == person).values(password_hash=password_hash))


def take_totp_step(connection: Connection, person: Id, step: int) -> bool:
    """Use up a time step of the second factor; False if it or a later one was used before (replay)."""
    statement = update(persons).where(persons.c.id == person, persons.c.totp_last_step < step)
    is_fresh = connection.execute(statement.values(totp_last_step=step)).rowcount == 1
    if is_fresh:
        note_use(connection, person, step)
    return is_fresh


def take_recovery_code(connection: Connection, person: Id, code_hash: bytes, *, now_ms: int) -> bool:
    """Use a recovery code once; False if it is not one of this person's unused ones."""
    statement = update(recovery_codes).where(
        recovery_codes.c.person == person,
        recovery_codes.c.code_hash == code_hash,
        recovery_codes.c.used_at.is_(None),
    )
    return connection.execute(statement.values(used_at=now_ms)).rowcount == 1


def _write_grants(connection: Connection, account: Account, *, now_ms: int) -> None:
    rows = [{"person": account.id, "office": office, "granted_at": now_ms} for office in account.granted]
    if rows:
        connection.execute(insert(grants), rows)


def _office(row: Row[Any] | None) -> Office | None:
    return None if row is None else Office(row.id, row.code, bool(row.is_active))


def _account(connection: Connection, row: Row[Any] | None) -> Account | None:
    if row is None:
        return None
    granted = rows_where(connection, grants, person=row.id, order_by="office")
    return account_in(row, tuple(one.office for one in granted))
