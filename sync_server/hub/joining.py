"""How this server becomes a hub: stores and keys, a request to be carried by hand, and the centre's answer.

Nothing here needs a line. Until the answer is in, the hub has no root key, knows nobody and serves nobody.
"""

from pathlib import Path

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id, Random, random_id
from shared_schema.wire.hub_joining import (
    Joined,
    JoinRequest,
    read_join_answer,
    read_join_request,
    write_join_request,
)
from sync_server.config import Config
from sync_server.hub.lists import put_servers
from sync_server.keys.server_keys import ServerKeys, make_server_keys
from sync_server.server import Server, open_stores
from sync_server.services.new_devices import first_incarnation
from sync_server.services.setup import migrate
from sync_server.store import devices, upstream
from sync_server.store.hubs import CENTRE, HUB, OtherServer, put_server
from sync_server.store.keyring import new_keyring, write_keyring
from sync_server.store.mirror import join_identity
from sync_server.store.people import Identity, read_identity, write_identity


def initialise_hub(config: Config, *, name: str, clock: Clock, random: Random) -> bytes:
    """Make the stores and keys of a hub; the request as it goes into its file.

    Raises `server.already_initialised` before anything is written.
    """
    for path in (config.key_file, config.server_key_file):
        if path.exists():
            raise HomewardError("server.already_initialised")
    records, keyset = open_stores(config)
    try:
        migrate(records, keyset)
        with records.snapshot() as connection:
            if read_identity(connection) is not None:
                raise HomewardError("server.already_initialised")
        write_keyring(config.key_file, new_keyring(random=random, now_ms=clock()))
        keys = make_server_keys(config.server_key_file, random=random)
        hub, device, life = (random_id(random(16)) for _each in range(3))
        now = clock()
        records.run(lambda connection: _found(connection, keys, hub=hub, device=device, life=life, now_ms=now))
    finally:
        records.dispose()
        keyset.dispose()
    request = JoinRequest(
        hub=hub,
        name=name,
        signing_key=keys.signing_key,
        age_recipient=keys.age_recipient,
        device=device,
        incarnation=life,
        own_signing_key=keys.own_signing_key,
        own_box_key=keys.own_box_key,
        urls=config.public_urls,
        tls_authority=_pem(config.tls_authority),
        made_at=now,
    )
    return write_join_request(request, sign=keys.sign, sign_own=keys.sign_own)


def request_of(server: Server, data: bytes) -> JoinRequest:
    """What stands in the request file, if it is this hub's; else `hub.request_damaged`."""
    request = read_join_request(data)
    if (request.hub, request.signing_key) != (server.identity.server, server.keys.signing_key):
        raise HomewardError("hub.request_damaged")
    return request


def join(server: Server, answer: bytes, *, request: JoinRequest) -> Joined:
    """Take the centre's answer in: from now on laptops are served and the centre is asked for everything.

    Raises `hub.answer_not_ours`; `hub.already_joined` where another centre's answer was taken before.
    """
    joined = read_join_answer(answer, request=request)
    server.database.run(lambda connection: _join(server, connection, joined))
    return joined


def _found(connection: Connection, keys: ServerKeys, *, hub: Id, device: Id, life: Id, now_ms: int) -> None:
    identity = Identity(hub, HUB, "0" * 16, b"", b"", device, now_ms)
    write_identity(connection, identity, next_serial=1)
    row = devices.Device(
        id=device,
        serial=0,
        code="H",
        kind=devices.HUB,
        signing_key=keys.own_signing_key,
        box_key=keys.own_box_key,
        person=None,
        office=None,
        certificate=b"",
        issued_at=now_ms,
        last_nonce=0,
        newest_incarnation=life,
        last_contact_at=None,
        revoked_at=None,
    )
    devices.insert_device(connection, row, first_incarnation(life, device, keys.own_signing_key, now_ms=now_ms))


def _join(server: Server, connection: Connection, joined: Joined) -> None:
    answer, now = joined.answer, server.clock()
    known = upstream.read_upstream(connection)
    if known is not None and known.server != joined.centre.server:
        raise HomewardError("hub.already_joined")
    epoch = server.random(8).hex() if known is None else server.identity.epoch
    join_identity(connection, certificate=answer.hub_certificate, root_key=answer.root_key, epoch=epoch)
    own = devices.find_device(connection, server.identity.own_device)
    if own is None:
        raise HomewardError("server.not_initialised")
    devices.put_own_certificate(connection, own.id, joined.hub_device, signed=answer.hub_device)
    centre = OtherServer(
        server=joined.centre.server,
        kind=CENTRE,
        certificate=answer.centre_certificate,
        name=answer.centre_name,
        urls=answer.centre_urls,
        authority=answer.centre_authority,
        number=0,
        device=None,
        admitted_at=now,
    )
    put_server(connection, centre)
    place = upstream.Place(centre.server, centre.certificate, centre.urls, centre.authority)
    if known is not None:
        upstream.put_upstream(connection, place)
    else:
        upstream.insert_upstream(connection, place, block=upstream.Block(answer.prefix, answer.last_serial))
        upstream.add_heads(connection, [one.id for one in devices.incarnations_of(connection, own.id)])
        devices.begin_serials(connection, answer.first_serial)
    for kind, number, signed in (
        (devices.CUSTODIANS, joined.custodians.number, answer.custodians),
        (devices.REVOCATIONS, joined.revocations.number, answer.revocations),
    ):
        held = devices.read_list(connection, kind)
        if held is None or number > held[0]:
            devices.write_list(connection, kind, number=number, signed=signed, now_ms=now)
    put_servers(server, connection, dict(zip((one.office for one in joined.servers), answer.servers, strict=True)))


def _pem(path: Path | None) -> str:
    return path.read_text("ascii") if path is not None else ""
