"""A laptop that was enrolled at a hub becomes known at the centre, if the hub may certify it (security.md 4.1).

The hub's word counts for its own offices, its own people and its own block of codes and serial numbers alone; who it
is, the root has signed. Every such laptop is shown with the hub that enrolled it.
"""

import re

import pyrage
from sqlalchemy import Connection

from shared_schema.certificates import DeviceCertificate, read_device_certificate
from shared_schema.errors import HomewardError
from shared_schema.wire.enrolment import LEASE_BYTES
from shared_schema.wire.hub_joining import SERIALS_PER_HUB
from shared_schema.wire.messages import HubDevice
from sync_server.server import Server
from sync_server.services.issuers import signer_named
from sync_server.services.new_devices import first_incarnation
from sync_server.store import devices
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import letter_of
from sync_server.store.hubs import OtherServer, note_device
from sync_server.store.leases import start_lease
from sync_server.store.people import account_by_id


def prefix_of(number: int) -> str:
    """What codes of laptops begin with that were enrolled at hub number 1, 2, 3 …: KA, KB … KZ, KAA …"""
    return "K" + ("A" if number == 1 else letter_of(number))


def serials_of(number: int) -> range:
    """The serial numbers that a hub may give: the lower half of its block."""
    return range(number * SERIALS_PER_HUB, number * SERIALS_PER_HUB + SERIALS_PER_HUB // 2)


def take_device(server: Server, connection: Connection, hub: OtherServer, sent: HubDevice) -> devices.Device:
    """The laptop, known from now on; the same one sent again changes nothing.

    Raises `certificate.not_valid` (not this hub's word, or beyond its block), `hub.not_its_office`, `device.taken`,
    `device.revoked` where the hub was withdrawn.
    """
    own = devices.lock_device(connection, hub.device or "")
    if own is None or own.revoked_at is not None:
        raise HomewardError("device.revoked")
    certificate = _read(server, connection, hub, sent)
    known = devices.find_device(connection, certificate.device)
    if known is not None:
        return _same(known, certificate)
    if devices.find_incarnation(connection, sent.incarnation) is not None:
        raise HomewardError("device.taken")
    if devices.find_device_by_serial(connection, certificate.serial) is not None:
        raise HomewardError("device.taken")
    if devices.find_device_by_code(connection, certificate.code) is not None:
        raise HomewardError("device.taken")
    return _insert(server, connection, hub, sent, certificate)


def _read(server: Server, connection: Connection, hub: OtherServer, sent: HubDevice) -> DeviceCertificate:
    signer = signer_named(server, connection, hub.server)
    certificate = read_device_certificate(sent.certificate, server_key=signer.signing_key)
    if certificate.issuer != hub.server or certificate.serial not in serials_of(hub.number):
        raise HomewardError("certificate.not_valid", what="serial")
    if re.fullmatch(prefix_of(hub.number) + "[1-9][0-9]{0,5}", certificate.code) is None:
        raise HomewardError("certificate.not_valid", what="code")
    if certificate.office not in hub.offices or certificate.office not in signer.offices:
        raise HomewardError("hub.not_its_office")
    account = account_by_id(connection, certificate.user)
    if account is None or account.office != certificate.office:
        raise HomewardError("hub.not_its_office")
    return certificate


def _same(known: devices.Device, certificate: DeviceCertificate) -> devices.Device:
    if (known.signing_key, known.person) != (certificate.signing_key, certificate.user):
        raise HomewardError("device.taken")
    return known


def _insert(
    server: Server, connection: Connection, hub: OtherServer, sent: HubDevice, certificate: DeviceCertificate
) -> devices.Device:
    now = server.clock()
    device = devices.Device(
        id=certificate.device,
        serial=certificate.serial,
        code=certificate.code,
        kind=devices.LAPTOP,
        signing_key=certificate.signing_key,
        box_key=certificate.box_key,
        person=certificate.user,
        office=certificate.office,
        certificate=sent.certificate,
        issued_at=min(certificate.issued, now),
        last_nonce=0,
        newest_incarnation=sent.incarnation,
        last_contact_at=None,
        revoked_at=None,
    )
    first = first_incarnation(sent.incarnation, device.id, certificate.signing_key, now_ms=now)
    devices.insert_device(connection, device, first)
    note_device(connection, device.id, server=hub.server, now_ms=now)
    _start_lease(server, connection, device, sent.lease)
    row = AuditRow(now, "hub.device", device.person, hub.device, "device", device.id, device.office)
    append_rows(connection, [row], random=server.random)
    return device


def _start_lease(server: Server, connection: Connection, device: devices.Device, sealed: bytes) -> None:
    """The secret that the hub gave the laptop, so that it can be read out here; without it the laptop has none here."""
    if not sealed:
        return
    try:
        secret = server.keys.open_age(sealed)
    except pyrage.DecryptError as error:
        raise HomewardError("certificate.not_valid", what="lease") from error
    if len(secret) != LEASE_BYTES:
        raise HomewardError("certificate.not_valid", what="lease")
    start_lease(connection, server.sealing, device.id, secret=secret, now_ms=server.clock())
