"""Lists and orders that come beside records: revocations, custodians, servers, the own certificate, the lease, audit
heads.

Promise: each is believed only as far as its signature reaches, and a lower number never replaces a higher one.
Refused: opening or using a lease secret here; it is handed on to the vault.
"""

from collections.abc import Callable
from dataclasses import dataclass

from field_client.store.cursors import HUB
from field_client.store.local_store import LocalStore
from field_client.sync.routes import SERVERS, use_servers
from shared_schema import canonical
from shared_schema.canonical import Json, decode_bytes
from shared_schema.certificates import ServerCertificate, read_device_certificate
from shared_schema.checkpoint import is_fork, read_checkpoint
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock
from shared_schema.signed_lists import read_custodian_list, read_revocation_list
from shared_schema.wire.messages import Notice

REVOCATIONS, CUSTODIANS, CERTIFICATE, LEASE = "revocations", "custodians", "certificate", "lease"
PENDING_LEASE = "lease_pending"
FIRST_LEASE = 1  # the generation of the secret that came with the enrolment
CHECKPOINT = "checkpoint/"
REVOKED_HERE, FORKED_AUDIT = "device.revoked", "audit.fork"
_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Lists:
    """Keeps what one server sends; `certificate` is the server's, `centre` the centre's own (a hub hands on what the
    centre has signed), `keep_lease` puts a new secret beside the old."""

    store: LocalStore
    certificate: ServerCertificate
    centre: ServerCertificate
    keep_lease: Callable[[bytes], None]
    clock: Clock

    def take(self, notice: Notice) -> tuple[str, ...]:
        """Keeps the lists of a notice, inside the caller's transaction; gives alerts (codes) for the report."""
        alerts: list[str] = []
        for name, value in notice.lists.items():
            taker = _TAKERS.get(name)
            if taker is not None:
                alerts += taker(self, value)
        return tuple(alerts)

    def take_checkpoint(self, value: Json, *, month: str) -> tuple[str, ...]:
        """Keeps the newest audit checkpoint and one a month (`2026-11`); `audit.fork` if it does not continue."""
        if value is None:
            return ()
        data = canonical.dumps(value)
        newer = read_checkpoint(data, server_key=self.certificate.signing_key)
        held = self.store.identity.read_list(CHECKPOINT + newer.server)
        if held is not None:
            older = read_checkpoint(held[1], server_key=self.certificate.signing_key)
            if is_fork(older, newer):
                return (FORKED_AUDIT,)
            if older.epoch != newer.epoch:
                self.store.identity.remove_list(CHECKPOINT + newer.server)
        self.store.identity.put_list(CHECKPOINT + newer.server, newer.n, data)
        monthly = f"{CHECKPOINT}{newer.server}/{newer.epoch}/{month}"
        if self.store.identity.read_list(monthly) is None:
            self.store.identity.put_list(monthly, newer.n, data)
        return ()

    def checkpoint(self) -> bytes | None:
        """The newest audit checkpoint held of this server, exactly as it came."""
        held = self.store.identity.read_list(CHECKPOINT + self.certificate.server)
        return None if held is None else held[1]

    def _revocations(self, value: Json) -> tuple[str, ...]:
        data = canonical.dumps(value)
        listed = read_revocation_list(data, server_key=self.centre.signing_key)
        self.store.identity.put_list(REVOCATIONS, listed.number, data)
        device = self.store.identity.read().device
        return (REVOKED_HERE,) if any(one.device == device for one in listed.revoked) else ()

    def _custodians(self, value: Json) -> tuple[str, ...]:
        data = canonical.dumps(value)
        root_key = self.store.identity.read().root_key
        self.store.identity.put_list(CUSTODIANS, read_custodian_list(data, root_key=root_key).number, data)
        return ()

    def _servers(self, value: Json) -> tuple[str, ...]:
        identity = self.store.identity.read()
        data = canonical.dumps(value)
        use_servers(self.store, data, root_key=identity.root_key, office=identity.office, at=self.clock())
        return ()

    def _certificate(self, value: Json) -> tuple[str, ...]:
        """The centre alone renews; a hub hands on what it signed."""
        data = canonical.dumps(value)
        identity = self.store.identity.read()
        renewed = read_device_certificate(data, server_key=self.centre.signing_key)
        if renewed.device != identity.device:
            raise HomewardError("certificate.not_valid", what="device")
        if renewed.serial <= identity.serial:
            return ()
        self.store.identity.put_certificate(data, serial=renewed.serial)
        self.store.identity.put_list(CERTIFICATE, renewed.serial, b"")
        return ()

    def _lease(self, value: Json) -> tuple[str, ...]:
        """The centre changes the secret; a hub says again what it gave with the enrolment, where that was lost."""
        secret, generation = decode_bytes(value["secret"]), int(value["generation"])
        held = self.store.identity.list_numbers().get(LEASE, 0)
        if self.certificate.kind == HUB and (held or generation > FIRST_LEASE):
            return ()
        self.keep_lease(secret)
        self.store.identity.put_list(PENDING_LEASE, generation, b"")
        return ()


_TAKERS: dict[str, Callable[[Lists, Json], tuple[str, ...]]] = {
    REVOCATIONS: Lists._revocations,
    CUSTODIANS: Lists._custodians,
    SERVERS: Lists._servers,
    CERTIFICATE: Lists._certificate,
    LEASE: Lists._lease,
}
