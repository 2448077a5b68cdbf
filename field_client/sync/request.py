"""What the next request holds: read from the store, cut to the sizes that suit the line."""

from collections.abc import Mapping
from dataclasses import dataclass

from field_client.store.local_store import LocalStore
from field_client.store.sums import scope_space
from field_client.sync.plan import Sizes
from shared_schema.change import Batch, Signer
from shared_schema.identifiers import Clock, Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.exchange import (
    Compare,
    IncarnationStatement,
    RequestHello,
    RequestMessage,
    SeenCheckpoint,
    Want,
    Witness,
    write_message,
)
from shared_schema.wire.messages import MAX_WANTED

HAVE = ("revocations", "custodians", "certificate", "lease")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a request is to do besides sending and receiving: repair, and giving back what a server lost."""

    compare: tuple[str, ...] = ()
    want: tuple[Id, ...] = ()
    relayed_after: Mapping[Id, int] | None = None
    witnesses: tuple[tuple[Id, bytes], ...] = ()
    checkpoint: bytes | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """The messages of one request; `own` are the batches of this laptop, `relayed` those of a server's device."""

    hello: RequestHello
    statements: tuple[IncarnationStatement, ...]
    own: tuple[Batch, ...]
    relayed: tuple[Batch, ...]
    errand: Errand
    compares: tuple[Compare, ...]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes whose numbers a reply without a list of scopes refers to."""
        return tuple(self.hello.cursors)

    @property
    def body_bytes(self) -> int:
        """Bytes of bodies in the own batches."""
        return sum(len(item) for batch in self.own for item in batch.items if isinstance(item, bytes))

    def to_bytes(self) -> bytes:
        """The frames, in the order of the exchange."""
        messages: list[RequestMessage] = [self.hello, *self.statements, *self.own, *self.relayed, *self.compares]
        if self.errand.want:
            messages.append(Want(self.errand.want[:MAX_WANTED]))
        messages += [Witness(compact) for _record, compact in self.errand.witnesses]
        if self.errand.checkpoint is not None:
            messages.append(SeenCheckpoint(self.errand.checkpoint))
        return b"".join(write_message(message) for message in messages)


def make_request(
    store: LocalStore, server: Id, *, sizes: Sizes, errand: Errand, clock: Clock, signer: Signer, push: bool = True
) -> Request:
    """Reads everything that the next request needs; batches are signed here."""
    confirmed = store.cursors.confirmed(server)
    own: tuple[Batch, ...] = ()
    if push:
        own = store.outbox.next_batches(server, max_bytes=sizes.body_bytes, signer=signer)
    numbers = store.identity.list_numbers()
    hello = RequestHello(
        schema=SCHEMA_VERSION,
        epoch=store.cursors.epoch(server),
        cursors=store.cursors.of(server),
        confirmed={**store.relayed.highest(), **{life: n for life, n in confirmed.items() if n}},
        have={name: numbers[name] for name in HAVE if name in numbers},
        max_reply_bytes=sizes.reply_bytes,
        clock=clock(),
    )
    return Request(
        hello,
        tuple(
            IncarnationStatement(life.statement)
            for life in store.log.incarnations()
            if life.statement is not None and not confirmed.get(life.id)
        ),
        own,
        _relayed(store, errand, sizes),
        errand,
        tuple(Compare(scope, tuple(store.sums.read(scope_space(server, scope)))) for scope in errand.compare),
    )


def _relayed(store: LocalStore, errand: Errand, sizes: Sizes) -> tuple[Batch, ...]:
    found: list[Batch] = []
    size = 0
    for incarnation, after in sorted((errand.relayed_after or {}).items()):
        for batch in store.relayed.after(incarnation, after):
            size += sum(len(item) if isinstance(item, bytes) else 44 for item in batch.items)
            if found and size > sizes.body_bytes:
                return tuple(found)
            found.append(batch)
    return tuple(found)
