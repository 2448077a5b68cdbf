"""Reading what a laptop or a hub sent on a stick: the same batches by the same intake as over the line (security.md
4.11).

    open -> signed by a device of ours, for this server -> first pass over everything -> receive, step by step -> noted

Promise: nothing is stored before the first pass; twice, late, or in the wrong order is harmless; a device that was
reported lost sends into quarantine here too. Refused: names and paths from inside a bundle, and a bundle that is not
whole unless the person says that its whole part is to be taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.certificates import read_incarnation_statement
from shared_schema.change import Batch, verify_batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.bodies import write_body
from shared_schema.wire.bundle import Checked, Sealed, check_payload, open_bundle, read_steps
from shared_schema.wire.manifest import UP
from shared_schema.wire.messages import (
    ActNote,
    Compare,
    IncarnationStatement,
    Message,
    SeenCheckpoint,
    Want,
)
from sync_server.server import Server
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.bundle_notes import READ, note_bundle
from sync_server.services.carried import Questions, Told
from sync_server.services.carriers import require_maker
from sync_server.services.contacts import note_contact
from sync_server.services.courier_relay import hub_of, take_relayed, verify_relayed
from sync_server.services.fleet import confirm_lease
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.limits import require_changes
from sync_server.services.receive import receive
from sync_server.services.told import take_notes
from sync_server.store.bundles import StoredBundle, find_bundle
from sync_server.store.devices import HUB, Device, find_incarnation

BUNDLE_WAY = "bundle"


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle for this server, from a device of ours, verified as far as that goes without its payload."""

    sealed: Sealed
    device: Device
    standing: str
    checked: Checked
    size: int


@dataclass(frozen=True, slots=True)
class BundleRead:
    """What reading did. `already_at` = when it was read before (ms): then nothing was changed."""

    bundle: StoredBundle
    device: Device
    checked: Checked
    told: Told
    already_at: int | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in it was here."""
        return self.already_at is not None or not (self.told.applied or self.told.set_aside or self.told.waits_after)


def open_carried(server: Server, data: bytes) -> Carried:
    """The bundle in a file, if it is for this server and from a laptop or a hub known here; nothing is stored.

    Raises the `bundle.*` errors.
    """
    sealed = open_bundle(data, opener=server.keys.open_bundle)
    of = sealed.manifest
    device, standing = require_maker(
        server, kind=of.kind, to=of.to, maker=of.maker, require_signed_by=sealed.require_signed_by
    )
    return Carried(sealed, device, standing, check_payload(sealed), len(data))


def take_in(server: Server, carried: Carried, *, in_part: bool = False, by: Id | None = None) -> BundleRead:
    """Reads it, step by step, each committed before the next; `by` = the person at the console.

    Raises `bundle.damaged` where it is not whole and `in_part` was not said, `wire.*` and `device.*` as the exchange
    does: what was read before that stands.
    """
    manifest, checked = carried.sealed.manifest, carried.checked
    with server.database.snapshot() as connection:
        before = find_bundle(connection, manifest.id)
    if before is not None and before.is_whole:
        return BundleRead(before, carried.device, checked, Told(), already_at=before.at)
    if not checked.is_whole and not (in_part and checked.sections):
        raise HomewardError("bundle.damaged", sections=checked.sections, of=checked.of)
    told = Told()
    if carried.device.kind == HUB:
        return _take_in_hub(server, carried, told, by=by)
    asked = _verify(server, carried)
    for step in _steps(carried):
        _take_step(server, carried, step, told)
    bundle = _note(server, carried, asked, told, by=by)
    confirm_lease(server, carried.device, manifest.hello.have)
    if told.applied or told.set_aside:
        hello = replace(manifest.hello, clock=server.clock())  # how far its clock is off, a stick does not tell
        note_contact(server, carried.device, hello, checkpoints=asked.checkpoints, way=BUNDLE_WAY)
    return BundleRead(bundle, carried.device, checked, told)


def _take_in_hub(server: Server, carried: Carried, told: Told, *, by: Id | None) -> BundleRead:
    hub, hello = hub_of(server, carried.device), carried.sealed.manifest.hello
    asked = verify_relayed(hello, _steps(carried))
    refused = take_relayed(server, hub, hello, _steps(carried), standing=carried.standing, told=told)
    bundle = _note(server, carried, asked, told, by=by, refused=refused)
    return BundleRead(bundle, carried.device, carried.checked, told)


def _steps(carried: Carried) -> Iterator[tuple[Message, ...]]:
    return read_steps(carried.sealed, sections=carried.checked.sections)


def _verify(server: Server, carried: Carried) -> Questions:
    """The first pass over the messages: every signature and limit; nothing is stored."""
    asked = Questions()
    stated: dict[Id, bytes] = {}
    with server.database.snapshot() as connection:
        for step in _steps(carried):
            batches = [one for one in step if isinstance(one, Batch)]
            require_changes(batches)
            for message in step:
                _verify_message(connection, carried.device, message, stated, asked)
            asked.changes += sum(len(batch.items) for batch in batches)
    asked.require_few(statements=len(stated))
    return asked


def _verify_message(
    connection: Connection, device: Device, message: Message, stated: dict[Id, bytes], asked: Questions
) -> None:
    match message:
        case Batch():
            known = find_incarnation(connection, message.incarnation)
            key = known.public_key if known is not None else stated.get(message.incarnation)
            if key is None:
                raise HomewardError("device.unknown")
            verify_batch(message, public_key=key)
        case IncarnationStatement(payload):
            stated[read_incarnation_statement(payload, device_key=device.signing_key).new] = device.signing_key
        case Compare():
            asked.compares.append(message)
        case Want(ids):
            asked.want += ids
        case SeenCheckpoint(payload):
            asked.checkpoints.append(payload)
        case ActNote():
            asked.notes += 1
        case _:
            raise HomewardError("wire.malformed", at=0)


def _take_step(server: Server, carried: Carried, step: tuple[Message, ...], told: Told) -> None:
    for message in step:
        if isinstance(message, IncarnationStatement):
            server.database.run(
                lambda tx, one=message.payload: accept_incarnation(  # type: ignore[misc]
                    tx, carried.device, one, now_ms=server.clock()
                )
            )
    take_notes(server, carried.device, [message for message in step if isinstance(message, ActNote)])
    batches = [message for message in step if isinstance(message, Batch)]
    told.add(receive(server, carried.device, batches, standing=carried.standing).verdicts)


def _note(
    server: Server,
    carried: Carried,
    asked: Questions,
    told: Told,
    *,
    by: Id | None,
    refused: Sequence[Json] = (),
) -> StoredBundle:
    manifest, now, device = carried.sealed.manifest, server.clock(), carried.device
    details: dict[str, Json] = {
        **asked.to_details(),
        "hello": write_body(manifest.hello),
        "heads": dict(manifest.heads),
        "told": [told.applied, told.repeated, told.set_aside, len(told.waits_after)],
        "parts": [carried.checked.sections, carried.checked.of],
        "refused": list(refused),
    }
    whole = carried.checked.is_whole and told.is_all_taken
    bundle = StoredBundle(
        manifest.id, UP, device.id, manifest.made, now, by, carried.size, asked.changes, whole, details
    )
    note_bundle(server, bundle, action=READ)
    exchange_checkpoints(server, device.id, asked.checkpoints)
    return bundle
