"""Who may certify a laptop: this server, or another whose root-signed certificate is known here (security.md 4.1).

At the centre the others are its hubs, at a hub they are the centre and the hubs that the roster names. A hub's word
that a laptop is somebody's counts while she works in an office of that hub, or in the one for which it was certified
last: where she goes elsewhere, whoever leads her office there certifies it anew (`renewal.renew`), or it only hands in.
"""

from sqlalchemy import Connection

from shared_schema.certificates import DeviceCertificate, ServerCertificate, is_late, read_device_certificate
from shared_schema.certificates import read_server_certificate as read_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.signed import body_unverified
from sync_server.server import Server
from sync_server.services.leaves import COORDINATOR
from sync_server.store.devices import Device
from sync_server.store.hubs import enrolled_at, find_server
from sync_server.store.people import account_by_id

GOOD, REVOKED, LATE, MOVED = "good", "revoked", "late", "moved"
ONLY_HANDS_IN = {REVOKED: "device.revoked", LATE: "device.late", MOVED: "device.moved"}  # and what it is told


def certificate_of(server: Server, connection: Connection, device: Device) -> DeviceCertificate:
    """What the certificate of a device says, if who signed it may; else `certificate.not_valid`."""
    return read_issued(server, connection, device.certificate)


def read_issued(server: Server, connection: Connection, data: bytes) -> DeviceCertificate:
    """The same of a certificate as bytes."""
    issuer = issuer_of(data)
    if issuer == server.identity.server:
        return read_device_certificate(data, server_key=server.keys.signing_key)
    signer = signer_named(server, connection, issuer)
    return read_device_certificate(data, server_key=signer.signing_key)


def standing_of(server: Server, connection: Connection, device: Device) -> str:
    """good | revoked | late | moved: by whichever way something of a device arrives, this says what it may do.

    Raises `device.unknown` where its certificate is not its own, `certificate.not_valid`.
    """
    certificate = certificate_of(server, connection, device)
    if certificate.device != device.id or certificate.signing_key != device.signing_key:
        raise HomewardError("device.unknown")
    if device.revoked_at is not None:
        return REVOKED
    if is_late(certificate, now_ms=server.clock()):
        return LATE
    return GOOD if is_vouched_for(server, connection, device) else MOVED


def is_vouched_for(server: Server, connection: Connection, device: Device) -> bool:
    """Whether somebody who may say so has said that this laptop is of the person who works where she works now."""
    maker = enrolled_at(connection, [device.id]).get(device.id)
    account = account_by_id(connection, device.person) if maker is not None and device.person else None
    if maker is None or account is None or account.office == device.office:
        return True
    if account.office is None:
        return account.role == COORDINATOR  # and `hub_reach.account_behind` holds her to the hub's offices
    return account.office in signer_named(server, connection, maker).offices


def issuer_of(data: bytes) -> Id:
    """Whose word a certificate claims to be; nothing is verified."""
    issuer = body_unverified(data).get("issuer")
    if not is_id(issuer):
        raise HomewardError("certificate.not_valid", what="issuer")
    return str(issuer)


def signer_named(server: Server, connection: Connection, issuer: Id) -> ServerCertificate:
    """The certificate of another server that is known here, as the root signed it."""
    known = find_server(connection, issuer)
    if known is None:
        raise HomewardError("certificate.not_valid", what="issuer")
    found = read_certificate(known.certificate, root_key=server.identity.root_key)
    if (found.server, found.kind) != (known.server, known.kind):
        raise HomewardError("certificate.not_valid", what="issuer")
    return found
