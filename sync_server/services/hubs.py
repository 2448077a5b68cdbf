"""Hubs at the centre: admitted by the organisation's root, and given offices (security.md 4.11).

Promise: no hub without the root's signature, and none a second time that was withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.certificates import (
    DeviceCertificate,
    ServerCertificate,
    make_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.hub_joining import JoinAnswer, JoinRequest, write_join_answer
from sync_server.keys.root_key import RootKey
from sync_server.server import Server
from sync_server.services.hub_devices import prefix_of, serials_of
from sync_server.services.new_devices import enter_device
from sync_server.services.server_lists import authority_pem, list_for, publish_servers
from sync_server.services.setup import NOBODY
from sync_server.store import devices, hubs
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.people import find_office
from sync_server.tls import authority_hash_of


@dataclass(frozen=True, slots=True)
class Admitted:
    """A hub as it was admitted: its row, and the answer that is carried to it."""

    hub: hubs.OtherServer
    answer: bytes


def admit(
    server: Server, request: JoinRequest, *, offices: Sequence[str], root: RootKey, by: Id | None = None
) -> Admitted:
    """Certify the hub for the offices with these codes, and write the answer to it. Doing so again for the same hub
    gives it other offices or addresses under a new certificate.

    Raises `hub.only_at_centre`, `hub.root_key_wrong`, `hub.office_needed`, `office.unknown`, `hub.withdrawn`,
    `device.taken`.
    """
    require_centre(server)
    if root.public_key != server.identity.root_key:
        raise HomewardError("hub.root_key_wrong")

    def work(connection: Connection) -> Admitted:
        wanted = _offices(connection, offices)
        hub, device = _certify(server, connection, request, wanted, root)
        row = AuditRow(server.clock(), "hub.admitted", by, None, "hub", hub.server)
        append_rows(connection, [row], random=server.random)
        publish_servers(server, connection)
        return Admitted(hub, _answer(server, connection, hub, device))

    return server.database.run(work)


def require_centre(server: Server) -> None:
    """`hub.only_at_centre` on a hub."""
    if server.identity.kind != hubs.CENTRE:
        raise HomewardError("hub.only_at_centre")


def _offices(connection: Connection, codes: Sequence[str]) -> tuple[Id, ...]:
    found = []
    for code in codes:
        office = find_office(connection, code)
        if office is None:
            raise HomewardError("office.unknown", office=code)
        if office.is_active:
            found.append(office.id)
    if not found:
        raise HomewardError("hub.office_needed")
    return tuple(sorted(set(found)))


def _certify(
    server: Server, connection: Connection, request: JoinRequest, offices: tuple[Id, ...], root: RootKey
) -> tuple[hubs.OtherServer, devices.Device]:
    known = hubs.find_server(connection, request.hub)
    if known is not None and known.withdrawn_at is not None:
        raise HomewardError("hub.withdrawn")
    number = known.number if known is not None else hubs.next_number(connection)
    device = _own_device(server, connection, request, number, offices)
    certificate = ServerCertificate(
        server=request.hub,
        kind=hubs.HUB,
        signing_key=request.signing_key,
        age_recipient=request.age_recipient,
        offices=offices,
        tls_authority=authority_hash_of(request.tls_authority),
        serial=devices.next_serial(connection),
        issued=server.clock(),
    )
    hub = hubs.OtherServer(
        server=request.hub,
        kind=hubs.HUB,
        certificate=make_server_certificate(certificate, sign=root.sign),
        name=request.name,
        urls=request.urls,
        authority=request.tls_authority,
        number=number,
        device=device.id,
        admitted_at=known.admitted_at if known is not None else server.clock(),
        offices=offices,
    )
    hubs.put_server(connection, hub)
    return hub, device


def _own_device(
    server: Server, connection: Connection, request: JoinRequest, number: int, offices: tuple[Id, ...]
) -> devices.Device:
    """The device that signs the hub's requests and what is written at its console; what of it waits for a person is
    shown to the first of its offices, unless its author is of another."""
    held = devices.find_device(connection, request.device)
    if held is not None:
        mine = hubs.hub_of_device(connection, held.id)
        if mine is None or mine.server != request.hub or held.signing_key != request.own_signing_key:
            raise HomewardError("device.taken")
        return held
    if devices.find_incarnation(connection, request.incarnation) is not None:
        raise HomewardError("device.taken")
    now, serial, code = server.clock(), devices.next_serial(connection), f"H{number}"
    certificate = DeviceCertificate(
        device=request.device,
        code=code,
        serial=serial,
        signing_key=request.own_signing_key,
        box_key=request.own_box_key,
        user=NOBODY,
        office=NOBODY,
        issued=now,
        issuer=server.identity.server,
    )
    return enter_device(
        server,
        connection,
        certificate,
        kind=devices.HUB,
        person=None,
        office=offices[0],
        incarnation=request.incarnation,
        last_contact_at=None,
    )


def _answer(server: Server, connection: Connection, hub: hubs.OtherServer, device: devices.Device) -> bytes:
    own = devices.find_device(connection, server.identity.own_device)
    custodians = devices.read_list(connection, devices.CUSTODIANS)
    revocations = devices.read_list(connection, devices.REVOCATIONS)
    if own is None or custodians is None or revocations is None:
        raise HomewardError("server.not_initialised")
    number = publish_servers(server, connection)
    serials = serials_of(hub.number)
    answer = JoinAnswer(
        hub=hub.server,
        root_key=server.identity.root_key,
        centre_certificate=server.identity.certificate,
        centre_device=own.certificate,
        hub_certificate=hub.certificate,
        hub_device=device.certificate,
        centre_name=server.config.centre_name,
        centre_urls=server.config.public_urls,
        centre_authority=authority_pem(server),
        custodians=custodians[1],
        revocations=revocations[1],
        servers=tuple(list_for(server, connection, office, number=number) for office in hub.offices),
        prefix=prefix_of(hub.number),
        first_serial=serials.start,
        last_serial=serials.stop,
        made_at=server.clock(),
    )
    return write_join_answer(answer, sign=server.keys.sign)
