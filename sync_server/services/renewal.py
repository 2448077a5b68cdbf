"""Certificates of laptops: renewed by themselves at an exchange before they end, by a person once they are late.

A certificate is good for 400 days and 7 days of grace (security.md 4.1). Within 60 days of its end a laptop in good
standing gets a new one with the reply, under a higher serial, for the same device and keys. One that is late already
sends into quarantine until somebody who leads its office renews it here; so does one that a hub enrolled and whose
person has gone to another office, until somebody who leads that one renews it. The centre alone renews, no hub.
"""

from dataclasses import replace

from sqlalchemy import Connection

from shared_schema.certificates import VALID_DAYS, make_device_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.issuers import certificate_of
from sync_server.services.laptop_offices import office_now
from sync_server.store import devices
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.hubs import HUB, enrolled_at, next_renewal_serial

DAY_MS = 86_400_000
RENEW_DAYS = 60
_FAR = 1_000_000  # a laptop may know a higher serial than a restored centre, but not one out of this world


def ends_at(issued_at: int) -> int:
    """The last moment of a certificate, before its days of grace (milliseconds)."""
    return issued_at + VALID_DAYS * DAY_MS


def is_ending(issued_at: int, *, now_ms: int) -> bool:
    """Whether fewer than 60 days are left, or none."""
    return now_ms > ends_at(issued_at) - RENEW_DAYS * DAY_MS


def renew_in_time(server: Server, device: devices.Device, *, held: int) -> devices.Device:
    """The device of a request in good standing, with a new certificate where the old one ends soon, or where the laptop
    holds a higher serial (`held`) than a centre restored from a backup knows."""
    if server.identity.kind == HUB:
        return device
    is_behind = device.serial < held <= device.serial + _FAR
    if device.kind == devices.SERVER or not (is_behind or is_ending(device.issued_at, now_ms=server.clock())):
        return device

    def work(connection: Connection) -> devices.Device:
        now = devices.lock_device(connection, device.id)
        if now is None or now.revoked_at is not None:
            return device
        if now.serial >= held and not is_ending(now.issued_at, now_ms=server.clock()):
            return now  # another request was quicker
        return _renew(server, connection, now, above=held if is_behind else 0, actor=None)

    return server.database.run(work)


def renew(server: Server, code: str, *, actor: Actor) -> devices.Device:
    """A new certificate for the laptop `code`. Raises `device.unknown_code`, `device.not_hers`, `device.revoked`,
    `hub.only_at_centre`."""
    if server.identity.kind == HUB:
        raise HomewardError("hub.only_at_centre")

    def work(connection: Connection) -> devices.Device:
        found = devices.find_device_by_code(connection, code.upper())
        if found is None or found.kind != devices.LAPTOP:
            raise HomewardError("device.unknown_code", device=code)
        office = office_now(connection, found)
        offices = frozenset({office} if office is not None else ())
        if not decide(actor, Action.DEVICE_CODES, Target(offices=offices)):
            raise HomewardError("device.not_hers")
        device = devices.lock_device(connection, found.id) or found
        if device.revoked_at is not None:
            raise HomewardError("device.revoked")
        here = replace(device, office=office)  # whoever leads it has said that it is hers
        return _renew(server, connection, here, above=0, actor=actor.person.worker)

    return server.database.run(work)


def _renew(
    server: Server, connection: Connection, device: devices.Device, *, above: int, actor: Id | None
) -> devices.Device:
    now = server.clock()
    hub = enrolled_at(connection, [device.id]).get(device.id)
    if hub is None:
        serial = devices.next_serial(connection, above=above)
    else:
        serial = next_renewal_serial(connection, hub, above=above)
    former = certificate_of(server, connection, device)
    office = device.office or former.office
    certificate = replace(former, serial=serial, office=office, issued=now, issuer=server.identity.server)
    signed = make_device_certificate(certificate, sign=server.keys.sign)
    renewed = replace(device, serial=serial, certificate=signed, issued_at=now)
    devices.put_certificate(connection, renewed)
    row = AuditRow(now, "certificate.renewed", actor, device.id, "device", device.id, device.office)
    append_rows(connection, [row], random=server.random)
    return renewed
