"""The answer to what came on a stick: the reply of an exchange, sealed to the laptop or hub, to be carried back.

Promise: it holds what the laptop would have been told over the line, as of now: verdicts on everything it wrote, its
records after the cursors that it named, notices. A hub gets the reply of a relay. Refused: states for a laptop that may
only send, and for a hub that was withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from shared_schema.age_text import recipient_of
from shared_schema.canonical import Json, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.wire.bodies import READERS
from shared_schema.wire.bundle import MAX_PAYLOAD_BYTES, file_name, reach_of, seal_bundle
from shared_schema.wire.manifest import ANSWER, RECEIPT, Manifest
from shared_schema.wire.messages import Compare, RequestHello
from shared_schema.wire.sections import SectionWriter
from sync_server.keys.server_keys import sealer_to
from sync_server.server import Server
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.bundle_notes import ANSWERED, note_bundle
from sync_server.services.courier_relay import hub_of, recipient_of_hub, relayed_question
from sync_server.services.courier_verdicts import carried_heads, standing_of_changes
from sync_server.services.issuers import GOOD, standing_of
from sync_server.services.renewal import renew_in_time
from sync_server.services.serve import Asked, serve
from sync_server.store.bundles import StoredBundle, newest_answer_at, read_of_device
from sync_server.store.devices import HUB, Device, incarnations_of


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """An answer as a file: its neutral name and bytes; `records` = states in it, `has_more` = not all fitted."""

    name: str
    data: bytes
    bundle: StoredBundle
    records: int
    has_more: bool


def make_answer(server: Server, device: Device, *, receipt_only: bool = False, by: Id | None = None) -> MadeAnswer:
    """The answer to the bundle of this laptop or hub that was read last, and the receipts of all of them.

    Raises `bundle.no_request` where none was read.
    """
    if device.id == server.identity.own_device:
        raise HomewardError("bundle.no_request")
    with server.database.snapshot() as connection:
        read = read_of_device(connection, device.id)
        answered_at = newest_answer_at(connection, device.id)
        may_pull = standing_of(server, connection, device) == GOOD and not receipt_only
    if not read:
        raise HomewardError("bundle.no_request")
    hello = _hello_of(read[0])
    if may_pull:
        device = renew_in_time(server, device, held=hello.have.get("certificate", 0))
    packed = SectionWriter()
    asked = _question(server, device, read, hello, may_pull=may_pull)
    serve(server, device, asked, encoder=packed, may_pull=may_pull)
    new = tuple(one.id for one in read if one.at >= answered_at) or (read[0].id,)
    return _seal(server, device, packed, hello, kind=ANSWER if may_pull else RECEIPT, answers=new, by=by)


def _hello_of(bundle: StoredBundle) -> RequestHello:
    hello = READERS["H"](bundle.details["hello"])
    if not isinstance(hello, RequestHello):
        raise HomewardError("wire.malformed", at=0)
    return hello


def _question(
    server: Server, device: Device, read: Sequence[StoredBundle], hello: RequestHello, *, may_pull: bool
) -> Asked:
    """What its maker asked, to be answered as of now within one bundle."""
    if device.kind == HUB:
        asked = relayed_question(server, hub_of(server, device), list(read), hello, may_pull=may_pull)
    else:
        asked = _of_laptop(server, device, read, hello)
    compares = [READERS["Q"](one) for one in read[0].details["compares"]]
    return replace(
        asked,
        hello=replace(asked.hello, max_reply_bytes=MAX_PAYLOAD_BYTES),
        compares=tuple(one for one in compares if isinstance(one, Compare)),
        audit=exchange_checkpoints(server, device.id, ()),
    )


def _of_laptop(server: Server, device: Device, read: Sequence[StoredBundle], hello: RequestHello) -> Asked:
    """What a laptop is told of its own work. Nothing counts as confirmed: so the reply names how far every log is known
    here, and the laptop judges that itself."""
    with server.database.snapshot() as connection:
        lives = incarnations_of(connection, device.id)
        verdicts, echo = standing_of_changes(connection, lives, carried_heads(read), hello.confirmed)
    known = dict.fromkeys((*hello.confirmed, *(one.id for one in lives)), 0)
    want = tuple(read[0].details["want"])
    return Asked(hello=replace(hello, confirmed=known), want=want, verdicts=verdicts, echo=echo)


def _seal(
    server: Server,
    device: Device,
    packed: SectionWriter,
    hello: RequestHello,
    *,
    kind: str,
    answers: tuple[Id, ...],
    by: Id | None,
) -> MadeAnswer:
    payload, now = packed.payload, server.clock()
    reach = reach_of(payload)
    manifest = Manifest(
        id=random_id(server.random(16)),
        kind=kind,
        maker=server.identity.server,
        to=device.id,
        certificate=loads(server.identity.certificate),
        made=now,
        hello=hello,
        cursors=reach.cursors,
        epoch=server.identity.epoch,
        counts={"records": reach.states},
        answers=answers,
        sections=packed.sections,
        size=len(payload),
        digest=sha256(payload).digest(),
    )
    data = seal_bundle(manifest, payload, sign=server.keys.sign, seal=sealer_to(_recipient(server, device)))
    details: dict[str, Json] = {"answers": list(answers), "records": reach.states, "more": reach.has_more}
    bundle = StoredBundle(manifest.id, kind, device.id, now, now, by, len(data), 0, True, details)
    note_bundle(server, bundle, action=ANSWERED)
    return MadeAnswer(file_name(server.random), data, bundle, reach.states, reach.has_more)


def _recipient(server: Server, device: Device) -> str:
    return recipient_of_hub(server, hub_of(server, device)) if device.kind == HUB else recipient_of(device.box_key)
