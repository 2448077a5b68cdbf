"""Lists and documents of the centre at its hub: revocations, custodians, servers of each office, the own certificate.

Each is believed only as far as its signature reaches, and a lower number never replaces a higher one.
"""

from collections.abc import Mapping
from dataclasses import replace

import orjson
from sqlalchemy import Connection

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.certificates import ServerCertificate, read_device_certificate, read_server_certificate
from shared_schema.checkpoint import is_fork, read_checkpoint
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed import body_unverified
from shared_schema.signed_lists import read_custodian_list, read_revocation_list, read_server_list
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.rekeying import rekey_who_left, who_holds
from sync_server.store import devices, upstream
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.mirror import mirror_revocations

SERVERS, CERTIFICATE = "servers", "certificate"


def take_lists(server: Server, connection: Connection, lists: Mapping[str, Json], centre: upstream.Upstream) -> None:
    """Keep what a notice brings, in the caller's transaction; unknown lists are left."""
    says = read_server_certificate(centre.certificate, root_key=server.identity.root_key)
    for name, value in lists.items():
        if name == devices.REVOCATIONS:
            data = canonical.dumps(value)
            listed = read_revocation_list(data, server_key=says.signing_key)
            if _put(server, connection, name, listed.number, data):  # it counts whether or not a roster comes with it
                before = who_holds(connection)
                mirror_revocations(connection, listed.revoked, now_ms=server.clock())
                rekey_who_left(server, connection, before)
        elif name == devices.CUSTODIANS:
            data = canonical.dumps(value)
            number = read_custodian_list(data, root_key=server.identity.root_key).number
            _put(server, connection, name, number, data)
        elif name == SERVERS:
            _take_servers(server, connection, value, says, centre)
        elif name == CERTIFICATE:
            _take_certificate(server, connection, canonical.dumps(value), says)


def take_checkpoint(
    server: Server, connection: Connection, value: Json, centre: upstream.Upstream, *, is_late: bool = False
) -> None:
    """Keep the newest audit checkpoint of the centre; one that does not continue the last is told in the own audit.
    `is_late`: it was signed a while ago, and an older one than is held here is no surprise."""
    if value is None:
        return
    says = read_server_certificate(centre.certificate, root_key=server.identity.root_key)
    data = canonical.dumps(value)
    newer = read_checkpoint(data, server_key=says.signing_key)
    if centre.checkpoint is not None:
        older = read_checkpoint(centre.checkpoint, server_key=says.signing_key)
        if is_late and older.epoch == newer.epoch and newer.n < older.n:
            return
        if is_fork(older, newer):
            row = AuditRow(server.clock(), "audit.fork", None, None, "server", centre.server, outcome="differs")
            append_rows(connection, [row], random=server.random)
            log_event(server.logger, "audit.fork", server=centre.server)
            return
    upstream.note(connection, checkpoint=data)


def _take_servers(
    server: Server, connection: Connection, value: Json, says: ServerCertificate, centre: upstream.Upstream
) -> None:
    """{office: signed list}; where the centre moved to, the next contact follows."""
    if not isinstance(value, dict) or not value:
        raise HomewardError("wire.malformed", at=0)
    root = server.identity.root_key
    found = [
        read_server_list(canonical.dumps(one), server_key=says.signing_key, root_key=root) for one in value.values()
    ]
    if not _put(server, connection, SERVERS, max(one.number for one in found), canonical.dumps(value)):
        return
    for one in (listed for each in found for listed in each.servers):
        if one.says.server == centre.server and one.says.kind == "centre" and one.says.serial >= says.serial:
            upstream.put_upstream(connection, upstream.Place(centre.server, one.certificate, one.urls, one.authority))


def put_servers(server: Server, connection: Connection, lists: Mapping[Id, bytes]) -> None:
    """{office: signed list} as they came with the answer that made this server a hub."""
    if lists:
        numbers = [int(body_unverified(one)["number"]) for one in lists.values()]
        documents = {office: orjson.loads(one) for office, one in lists.items()}
        _put(server, connection, SERVERS, max(numbers), canonical.dumps(documents))


def _take_certificate(server: Server, connection: Connection, data: bytes, says: ServerCertificate) -> None:
    """A new certificate for this hub's own device."""
    renewed = read_device_certificate(data, server_key=says.signing_key)
    own = devices.find_device(connection, server.identity.own_device)
    if own is None or renewed.device != own.id or renewed.signing_key != own.signing_key:
        raise HomewardError("certificate.not_valid", what="device")
    if renewed.serial < own.serial:
        return  # an older one, on a stick
    changed = replace(own, serial=renewed.serial, certificate=data, issued_at=renewed.issued)
    devices.put_certificate(connection, changed)


def _put(server: Server, connection: Connection, kind: str, number: int, data: bytes) -> bool:
    """Whether it is newer than what was held, and so is held now."""
    held = devices.read_list(connection, kind)
    if held is not None and number <= held[0]:
        return False
    devices.write_list(connection, kind, number=number, signed=data, now_ms=server.clock())
    return True
