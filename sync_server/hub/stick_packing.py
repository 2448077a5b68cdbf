"""A bundle of a hub for its centre: what a relay would hold, in a file (sync.md section 6).

Promise: everything that the centre has not confirmed rides in it, with a signed head at every checkpoint; what does not
fit goes into the next one. Refused: leaving out what an earlier bundle carried, as long as no answer came: a stick may
be lost.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.canonical import Json, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES, file_name, seal_bundle
from shared_schema.wire.manifest import ANSWER, RECEIPT, UP, Manifest
from shared_schema.wire.plan import Sizes
from shared_schema.wire.steps import GROUP_BYTES, StepWriter
from sync_server.hub.batches import OURS, batches_up
from sync_server.hub.request import Errand, RelayRequest, make_relay_request
from sync_server.keys.server_keys import sealer_to
from sync_server.server import Server
from sync_server.services.bundle_notes import MADE, note_bundle
from sync_server.services.carried import MAX_QUESTIONS
from sync_server.services.issuers import signer_named
from sync_server.store import upstream
from sync_server.store.bundles import StoredBundle, newest_of
from sync_server.store.devices import Device, find_device
from sync_server.store.upstream_states import read_cursors

SIZES = Sizes(batch_bytes=GROUP_BYTES, reply_bytes=MAX_PAYLOAD_BYTES, ratio=1)


@dataclass(frozen=True, slots=True)
class MadeBundle:
    """A bundle as a file: its neutral name and bytes; `has_more` = not all fitted, the next one holds the rest."""

    name: str
    data: bytes
    bundle: StoredBundle
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Packed:
    centre: Id
    recipient: str
    own: Device
    request: RelayRequest
    writer: StepWriter
    heads: dict[Id, int]
    changes: int
    carried: dict[Id, int]
    has_more: bool


def make_bundle(server: Server, *, after: StoredBundle | None = None, by: Id | None = None) -> MadeBundle:
    """The bundle for the centre; `after` = the one made before it, whose rest this one holds.

    Raises `hub.not_joined`, `bundle.too_large`.
    """
    with server.database.snapshot() as connection:
        packed = _pack(server, connection, dict(after.details["carried"]) if after is not None else {})
    return _seal(server, packed, by=by)


def make_bundles(server: Server, *, by: Id | None = None) -> tuple[MadeBundle, ...]:
    """One bundle at least, so that it can be answered; as many as it takes."""
    made = [make_bundle(server, by=by)]
    while made[-1].has_more:
        made.append(make_bundle(server, after=made[-1].bundle, by=by))
    return tuple(made)


def _pack(server: Server, connection: Connection, carried: dict[Id, int]) -> _Packed:
    centre = upstream.require_upstream(connection)
    own = find_device(connection, server.identity.own_device)
    if own is None:
        raise HomewardError("hub.not_joined")
    request = make_relay_request(
        server, connection, centre, read_cursors(connection), sizes=SIZES, errand=_errand(connection, own.id)
    )
    writer = StepWriter()
    writer.write([*request.said, *request.back, *request.asked])
    owed = [
        one
        for one in upstream.owed(connection, kinds=OURS)
        if one.known is not None or one.incarnation in request.stated
    ]
    heads: dict[Id, int] = {}
    changes = 0
    while True:
        listed = [replace(one, known=carried.get(one.incarnation, one.known)) for one in owed]
        left = [one for one in listed if (one.known or 0) < one.head_n]
        batches = batches_up(server, connection, left, max_bytes=GROUP_BYTES)
        if not batches or (heads and writer.is_full):  # one group at least, or there would be no end
            break
        writer.write(batches)
        changes += sum(len(batch.items) for batch in batches)
        heads |= {batch.incarnation: batch.head.n for batch in batches}
        carried |= heads
    recipient = signer_named(server, connection, centre.server).age_recipient
    return _Packed(centre.server, recipient, own, request, writer, heads, changes, carried, bool(batches))


def _errand(connection: Connection, own: Id) -> Errand:
    """What the last answer left open, and scopes of which digests differ."""
    last = newest_of(connection, own, kinds=(ANSWER, RECEIPT))
    details = last.details if last is not None else {}
    different = sorted(read_cursors(connection).different)
    return Errand(
        compare=tuple(different[:MAX_QUESTIONS]),
        want=tuple(details.get("want", ())),
        give_back=dict(details.get("give_back", {})),
    )


def _seal(server: Server, packed: _Packed, *, by: Id | None) -> MadeBundle:
    section, now, own = packed.writer.finish(), server.clock(), packed.own
    payload, request = section.payload, packed.request
    manifest = Manifest(
        id=random_id(server.random(16)),
        kind=UP,
        maker=own.id,
        to=packed.centre,
        certificate=loads(own.certificate),
        made=now,
        hello=request.hello,
        heads=packed.heads,
        counts={"changes": packed.changes},
        sections=section.sections,
        size=len(payload),
        digest=sha256(payload).digest(),
    )
    data = seal_bundle(manifest, payload, sign=server.keys.sign_own, seal=sealer_to(packed.recipient))
    details: dict[str, Json] = {
        "heads": packed.heads,
        "carried": packed.carried,
        "stated": sorted(request.stated),
        "want": list(request.want),
        "more": packed.has_more,
    }
    bundle = StoredBundle(manifest.id, UP, own.id, now, now, by, len(data), packed.changes, True, details)
    note_bundle(server, bundle, action=MADE)
    return MadeBundle(file_name(server.random), data, bundle, packed.has_more)
