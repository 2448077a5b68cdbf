"""The roster at a hub: verified with the centre's key, then mirrored into the tables that every judgement reads.

With it a hub verifies laptops, judges rights and signs people in while there is no line to the centre at all. A lower
number never replaces a higher one.
"""

import pyrage
from sqlalchemy import Connection

from shared_schema.certificates import DeviceCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.roster import (
    LAPTOP,
    RosterDevice,
    RosterIncarnation,
    RosterPerson,
    read_credentials,
    read_roster,
)
from sync_server.keys.passwords import seal_totp
from sync_server.server import Server
from sync_server.services.issuers import read_issued
from sync_server.services.rekeying import rekey_who_left, who_holds
from sync_server.store import devices, mirror, upstream
from sync_server.store.hubs import HUB, OtherServer, enrolled_at, find_server, note_device, put_server
from sync_server.store.mirror import MirroredCredentials
from sync_server.store.people import Account, Office, account_by_id, office_by_id


def take_roster(server: Server, connection: Connection, payload: bytes) -> bool:
    """Mirror a roster in the caller's transaction; False where it is not newer. Raises `certificate.not_valid`."""
    centre = upstream.require_upstream(connection)
    certificate = read_server_certificate(centre.certificate, root_key=server.identity.root_key)
    roster = read_roster(payload, server_key=certificate.signing_key, hub=server.identity.server)
    if roster.number <= centre.roster:
        return False
    now_ms = server.clock()
    before = who_holds(connection)
    offices = [Office(one.id, one.code, one.is_active) for one in roster.offices]
    mirror.mirror_offices(connection, offices, now_ms=now_ms)
    mirror.mirror_people(connection, [_account(one) for one in roster.people], now_ms=now_ms)
    server.sealing.prepare(["directory"])
    credentials = {one.id: _credentials(server, one) for one in roster.people}
    mirror.mirror_credentials(connection, credentials, now_ms=now_ms)
    for device in roster.devices:
        _mirror_device(server, connection, device, made_at=roster.made_at)
    rekey_who_left(server, connection, before)
    upstream.note(connection, roster=roster.number)
    return True


def _account(person: RosterPerson) -> Account:
    return Account(person.id, person.login, person.role, person.office, person.status, person.clearance, person.granted)


def _credentials(server: Server, person: RosterPerson) -> MirroredCredentials | None:
    if person.credentials is None:
        return None
    try:
        opened = server.keys.open_age(person.credentials)
    except pyrage.DecryptError as error:
        raise HomewardError("certificate.not_valid", what="credentials") from error
    found = read_credentials(opened, person=person.id)
    sealed = seal_totp(server.sealing, person.id, found.totp_secret)
    return MirroredCredentials(found.password_hash, sealed, found.last_step)


def _mirror_device(server: Server, connection: Connection, device: RosterDevice, *, made_at: int) -> None:
    maker = _know_maker(server, connection, device.issuer_certificate)
    certificate = read_issued(server, connection, device.certificate)
    lives = [_life(one, certificate, made_at) for one in device.incarnations]
    if not lives:
        return
    mirror.mirror_device(connection, _device(connection, device, certificate, lives[-1].id), lives)
    if maker is not None and not enrolled_at(connection, [certificate.device]):
        note_device(connection, certificate.device, server=maker, now_ms=server.clock())
    if device.kind == LAPTOP:
        upstream.add_heads(connection, [one.id for one in lives])


def _know_maker(server: Server, connection: Connection, signed: bytes | None) -> Id | None:
    """Another hub that enrolled a laptop of these offices, as its newest certificate has it."""
    if signed is None:
        return None
    root = server.identity.root_key
    found = read_server_certificate(signed, root_key=root)
    if found.kind != HUB or found.server == server.identity.server:
        return None
    known = find_server(connection, found.server)
    if known is None or read_server_certificate(known.certificate, root_key=root).serial < found.serial:
        put_server(connection, OtherServer(found.server, HUB, signed, "", (), "", 0, None, server.clock()))
    return found.server


def _device(connection: Connection, device: RosterDevice, certificate: DeviceCertificate, newest: Id) -> devices.Device:
    """The row of a laptop, or of the centre's own device."""
    is_laptop = device.kind == LAPTOP
    person = account_by_id(connection, certificate.user) if is_laptop else None
    office = office_by_id(connection, certificate.office) if is_laptop else None
    return devices.Device(
        id=certificate.device,
        serial=certificate.serial,
        code=certificate.code,
        kind=devices.LAPTOP if is_laptop else devices.SERVER,
        signing_key=certificate.signing_key,
        box_key=certificate.box_key,
        person=person.id if person is not None else None,
        office=office.id if office is not None else None,
        certificate=device.certificate,
        issued_at=certificate.issued,
        last_nonce=0,
        newest_incarnation=newest,
        last_contact_at=None,
        revoked_at=device.revoked_at,
    )


def _life(one: RosterIncarnation, certificate: DeviceCertificate, made_at: int) -> devices.Incarnation:
    return devices.Incarnation(
        id=one.id,
        device=certificate.device,
        number=one.number,
        letter=one.letter,
        public_key=one.public_key,
        first_link=one.first_link,
        statement=one.statement,
        head_n=0,
        head_link=one.first_link,
        revoked_after=one.revoked_after,
        created_at=made_at,
    )
