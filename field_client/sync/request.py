"""What the next request holds: read from the store, cut to the sizes that suit the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from field_client.store.local_store import LocalStore
from field_client.store.sums import scope_space
from field_client.store.travelling import TRAVELLING
from field_client.sync.plan import Sizes, wanted_at_once
from shared_schema.change import Batch
from shared_schema.identifiers import Clock, Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire.exchange import write_message
from shared_schema.wire.messages import (
    ActNote,
    Compare,
    IncarnationStatement,
    RequestHello,
    RequestMessage,
    SeenCheckpoint,
    Want,
    Witness,
)

HAVE = ("revocations", "custodians", "certificate", "lease", "servers")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a request is to do besides sending and receiving: repair, and giving back what a server lost."""

    compare: tuple[str, ...] = ()
    want: tuple[Id, ...] = ()
    relayed_after: Mapping[Id, int] | None = None
    witnesses: tuple[tuple[Id, bytes], ...] = ()
    checkpoint: bytes | None = None
    notes: tuple[ActNote, ...] = ()

    @property
    def is_repair(self) -> bool:
        """Whether something is to be mended, so that what comes next depends on the answer."""
        return bool(self.compare or self.want or self.relayed_after or self.witnesses)


@dataclass(frozen=True, slots=True)
class Request:
    """The messages of one request; `own` are the batches of this laptop, `relayed` those of a server's device."""

    hello: RequestHello
    statements: tuple[IncarnationStatement, ...]
    own: tuple[Batch, ...]
    relayed: tuple[Batch, ...]
    errand: Errand
    compares: tuple[Compare, ...]
    want: tuple[Id, ...]  # the first of the records that the errand wants

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes whose numbers a reply without a list of scopes refers to."""
        return tuple(self.hello.cursors)

    @property
    def changes(self) -> int:
        """How many own changes it brings."""
        return sum(len(batch.items) for batch in self.own)

    @property
    def body_bytes(self) -> int:
        """Bytes of bodies in the own batches."""
        return bytes_of(self.own)

    def to_bytes(self) -> bytes:
        """The frames, in the order of the exchange."""
        return b"".join((self.opening(), write_batches(self.own), self._rest()))

    def opening(self) -> bytes:
        """The frames before the own batches."""
        messages: list[RequestMessage] = [self.hello, *self.statements]
        return b"".join(write_message(message) for message in messages)

    @property
    def ends_with_own(self) -> bool:
        """Whether nothing follows the own batches."""
        return not self._rest()

    def _rest(self) -> bytes:
        messages: list[RequestMessage] = [*self.relayed, *self.compares]
        if self.want:
            messages.append(Want(self.want))
        messages += [Witness(compact) for _record, compact in self.errand.witnesses]
        messages += self.errand.notes
        if self.errand.checkpoint is not None:
            messages.append(SeenCheckpoint(self.errand.checkpoint))
        return b"".join(write_message(message) for message in messages)


def bytes_of(batches: Iterable[Batch]) -> int:
    """Bytes of the bodies in batches."""
    return sum(len(item) for batch in batches for item in batch.items if isinstance(item, bytes))


def write_batches(batches: Iterable[Batch]) -> bytes:
    """The frames of own batches."""
    return b"".join(write_message(batch) for batch in batches)


@dataclass(frozen=True, slots=True)
class Known:
    """How far laptop and server are with each other: cursors by scope, and own changes that the server holds."""

    cursors: Mapping[str, int]
    confirmed: Mapping[Id, int]


def known_of(store: LocalStore, server: Id) -> Known:
    """What the store says of a server."""
    return Known(store.cursors.of(server), store.cursors.confirmed(server))


def make_request(
    store: LocalStore,
    server: Id,
    *,
    own: tuple[Batch, ...],
    known: Known,
    sizes: Sizes,
    errand: Errand,
    clock: Clock,
) -> Request:
    """The next request with these own batches; everything else that it needs is read from the store."""
    numbers = store.identity.list_numbers()
    hello = RequestHello(
        schema=SCHEMA_VERSION,
        epoch=store.cursors.epoch(server),
        cursors=known.cursors,
        confirmed={**store.relayed.highest(), **{life: n for life, n in known.confirmed.items() if n}},
        have={**{name: numbers[name] for name in HAVE if name in numbers}, **_unsent(store, known, own)},
        max_reply_bytes=sizes.reply_bytes,
        clock=clock(),
        only_push=bool(store.identity.fact(TRAVELLING)),
    )
    return Request(
        hello,
        tuple(
            IncarnationStatement(life.statement)
            for life in store.log.incarnations()
            if life.statement is not None and not known.confirmed.get(life.id)
        ),
        own,
        _relayed(store, errand, sizes),
        errand,
        tuple(Compare(scope, tuple(store.sums.read(scope_space(server, scope)))) for scope in errand.compare),
        errand.want[: wanted_at_once(sizes)],
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


def _unsent(store: LocalStore, known: Known, own: tuple[Batch, ...]) -> dict[str, int]:
    """How many own changes stay behind this request, for the office to know of; nothing where none does."""
    life = store.log.current()
    sent = max((batch.head.n for batch in own if batch.incarnation == life.id), default=0)
    left = life.n - max(sent, known.confirmed.get(life.id, 0))
    return {"unsent": left} if left > 0 else {}
