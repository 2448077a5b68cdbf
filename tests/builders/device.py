"""A laptop reduced to its log: an Ed25519 key, a counter, a chain. Makes signed batches; holds no store."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared_schema.canonical import Json
from shared_schema.change import Batch, BatchItem, BodyHash, hash_body, link_zero, make_batch, next_link, write_body
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.merge.state import Change, Dot
from shared_schema.records.kinds import SCHEMA_VERSION

START_MS = 1_795_000_000_000


def an_id(at: int = START_MS) -> Id:
    """A fresh UUIDv7."""
    return uuid7(at, os.urandom(10))


@dataclass(slots=True)
class TestDevice:
    """`save` writes bodies into the log, `batch` signs those after a counter."""

    __test__ = False

    key: Ed25519PrivateKey
    worker: Id
    incarnation: Id
    clock: Callable[[], int] = lambda: START_MS
    bodies: list[BatchItem] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that the server knows."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def n(self) -> int:
        """The highest counter."""
        return len(self.bodies)

    def save(
        self,
        kind: str,
        values: Mapping[str, Json],
        *,
        record: Id | None = None,
        home: str | None = None,
        seen: Mapping[Id, int] | None = None,
        **other: object,
    ) -> Dot:
        """One change; `home` defaults to the record itself (a dossier's head)."""
        about = record or an_id()
        change = Change(
            device=self.incarnation,
            n=self.n + 1,
            version=SCHEMA_VERSION,
            record=about,
            kind=kind,
            home=home or about,
            at=self.clock(),
            offset=0,
            by=str(other.pop("by", self.worker)),
            seen=dict(seen or {}),
            set=dict(values),
            **other,  # type: ignore[arg-type]
        )
        return self.append(write_body(change, salt=os.urandom(12)))

    def append(self, body: BatchItem) -> Dot:
        """Any bytes (or a hash) as the next line of the log."""
        digest = body.value if isinstance(body, BodyHash) else hash_body(body)
        self.links.append(next_link(self.link(self.n), digest))
        self.bodies.append(body)
        return (self.incarnation, self.n)

    def link(self, n: int) -> bytes:
        """link(n)."""
        return self.links[n - 1] if n else link_zero(self.incarnation, self.public_key)

    def batch(self, *, after: int = 0, up_to: int | None = None) -> Batch:
        """The signed batch of the changes after a counter."""
        items: Sequence[BatchItem] = self.bodies[after:up_to]
        return make_batch(
            incarnation=self.incarnation,
            n_before=after,
            link_before=self.link(after),
            items=items,
            signer=self.key.sign,
        )


def a_device(*, worker: Id | None = None) -> TestDevice:
    """A laptop nobody has enrolled."""
    return TestDevice(Ed25519PrivateKey.generate(), worker or an_id(), random_id(os.urandom(16)))
