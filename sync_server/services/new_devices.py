"""A device that is new to this server: its certificate signed, its row and its first incarnation written."""

from sqlalchemy import Connection

from shared_schema.certificates import DeviceCertificate, make_device_certificate
from shared_schema.change import link_zero
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.store import devices


def enter_device(
    server: Server,
    connection: Connection,
    certificate: DeviceCertificate,
    *,
    kind: str,
    person: Id | None,
    office: Id,
    incarnation: Id,
    last_contact_at: int | None,
) -> devices.Device:
    """The device of this certificate, signed by the server and written down with its first incarnation."""
    device = devices.Device(
        id=certificate.device,
        serial=certificate.serial,
        code=certificate.code,
        kind=kind,
        signing_key=certificate.signing_key,
        box_key=certificate.box_key,
        person=person,
        office=office,
        certificate=make_device_certificate(certificate, sign=server.keys.sign),
        issued_at=certificate.issued,
        last_nonce=0,
        newest_incarnation=incarnation,
        last_contact_at=last_contact_at,
        revoked_at=None,
    )
    first = first_incarnation(incarnation, device.id, certificate.signing_key, now_ms=certificate.issued)
    devices.insert_device(connection, device, first)
    return device


def first_incarnation(incarnation: Id, device: Id, public_key: bytes, *, now_ms: int) -> devices.Incarnation:
    """The incarnation that a device begins with: nothing in its log, link(0) as head."""
    link = link_zero(incarnation, public_key)
    return devices.Incarnation(
        id=incarnation,
        device=device,
        number=1,
        letter=devices.letter_of(1),
        public_key=public_key,
        first_link=link,
        statement=None,
        head_n=0,
        head_link=link,
        revoked_after=None,
        created_at=now_ms,
    )
