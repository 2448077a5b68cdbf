"""What a person does with her own account: another passphrase, another authenticator, new codes, other sessions ended.

Promise: the page before has asked for passphrase and code within five minutes (`Console.require_step_up`); with another
passphrase or authenticator every other session of hers ends; each act is a row of the audit. Refused at a hub, which
changes no account: `hub.kept_by_centre`.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.keys.passwords import (
    new_recovery_codes,
    new_totp_secret,
    open_totp,
    recovery_hashes,
    seal_totp,
    totp_address,
    totp_step,
)
from sync_server.server import Server
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.sessions import SignedIn, is_live
from sync_server.services.sign_in import SecondFactor, plain_code
from sync_server.store import own_credentials, people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.sessions import OPEN, delete_other_sessions, put_pending, sessions_of

PASSPHRASE, FACTOR, CODES, SESSIONS = (
    "account.passphrase_changed", "account.factor_changed", "account.codes_renewed", "account.sessions_ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of her open sessions: since when, last used (ms); `is_this` = the one that asks."""

    since: int
    used_at: int
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What she is shown of her account."""

    login: str
    codes_left: int
    sessions: tuple[OpenSession, ...]

    @property
    def others(self) -> int:
        """How many sessions beside this one are open."""
        return sum(not one.is_this for one in self.sessions)


def read_own_account(server: Server, signed_in: SignedIn) -> OwnAccount:
    """Her user name, how many of the ten codes are left, where she is signed in, newest first."""
    person, now = _person(signed_in), server.clock()
    with server.database.snapshot() as connection:
        account = people.account_by_id(connection, person)
        held = [one for one in sessions_of(connection, person) if one.stage == OPEN and is_live(one, now)]
        left = own_credentials.count_unused_codes(connection, person)
    shown = (OpenSession(one.created_at, one.used_at, one.token == signed_in.session.token) for one in held)
    return OwnAccount("" if account is None else account.login, left, tuple(shown))


def change_passphrase(server: Server, signed_in: SignedIn, new: str) -> None:
    """Another passphrase from now on. Raises `passphrase.*`, `sign_in.same_passphrase`, `hub.kept_by_centre`."""
    require_kept_here(server)
    person = _person(signed_in)
    with server.database.snapshot() as connection:
        stored, _totp = people.read_credentials(connection, person)
    if server.passwords.is_right(new, stored):
        raise HomewardError("sign_in.same_passphrase")
    hashed = server.passwords.hash(new)

    def work(connection: Connection) -> None:
        own_credentials.put_password_hash(connection, person, hashed, now_ms=server.clock())
        delete_other_sessions(connection, person, keep=signed_in.session.token)
        _audit(server, connection, PASSPHRASE, person)

    server.database.run(work)


def new_codes(server: Server, signed_in: SignedIn) -> tuple[str, ...]:
    """Ten new codes, shown once; the former ones are worth nothing. Raises `hub.kept_by_centre`."""
    require_kept_here(server)
    person, codes = _person(signed_in), new_recovery_codes(server.random)

    def work(connection: Connection) -> None:
        own_credentials.put_recovery_codes(connection, person, recovery_hashes(person, codes))
        _audit(server, connection, CODES, person)

    server.database.run(work)
    return codes


def begin_factor(server: Server, signed_in: SignedIn) -> None:
    """Make the key of another authenticator; it waits in this session until a code of it was typed."""
    require_kept_here(server)
    server.sealing.prepare(["directory"])
    sealed = seal_totp(server.sealing, _person(signed_in), new_totp_secret())
    server.database.run(lambda connection: put_pending(connection, signed_in.session.token, sealed))


def waiting_factor(server: Server, signed_in: SignedIn) -> SecondFactor | None:
    """What the new authenticator is shown; None where none was begun in this session."""
    if signed_in.session.pending_sealed is None:
        return None
    secret = open_totp(server.sealing, _person(signed_in), signed_in.session.pending_sealed)
    return SecondFactor(totp_address(secret, login=read_own_account(server, signed_in).login), secret)


def finish_factor(server: Server, signed_in: SignedIn, code: str) -> None:
    """The new authenticator counts from now on, the former one no more. Raises `sign_in.code_refused`,
    `sign_in.begin_again`, `hub.kept_by_centre`."""
    require_kept_here(server)
    person, waiting = _person(signed_in), waiting_factor(server, signed_in)
    if waiting is None:
        raise HomewardError("sign_in.begin_again")
    step = totp_step(waiting.key, plain_code(code), now_ms=server.clock())
    if step is None:
        raise HomewardError("sign_in.code_refused")
    sealed = seal_totp(server.sealing, person, waiting.key)

    def work(connection: Connection) -> None:
        own_credentials.put_second_factor(connection, person, sealed, used_step=step, now_ms=server.clock())
        put_pending(connection, signed_in.session.token, None)
        delete_other_sessions(connection, person, keep=signed_in.session.token)
        _audit(server, connection, FACTOR, person)

    server.database.run(work)


def end_other_sessions(server: Server, signed_in: SignedIn) -> int:
    """Every session of hers but this one ends; how many."""
    person = _person(signed_in)

    def work(connection: Connection) -> int:
        ended = delete_other_sessions(connection, person, keep=signed_in.session.token)
        if ended:
            _audit(server, connection, SESSIONS, person)
        return ended

    return server.database.run(work)


def _person(signed_in: SignedIn) -> Id:
    return signed_in.actor.person.worker


def _audit(server: Server, connection: Connection, action: str, person: Id) -> None:
    append_rows(connection, [AuditRow(server.clock(), action, person)], random=server.random)
