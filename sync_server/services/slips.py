"""Enrolment slips as the console makes them: for people of the offices that a person leads; the code is shown once."""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.slip import Slip
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.invitations import DEFAULT_HOURS, invite
from sync_server.services.people_names import directory_of
from sync_server.services.second_person import may_stand_beside
from sync_server.services.staff import hidden
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.invitations import Invitation, end_invitation, find_invitation, lock_invitation, open_invitations
from sync_server.store.people import Account, Office


@dataclass(frozen=True, slots=True)
class OpenSlip:
    """An enrolment slip, and for whom; `maker` (None: the server's shell) and `second` made it and released it."""

    invitation: Invitation
    account: Account | None
    shown: Shown | None
    office: Office | None
    maker: Shown | None
    second: Shown | None


def list_slips(server: Server, actor: Actor) -> tuple[OpenSlip, ...]:
    """Slips that can still be used, of the offices that `actor` leads."""
    with server.database.snapshot() as connection:
        found = [
            one
            for one in open_invitations(connection, now_ms=server.clock())
            if decide(actor, Action.SEE_DEVICES, Target(offices=frozenset({one.office})))
        ]
        return _slips(server, connection, found)


def find_slip(server: Server, actor: Actor, invitation: str) -> OpenSlip:
    """A slip, used or not, without its code; `record.not_found`."""
    with server.database.snapshot() as connection:
        found = find_invitation(connection, invitation)
        if found is None or not decide(actor, Action.SEE_DEVICES, Target(offices=frozenset({found.office}))):
            raise hidden()
        return _slips(server, connection, [found])[0]


def make_slip(server: Server, actor: Actor, person: Id, *, invitation: str, hours: int = DEFAULT_HOURS) -> Slip:
    """A slip for one laptop of a person, with its code, once. Raises `record.not_found`, `invitation.shown`, …"""
    with server.database.snapshot() as connection:
        account = people.account_by_id(connection, person)
    offices = frozenset({account.office} if account is not None and account.office is not None else ())
    if account is None or not decide(actor, Action.DEVICE_CODES, Target(offices=offices)):
        raise hidden()
    return invite(server, account.login, hours=hours, invitation_id=invitation, by=actor.person.worker)


def may_release(slip: OpenSlip, actor: Actor) -> bool:
    """Whether she may be the second person for this slip."""
    waits, account = slip.invitation.is_waiting, slip.account
    return (
        waits
        and account is not None
        and slip.invitation.made_by != actor.person.worker
        and may_stand_beside(actor, account)
    )


def take_slip_back(server: Server, actor: Actor, invitation: str) -> None:
    """The paper is lost, or not needed: its code opens nothing more. `record.not_found`."""

    def work(connection: Connection) -> None:
        found = lock_invitation(connection, invitation)
        if found is None or not decide(actor, Action.DEVICE_CODES, Target(offices=frozenset({found.office}))):
            raise hidden()
        now = server.clock()
        end_invitation(connection, invitation, now_ms=now)
        row = AuditRow(now, "invitation.ended", actor.person.worker, None, "worker", found.person, found.office)
        append_rows(connection, [row], random=server.random)

    server.database.run(work)


def _slips(server: Server, connection: Connection, found: list[Invitation]) -> tuple[OpenSlip, ...]:
    offices = {office.id: office for office in people.list_offices(connection)}
    people_of = {id for one in found for id in (one.person, one.made_by, one.released_by) if id is not None}
    named = directory_of(server, connection, people_of)
    return tuple(
        OpenSlip(
            one,
            people.account_by_id(connection, one.person),
            named.get(one.person),
            offices.get(one.office),
            named.get(one.made_by or ""),
            named.get(one.released_by or ""),
        )
        for one in found
    )
