"""Enrolment slips: drawn for one laptop of one person, shown once, released by a second person where one is needed.

A slip is a key: whoever holds it can enrol as the person on it. One that an administrator makes in the console for
somebody who opens cases is dead until a supervisor of the office or a coordinator has released it. The server's shell
is the operator's root of trust: a slip from there counts at once, is audited without an actor, and says so on its page.
"""

from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.codes import ALPHABET, ENROLMENT_CHARACTERS
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.slip import Slip
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, actor_from, decide
from sync_server.services.second_person import OPENS_CASES, may_stand_beside, opens_cases
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.invitations import (
    Invitation,
    insert_invitation,
    lock_invitation,
    release_invitation,
)
from sync_server.tls import authority_hash

TRIES = 5
DEFAULT_HOURS = 24
HOUR_MS = 3_600_000
INVITATION_CHARACTERS = 6


def invite(
    server: Server, login: str, *, hours: int = DEFAULT_HOURS, invitation_id: str | None = None, by: Id | None = None
) -> Slip:
    """A slip for one laptop of `login`; the code on it is kept here as HMAC only and cannot be shown again.

    `invitation_id` = drawn before by `new_invitation_id`, so that a repeated form makes no second slip; `by` = who
    makes it, None on the server's shell. Raises `person.unknown`, `person.not_active`, `person.office_needed`,
    `invitation.shown`.
    """
    code, number = _draw(server, ENROLMENT_CHARACTERS), invitation_id or new_invitation_id(server)
    code_hmac = server.ring.mac("enrolment", mac_input(number, code))
    made = server.database.run(
        lambda connection: _make(server, connection, login, number=number, code_hmac=code_hmac, hours=hours, by=by)
    )
    return Slip(
        worker=login,
        code=code,
        invitation=number,
        servers=server.config.public_urls,
        authority=authority_hash(server.config.tls_authority),
        root=sha256(server.identity.root_key).digest(),
        until=made.expires_at // 1000 * 1000,
    )


def new_invitation_id(server: Server) -> str:
    """The number of a slip; it stands on the paper and is no secret."""
    return _draw(server, INVITATION_CHARACTERS)


def release_slip(server: Server, actor: Actor, invitation: str) -> None:
    """The second person lets a slip count. `record.not_found`, `invitation.needs_another`, `invitation.not_waiting`."""

    def work(connection: Connection) -> HomewardError | None:
        found = lock_invitation(connection, invitation)
        if found is None or not decide(actor, Action.SEE_DEVICES, Target(offices=frozenset({found.office}))):
            return HomewardError("record.not_found", record="")
        if not found.is_waiting or found.used_at is not None or found.expires_at < server.clock():
            return HomewardError("invitation.not_waiting")
        account = people.account_by_id(connection, found.person)
        is_second = account is not None and may_stand_beside(actor, account)
        if not is_second or actor.person.worker == found.made_by:
            _note(server, connection, "invitation.release_refused", found, actor.person.worker, outcome="refused")
            return HomewardError("invitation.needs_another")
        release_invitation(connection, invitation, by=actor.person.worker)
        _note(server, connection, "invitation.released", found, actor.person.worker)
        return None

    error = server.database.run(work)
    if error is not None:
        raise error


def mac_input(invitation: str, code: str) -> bytes:
    """What the kept HMAC of a code is made over."""
    return f"{invitation}/{code}".encode()


def _make(
    server: Server, connection: Connection, login: str, *, number: str, code_hmac: bytes, hours: int, by: Id | None
) -> Invitation:
    now, account = server.clock(), people.find_account(connection, login)
    if account is None:
        raise HomewardError("person.unknown", login=login)
    if not account.is_active:
        raise HomewardError("person.not_active", login=login)
    if account.office is None:
        raise HomewardError("person.office_needed")
    if lock_invitation(connection, number) is not None:
        raise HomewardError("invitation.shown")
    invitation = Invitation(
        id=number,
        code_hmac=code_hmac,
        person=account.id,
        office=account.office,
        role=account.role,
        issued_at=now,
        expires_at=now + hours * HOUR_MS,
        tries_left=TRIES,
        used_at=None,
        device=None,
        answer_for=None,
        made_by=by,
        is_waiting=by is not None and _needs_another(connection, account, by),
    )
    insert_invitation(connection, invitation)
    _note(server, connection, "invitation.made", invitation, by)
    return invitation


def _needs_another(connection: Connection, account: people.Account, by: Id) -> bool:
    """Whether the one who makes a slip cannot let it count alone."""
    maker = people.account_by_id(connection, by)
    if not opens_cases(connection, account) or maker is None:
        return maker is None
    is_own = by == account.id and account.role in OPENS_CASES
    return not is_own and not may_stand_beside(actor_from(maker), account)


def _note(
    server: Server, connection: Connection, action: str, of: Invitation, by: Id | None, *, outcome: str = "done"
) -> None:
    row = AuditRow(server.clock(), action, by, None, "worker", of.person, of.office)
    append_rows(connection, [replace(row, outcome=outcome)], random=server.random)


def _draw(server: Server, characters: int) -> str:
    return "".join(ALPHABET[byte & 31] for byte in server.random(characters))
