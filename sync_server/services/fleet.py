"""Laptops that are lost and found, and the lease secret that is read by telephone (security.md 4.3, 2.6)."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.canonical import Json, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed_lists import make_revocation_list
from shared_schema.wire.enrolment import LEASE_BYTES
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.hub_reach import scopes_of
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.laptop_offices import office_now
from sync_server.services.rekeying import rekey_held
from sync_server.store import devices
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.leases import (
    mark_read_out,
    offer_next_secret,
    read_lease,
    replace_secret,
    take_pending,
)
from sync_server.store.rekeyings import LOST
from sync_server.store.sessions import delete_sessions_of


def report_lost(
    server: Server,
    code: str,
    *,
    reason: str = "lost",
    actor: Id | None = None,
    beside: Callable[[Connection, devices.Device], None] | None = None,
) -> int:
    """Cut the laptop `code` off, its lease too, and end its person's sessions at the console, in one transaction; the
    number of the new revocation list. `beside` writes more in the same transaction.

    Raises `device.unknown_code`. Reporting twice changes nothing.
    """
    require_kept_here(server)

    def work(connection: Connection) -> int:
        device = _find(connection, code)
        if beside is not None:
            beside(connection, device)
        return cut_off(server, connection, [device], reason=reason, actor=actor)

    server.sealing.refresh()
    return server.database.run(work)


def cut_off(
    server: Server, connection: Connection, lost: Sequence[devices.Device], *, reason: str, actor: Id | None
) -> int:
    """The same of laptops in the caller's transaction, which has refreshed the sealing before: one list tells of all of
    them; its number. Those that are cut off already stay as they are."""
    now, number = server.clock(), _next_number(connection) - 1
    fresh = [one for one in lost if one.revoked_at is None]
    for person in sorted({one.person for one in lost if one.person is not None}):
        delete_sessions_of(connection, person)
    for device in fresh:
        number += 1  # of the line about this laptop; the list has the highest
        devices.revoke(connection, device.id, reason=reason, number=number, now_ms=now)
        replace_secret(connection, server.sealing, device.id, secret=server.random(LEASE_BYTES), now_ms=now)
        rekey_held(server, connection, scopes_of(connection, device), reason=LOST, by=actor)
    if fresh:
        _publish(server, connection, fresh, number, act="device.lost", reason=reason, actor=actor)
    return number


def publish_revocations(
    server: Server, connection: Connection, device: devices.Device, *, act: str, reason: str, actor: Id | None
) -> int:
    """Cut off a device that holds no lease (a hub's own) in this transaction; the number of the new list."""
    number = _next_number(connection)
    devices.revoke(connection, device.id, reason=reason, number=number, now_ms=server.clock())
    return _publish(server, connection, [device], number, act=act, reason=reason, actor=actor)


def report_found(server: Server, code: str, *, reason: str = "found", actor: Id | None = None) -> int:
    """A lost laptop is back: the list says so under a higher number, and its next contact gets a fresh lease."""
    require_kept_here(server)

    def work(connection: Connection) -> int:
        device = _find(connection, code)
        number = _next_number(connection)
        if device.revoked_at is None:
            return number - 1
        devices.lift_revocation(connection, device.id, reason=reason, number=number, now_ms=server.clock())
        return _publish(server, connection, [device], number, act="device.found", reason=reason, actor=actor)

    return server.database.run(work)


def read_out_lease(server: Server, code: str, *, actor: Actor, recognised: str) -> bytes:
    """The secret that opens the laptop `code` once its lease has ended; audited with how its person was `recognised`
    (a code, no words), and the next one is prepared.

    Raises `device.unknown_code`, `device.not_hers` (it is for who leads the office), `device.revoked`.
    """

    def work(connection: Connection) -> bytes:
        device = _find(connection, code)
        office = office_now(connection, device)
        offices = frozenset({office} if office is not None else ())
        if not decide(actor, Action.LEASE_CODE, Target(offices=offices)):
            raise HomewardError("device.not_hers")
        lease = read_lease(connection, server.sealing, device.id)
        if device.revoked_at is not None or lease is None:
            raise HomewardError("device.revoked")
        now = server.clock()
        mark_read_out(connection, device.id, now_ms=now)
        if lease.pending is None:
            offer_next_secret(connection, server.sealing, device.id, secret=server.random(LEASE_BYTES))
        by = actor.person.worker
        row = AuditRow(now, "lease.read_out", by, None, "device", device.id, device.office, reason_code=recognised)
        append_rows(connection, [row], random=server.random)
        return lease.secret

    server.sealing.refresh()
    return server.database.run(work)


def lease_notice(server: Server, connection: Connection, device: devices.Device, held: int) -> Json | None:
    """The lease as a notice {generation, secret} if it is newer than generation `held`; None otherwise, or lost."""
    if device.revoked_at is not None or device.kind != devices.LAPTOP:
        return None
    lease = read_lease(connection, server.sealing, device.id)
    if lease is None:
        return None
    generation = lease.generation + (lease.pending is not None)
    if generation <= held:
        return None
    return {"generation": generation, "secret": encode_bytes(lease.pending or lease.secret)}


def confirm_lease(server: Server, device: devices.Device, have: Mapping[str, int]) -> bool:
    """The laptop says in `have` which generation its slot uses: forget the former secret. Whether that was news.

    Nothing is written where no other secret waits, which is nearly always.
    """
    generation = have.get("lease", 0)
    with server.database.snapshot() as connection:
        lease = read_lease(connection, server.sealing, device.id)
    if lease is None or lease.pending is None or generation != lease.generation + 1:
        return False
    now = server.clock()
    return server.database.run(
        lambda connection: take_pending(connection, server.sealing, device.id, generation=generation, now_ms=now)
    )


def _find(connection: Connection, code: str) -> devices.Device:
    device = devices.find_device_by_code(connection, code.upper())
    if device is None or device.kind != devices.LAPTOP:  # a hub is withdrawn, not lost and found
        raise HomewardError("device.unknown_code", device=code)
    return device


def _next_number(connection: Connection) -> int:
    held = devices.read_list(connection, devices.REVOCATIONS)
    return 1 if held is None else held[0] + 1


def _publish(
    server: Server,
    connection: Connection,
    told: Sequence[devices.Device],
    number: int,
    *,
    act: str,
    reason: str,
    actor: Id | None,
) -> int:
    now = server.clock()
    lost = devices.revocation_list(connection, number=number, issuer=server.identity.server)
    signed = make_revocation_list(lost, sign=server.keys.sign)
    devices.write_list(connection, devices.REVOCATIONS, number=number, signed=signed, now_ms=now)
    rows = [AuditRow(now, act, actor, None, "device", one.id, one.office, reason_code=reason) for one in told]
    append_rows(connection, rows, random=server.random)
    return number
