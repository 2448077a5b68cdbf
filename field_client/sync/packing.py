"""Bundles for a server are packed: everything it has not confirmed, with a signed head at every checkpoint.

Refused: splitting a save set, and leaving out what an earlier bundle carried: until a receipt is read, that stick may
be lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from field_client.store.bundles import Bundles, CarriedBundle
from field_client.sync.engine import Engine
from field_client.sync.plan import Sizes
from field_client.sync.request import Errand, Request, known_of, make_request
from shared_schema import canonical
from shared_schema.change import Batch
from shared_schema.identifiers import Id, Random, random_id
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES, Sealer, file_name, seal_bundle
from shared_schema.wire.manifest import UP, Manifest
from shared_schema.wire.messages import ActNote, Message, RequestHello, SeenCheckpoint, Want
from shared_schema.wire.sections import SectionWriter
from shared_schema.wire.steps import GROUP_BYTES, StepWriter


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle as a file: its neutral name and bytes, and what rides in it."""

    name: str
    data: bytes
    bundle: CarriedBundle


@dataclass(frozen=True, slots=True)
class Packing:
    """Packs for the server of `engine`, from this device with its certificate, sealed so that only the server opens."""

    engine: Engine
    device: Id
    certificate: bytes
    sealer: Sealer
    random: Random

    def make(self, errand: Errand) -> tuple[Made, ...]:
        """One bundle at least, so that it can be answered; as many as it takes. Each is noted in the store."""
        request = self._request(errand)
        confirmed: Mapping[Id, int] = known_of(self.engine.store, self.engine.server).confirmed
        made: list[Made] = []
        while not made or self._next(confirmed):
            one = self._make(request, confirmed, notes=() if made else errand.notes)
            confirmed = {**confirmed, **one.bundle.heads}
            made.append(one)
        return tuple(made)

    def _request(self, errand: Errand) -> Request:
        """What the server is told and asked, as over the line; it stands in each of the bundles."""
        store, server = self.engine.store, self.engine.server
        sizes = Sizes(batch_bytes=GROUP_BYTES, reply_bytes=MAX_PAYLOAD_BYTES)
        known = known_of(store, server)
        return make_request(store, server, own=(), known=known, sizes=sizes, errand=errand, clock=self.engine.clock)

    def _next(self, confirmed: Mapping[Id, int]) -> tuple[Batch, ...]:
        outbox, engine = self.engine.store.outbox, self.engine
        return outbox.next_batches(engine.server, max_bytes=GROUP_BYTES, signer=engine.signer, confirmed=confirmed)

    def _make(self, request: Request, confirmed: Mapping[Id, int], *, notes: Sequence[ActNote]) -> Made:
        writer = StepWriter()
        writer.write(notes)
        writer.write([*request.statements, *request.relayed, *_questions(request)])
        heads: dict[Id, int] = {}
        records: set[Id] = set()
        changes = 0
        while not writer.is_full and (batches := self._next({**confirmed, **heads})):
            writer.write(batches)
            changes += sum(len(batch.items) for batch in batches)
            for batch in batches:
                heads[batch.incarnation] = batch.head.n
                records.update(self._records_in(batch))
        counts = {"changes": changes, "records": len(records)}
        hello = self._hello(request.hello, {**confirmed, **heads})
        made = self._seal(hello, writer.finish(), heads=heads, counts=counts)
        self.engine.store.act_notes.ride_in(made.bundle.id, notes)
        return made

    def _records_in(self, batch: Batch) -> Sequence[Id]:
        log = self.engine.store.log
        return log.records_between(batch.incarnation, first=batch.n_before + 1, last=batch.head.n)

    def _hello(self, hello: RequestHello, carried: Mapping[Id, int]) -> RequestHello:
        """How much stays behind is counted by what rides in this bundle and in those before it."""
        life = self.engine.store.log.current()
        left = life.n - carried.get(life.id, 0)
        have = {name: number for name, number in hello.have.items() if name != "unsent"}
        return replace(hello, have={**have, **({"unsent": left} if left > 0 else {})})

    def _seal(
        self, hello: RequestHello, packed: SectionWriter, *, heads: Mapping[Id, int], counts: Mapping[str, int]
    ) -> Made:
        payload, now = packed.payload, self.engine.clock()
        manifest = Manifest(
            id=random_id(self.random(16)),
            kind=UP,
            maker=self.device,
            to=self.engine.server,
            certificate=canonical.loads(self.certificate),
            made=now,
            hello=hello,
            heads=heads,
            counts=counts,
            sections=packed.sections,
            size=len(payload),
            digest=sha256(payload).digest(),
        )
        data = seal_bundle(manifest, payload, sign=self.engine.signer, seal=self.sealer)
        changes, records = counts["changes"], counts["records"]
        bundle = CarriedBundle(manifest.id, UP, manifest.to, now, now, len(data), changes, records, True, heads)
        Bundles(self.engine.store.database).put(bundle)
        return Made(file_name(self.random), data, bundle)


def _questions(request: Request) -> list[Message]:
    found: list[Message] = [*request.compares]
    if request.want:
        found.append(Want(request.want))
    if request.errand.checkpoint is not None:
        found.append(SeenCheckpoint(request.errand.checkpoint))
    return found
