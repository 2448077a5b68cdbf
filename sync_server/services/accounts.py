"""People and offices as an administrator keeps them: account tables, credentials, directory records, audit, at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.codes import print_code
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.vocabularies.directory import WORKER_ROLE, WORKER_STATUS
from sync_server.keys.passwords import (
    new_recovery_codes,
    new_totp_secret,
    recovery_hashes,
    seal_totp,
    totp_address,
)
from sync_server.server import Server
from sync_server.services.directory import publish_office, publish_worker
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.leaves import COORDINATOR, leaves_of
from sync_server.services.rekeying import rekey_held
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.people import Account, Office
from sync_server.store.rekeyings import LEFT

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_OFFICE_CODE = re.compile(r"[A-Z]{2,4}")
_STARTING_CHARACTERS = 16  # of 5 bits
_OFFICE_ROLES = frozenset({"social_worker", "supervisor"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown once, to be handed to the person: the authenticator address and ten recovery codes."""

    otpauth: str
    recovery_codes: tuple[str, ...]
    starting: str = ""  # a passphrase to begin with: at her first sign-in she chooses her own and a second factor


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What to change of an account; None leaves it as it is."""

    role: str | None = None
    office: str | None = None
    status: str | None = None
    is_restricted: bool | None = None
    granted: tuple[str, ...] | None = None


def add_office(server: Server, code: str, *, named: Mapping[str, Json], by: Id | None = None) -> Office:
    """A new office under a code never used before; `office.code_form`, `office.code_taken`. `by` = who adds it."""
    require_kept_here(server)
    wanted = code.upper()
    if not _OFFICE_CODE.fullmatch(wanted):
        raise HomewardError("office.code_form")
    office = Office(uuid7(server.clock(), server.random(10)), wanted, True)

    def work(connection: Connection) -> None:
        if people.find_office(connection, wanted) is not None:
            raise HomewardError("office.code_taken", office=wanted)
        people.insert_office(connection, office, now_ms=server.clock())
        publish_office(server, connection, office, named=named)
        _audit(server, connection, "office.added", "office", office.id, by=by)

    server.sealing.prepare(["directory", office.id])
    server.database.run(work)
    return office


def change_office(
    server: Server, code: str, *, named: Mapping[str, Json], is_active: bool | None = None, by: Id | None = None
) -> Office:
    """New names, province or type; closed or opened again. `office.unknown`."""
    require_kept_here(server)

    def work(connection: Connection) -> Office:
        office = _office(connection, code)
        if is_active is not None and is_active != office.is_active:
            people.set_office_active(connection, office.id, is_active=is_active)
        if named:
            publish_office(server, connection, office, named=named)
        _audit(server, connection, "office.changed", "office", office.id, by=by)
        return _office(connection, code)

    server.sealing.prepare(["directory"])
    return server.database.run(work)


def add_person(
    server: Server,
    login: str,
    *,
    change: AccountChange,
    named: Mapping[str, Json],
    password: str | None = None,
    starts: bool = False,
    by: Id | None = None,
) -> tuple[Account, Credentials | None]:
    """A new account; with `password` also a second factor, shown once; with `starts` a passphrase to begin with alone.

    Raises `person.*`, `passphrase.*`. `by` = who adds it.
    """
    require_kept_here(server)
    if not _LOGIN.fullmatch(login):
        raise HomewardError("person.login_form")
    person = uuid7(server.clock(), server.random(10))
    blank = Account(person, login, change.role or "social_worker", None, people.ACTIVE, people.NO_CLEARANCE)
    secrets = starting_secrets(server, person) if starts else None
    if password is not None:
        secrets = new_secrets(server, person, login, password)

    def work(connection: Connection) -> Account:
        if people.find_account(connection, login) is not None:
            raise HomewardError("person.login_taken", login=login)
        account = _changed(connection, blank, change)
        people.insert_account(connection, account, now_ms=server.clock())
        if secrets is not None:
            secrets.write(connection, now_ms=server.clock())
        publish_worker(server, connection, account, named={"name_latin": login, **named})
        _audit(server, connection, "person.added", "worker", account.id, by=by)
        return account

    server.sealing.prepare(["directory"])
    account = server.database.run(work)
    return account, None if secrets is None else secrets.shown


def change_person(
    server: Server, login: str, *, change: AccountChange, named: Mapping[str, Json], by: Id | None = None
) -> Account:
    """New role, office, status, clearance, grants or names; rights change with the commit. `by` = who changes it."""
    require_kept_here(server)

    def work(connection: Connection) -> Account:
        before = _account(connection, login)
        account = _changed(connection, before, change)
        people.change_account(connection, account, now_ms=server.clock())
        if before.is_active and not account.is_active:
            rekey_held(server, connection, leaves_of(before), reason=LEFT, by=by)
        publish_worker(server, connection, account, named=named)
        _audit(server, connection, "person.changed", "worker", account.id, by=by)
        return account

    server.sealing.prepare(["directory"])
    return server.database.run(work)


def disable_person(server: Server, login: str) -> Account:
    """The person left: no sign-in, no exchange; her work stays."""
    return change_person(server, login, change=AccountChange(status=people.LEFT), named={})


@dataclass(frozen=True, slots=True)
class Secrets:
    """New credentials of one person: what is stored of them, and `shown`, which is handed to her once."""

    person: Id
    password_hash: str
    totp_sealed: bytes | None
    recovery: tuple[bytes, ...]
    shown: Credentials

    def write(self, connection: Connection, *, now_ms: int) -> None:
        """Put them in the place of the former ones, which end with the commit."""
        people.set_credentials(
            connection,
            self.person,
            password_hash=self.password_hash,
            totp_sealed=self.totp_sealed,
            recovery_hashes=self.recovery,
            now_ms=now_ms,
        )


def new_secrets(server: Server, person: Id, login: str, password: str) -> Secrets:
    """Password, second factor and ten recovery codes, not stored yet. Raises `passphrase.*` for a weak password."""
    secret, codes = new_totp_secret(), new_recovery_codes(server.random)
    return Secrets(
        person=person,
        password_hash=server.passwords.hash(password),
        totp_sealed=seal_totp(server.sealing, person, secret),
        recovery=recovery_hashes(person, codes),
        shown=Credentials(totp_address(secret, login=login), codes),
    )


def starting_secrets(server: Server, person: Id) -> Secrets:
    """A passphrase of 80 random bits to begin with, and no second factor: she chooses both at her first sign-in."""
    number = int.from_bytes(server.random(10), "big")
    starting = print_code(number, characters=_STARTING_CHARACTERS)
    return Secrets(
        person=person,
        password_hash=server.passwords.hash(starting),
        totp_sealed=None,
        recovery=(),
        shown=Credentials("", (), starting),
    )


def _changed(connection: Connection, account: Account, change: AccountChange) -> Account:
    role = (change.role or account.role).replace("-", "_")
    if role not in WORKER_ROLE.codes:
        raise HomewardError("person.role_unknown", role=role)
    status = change.status or account.status
    if status not in WORKER_STATUS.codes:
        raise HomewardError("person.status_unknown", status=status)
    office = account.office if change.office is None else _office(connection, change.office).id
    if role in _OFFICE_ROLES and office is None:
        raise HomewardError("person.office_needed")
    granted = account.granted
    if change.granted is not None:
        granted = tuple(sorted({_office(connection, code).id for code in change.granted}))
    clearance = account.clearance
    if change.is_restricted is not None:
        clearance = people.RESTRICTED if change.is_restricted else people.NO_CLEARANCE
    return replace(
        account,
        role=role,
        status=status,
        office=office,
        clearance=clearance,
        granted=granted if role == COORDINATOR else (),
    )


def _office(connection: Connection, code: str) -> Office:
    office = people.find_office(connection, code)
    if office is None:
        raise HomewardError("office.unknown", office=code.upper())
    return office


def _account(connection: Connection, login: str) -> Account:
    account = people.find_account(connection, login)
    if account is None:
        raise HomewardError("person.unknown", login=login)
    return account


def _audit(server: Server, connection: Connection, action: str, kind: str, object_id: Id, *, by: Id | None) -> None:
    row = AuditRow(server.clock(), action, by, object_kind=kind, object_id=object_id, scope="directory")
    append_rows(connection, [row], random=server.random)
