"""`sync-server init`: stores migrated, keys made, who this server is, its own device, empty lists."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from migrations.server import steps
from shared_schema.certificates import (
    DeviceCertificate,
    ServerCertificate,
    make_device_certificate,
    make_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id, Random, random_id
from shared_schema.signed_lists import (
    Custodian,
    CustodianList,
    RevocationList,
    kid_of,
    make_custodian_list,
    make_revocation_list,
)
from sync_server.config import Config
from sync_server.health import keyset_schema
from sync_server.keys.root_key import RootKey, make_root_key
from sync_server.keys.server_keys import ServerKeys, make_server_keys
from sync_server.server import open_stores
from sync_server.services.new_devices import first_incarnation
from sync_server.store import devices
from sync_server.store.engine import Database
from sync_server.store.keyring import new_keyring, write_keyring
from sync_server.store.people import Identity, read_identity, write_identity
from sync_server.tls import authority_hash

CENTRE = "centre"
OWN_CODE = "S"
NOBODY = "A" * 22  # the own device acts for whoever is signed in; its certificate names nobody


def initialise(
    config: Config, *, root_key_file: Path, custodians: Sequence[tuple[int, bytes]], clock: Clock, random: Random
) -> Identity:
    """Make a centre in these settings. `custodians`: (suite, public key) of three, or none yet.

    Raises `server.already_initialised` before anything is written.
    """
    for path in (config.key_file, config.server_key_file, root_key_file):
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
        root = make_root_key(root_key_file, random=random)
        founding = _Founding(config, keys, root, clock, random)
        return records.run(lambda connection: founding.write(connection, custodians))
    finally:
        records.dispose()
        keyset.dispose()


def migrate(records: Database, keyset: Database) -> None:
    """Every pending step of both stores, each line in one transaction; what new indexes hold is looked at after it,
    since lists would take the wrong ones until the night."""
    for database, line, schema in ((records, steps.RECORDS, None), (keyset, steps.KEYSET, keyset_schema(keyset))):
        with database.transaction() as connection:
            has_pending = bool(steps.status(connection, line=line, schema=schema).pending)
            if has_pending:
                steps.up(connection, line=line, schema=schema)
        if has_pending:
            database.measure()


class _Founding:
    def __init__(self, config: Config, keys: ServerKeys, root: RootKey, clock: Clock, random: Random) -> None:
        self.config, self.keys, self.root, self.clock, self.random = config, keys, root, clock, random

    def write(self, connection: Connection, custodians: Sequence[tuple[int, bytes]]) -> Identity:
        now, server, device = self.clock(), random_id(self.random(16)), random_id(self.random(16))
        identity = Identity(
            server=server,
            kind=CENTRE,
            epoch=self.random(8).hex(),
            certificate=self._certificate(server),
            root_key=self.root.public_key,
            own_device=device,
            created_at=now,
        )
        write_identity(connection, identity, next_serial=2)
        self._write_own_device(connection, server, device)
        self._write_lists(connection, server, custodians)
        return identity

    def _certificate(self, server: Id) -> bytes:
        certificate = ServerCertificate(
            server=server,
            kind=CENTRE,
            signing_key=self.keys.signing_key,
            age_recipient=self.keys.age_recipient,
            offices=(),
            tls_authority=authority_hash(self.config.tls_authority),
            serial=1,
            issued=self.clock(),
        )
        return make_server_certificate(certificate, sign=self.root.sign)

    def _write_own_device(self, connection: Connection, server: Id, device: Id) -> None:
        now, incarnation = self.clock(), random_id(self.random(16))
        certificate = DeviceCertificate(
            device=device,
            code=OWN_CODE,
            serial=1,
            signing_key=self.keys.own_signing_key,
            box_key=self.keys.own_box_key,
            user=NOBODY,
            office=NOBODY,
            issued=now,
            issuer=server,
        )
        row = devices.Device(
            id=device,
            serial=1,
            code=OWN_CODE,
            kind=devices.SERVER,
            signing_key=self.keys.own_signing_key,
            box_key=self.keys.own_box_key,
            person=None,
            office=None,
            certificate=make_device_certificate(certificate, sign=self.keys.sign),
            issued_at=now,
            last_nonce=0,
            newest_incarnation=incarnation,
            last_contact_at=None,
            revoked_at=None,
        )
        first = first_incarnation(incarnation, device, self.keys.own_signing_key, now_ms=now)
        devices.insert_device(connection, row, first)

    def _write_lists(self, connection: Connection, server: Id, custodians: Sequence[tuple[int, bytes]]) -> None:
        now = self.clock()
        named = signed_custodians(custodians, number=1 if custodians else 0, root=self.root)
        devices.write_list(connection, devices.CUSTODIANS, number=1 if custodians else 0, signed=named, now_ms=now)
        empty = make_revocation_list(RevocationList(0, server, ()), sign=self.keys.sign)
        devices.write_list(connection, devices.REVOCATIONS, number=0, signed=empty, now_ms=now)


def signed_custodians(custodians: Sequence[tuple[int, bytes]], *, number: int, root: RootKey) -> bytes:
    """The numbered list of custodians, signed by the root; all three keys are of one suite."""
    suites = {suite for suite, _ in custodians} or {1}
    if len(suites) != 1 or len(custodians) not in (0, 3):
        raise HomewardError("certificate.not_valid", what="custodians")
    rows = tuple(Custodian(kid_of(pub), pub) for _, pub in custodians)
    return make_custodian_list(CustodianList(number, suites.pop(), rows), sign=root.sign)
