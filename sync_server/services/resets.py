"""New credentials for somebody who lost hers: an administrator asks, a second person countersigns (security.md 4.4).

Whoever can open cases gets new credentials from two people alone: the administrator, and her supervisor or a
coordinator of her offices (a coordinator's: another coordinator). Who still holds dossiers opens cases, whatever her
role is called today. The former password, second factor and recovery codes end with the commit, and no session
outlives them. Both acts are audited. An account that opens no case is reset by an administrator alone.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Action, Actor, actor_from, decide
from sync_server.services.accounts import Credentials, Secrets, new_secrets, starting_secrets
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.second_person import may_stand_beside, opens_cases
from sync_server.store import people
from sync_server.store.account_requests import (
    RESET_CREDENTIALS,
    AccountRequest,
    drop_request,
    find_request,
    put_request,
)
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.people import Account

GOOD_MS = 3 * 86_400_000  # a request that nobody countersigned lapses
ASKED, DONE, REFUSED = "person.reset_asked", "person.credentials_reset", "person.reset_refused"


def needs_two(server: Server, login: str) -> bool:
    """Whether this account can open cases, so that a second person must countersign. `person.unknown`."""
    with server.database.snapshot() as connection:
        return opens_cases(connection, _account(connection, login))


def ask_reset(server: Server, login: str, *, by: str) -> None:
    """The administrator `by` asks. Raises `person.unknown`, `reset.not_administrator`."""
    require_kept_here(server)

    def work(connection: Connection) -> None:
        account = _account(connection, login)
        actor = _administrator(connection, by)
        put_request(connection, AccountRequest(account.id, RESET_CREDENTIALS, actor.person.worker, server.clock()))
        _audit(server, connection, ASKED, actor.person.worker, account)

    server.database.run(work)


def require_countersigner(server: Server, login: str, *, by: str) -> None:
    """Refuse before a password is asked for: `reset.not_asked`, `reset.needs_another`. A refusal is audited."""

    def work(connection: Connection) -> HomewardError | None:
        account = _account(connection, login)
        error = _refusal(connection, server, account, by)
        if error is not None:
            _audit(server, connection, REFUSED, _account(connection, by).id, account, outcome="refused")
        return error

    error = server.database.run(work)
    if error is not None:
        raise error


def countersign_reset(server: Server, login: str, *, by: str, password: str | None = None) -> Credentials:
    """The second person agrees; all is replaced at once. Without `password` a passphrase to begin with is made, and she
    chooses her own with a second factor at her first sign-in. As `require_countersigner`, and `passphrase.*`."""
    require_kept_here(server)

    def allowed(connection: Connection, account: Account) -> Id:
        error = _refusal(connection, server, account, by)
        if error is not None:
            raise error
        drop_request(connection, account.id, RESET_CREDENTIALS)
        return _account(connection, by).id

    return _replace(server, login, password, allowed)


def reset_alone(server: Server, login: str, *, by: str, password: str | None = None) -> Credentials:
    """An administrator resets an account that opens no case, as above. `reset.needs_another` for every other."""
    require_kept_here(server)

    def allowed(connection: Connection, account: Account) -> Id:
        if opens_cases(connection, account):
            raise HomewardError("reset.needs_another", login=account.login)
        return _administrator(connection, by).person.worker

    return _replace(server, login, password, allowed)


def _replace(
    server: Server, login: str, password: str | None, allowed: Callable[[Connection, Account], Id]
) -> Credentials:
    server.sealing.prepare(["directory"])
    with server.database.snapshot() as connection:
        account = _account(connection, login)
    secrets: Secrets = (
        starting_secrets(server, account.id) if password is None else new_secrets(server, account.id, login, password)
    )

    def work(connection: Connection) -> None:
        now = _account(connection, login)
        by = allowed(connection, now)
        secrets.write(connection, now_ms=server.clock())
        _audit(server, connection, DONE, by, now)

    server.database.run(work)
    return secrets.shown


def _refusal(connection: Connection, server: Server, account: Account, by: str) -> HomewardError | None:
    request = find_request(connection, account.id, RESET_CREDENTIALS)
    if request is None or server.clock() > request.asked_at + GOOD_MS:
        return HomewardError("reset.not_asked", login=account.login)
    second = _account(connection, by)
    if not may_stand_beside(actor_from(second), account) or second.id == request.asked_by:
        return HomewardError("reset.needs_another", login=account.login)
    return None


def _administrator(connection: Connection, by: str) -> Actor:
    actor = actor_from(_account(connection, by))
    if not decide(actor, Action.RESET_CREDENTIALS):
        raise HomewardError("reset.not_administrator", login=by)
    return actor


def _account(connection: Connection, login: str) -> Account:
    account = people.find_account(connection, login)
    if account is None:
        raise HomewardError("person.unknown", login=login)
    return account


def _audit(
    server: Server, connection: Connection, action: str, by: Id, account: Account, *, outcome: str = "done"
) -> None:
    row = AuditRow(server.clock(), action, by, object_kind="worker", object_id=account.id, scope="directory")
    append_rows(connection, [replace(row, outcome=outcome)], random=server.random)
