"""Reading what a laptop sent on a stick: the same batches by the same intake as over the line (security.md 4.11).

    open -> signed by a device of ours, for this server -> first pass over everything -> receive, step by step -> noted

Promise: nothing is stored before the first pass; twice, late, or in the wrong order is harmless; a device that was
reported lost sends into quarantine here too. Refused: names and paths from inside a bundle, and a bundle that is not
whole unless the person says that its whole part is to be taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
    MAX_WANTED,
    Compare,
    IncarnationStatement,
    Message,
    SeenCheckpoint,
    Verdicts,
    Want,
)
from sync_server.server import Server
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.contacts import note_contact
from sync_server.services.fleet import confirm_lease
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.issuers import standing_of
from sync_server.services.limits import require_changes
from sync_server.services.receive import receive
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.bundles import StoredBundle, find_bundle, put_bundle
from sync_server.store.devices import LAPTOP, Device, find_device, find_incarnation

BUNDLE_WAY = "bundle"
MAX_QUESTIONS = 64  # scopes compared, statements, checkpoints given back: more has no laptop


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle for this server, from a device of ours, verified as far as that goes without its payload."""

    sealed: Sealed
    device: Device
    standing: str
    checked: Checked
    size: int


@dataclass(slots=True)
class Told:
    """What became of the changes: how many stand now, stood already, wait for a person, or wait for others before them;
    `waits_after` = the highest counter held of an incarnation whose next changes are missing."""

    applied: int = 0
    repeated: int = 0
    set_aside: int = 0
    waits_after: dict[Id, int] = field(default_factory=dict)

    def add(self, verdicts: Verdicts) -> None:
        """Counts the answer to one step."""
        self.applied += sum(last - first + 1 for _one, first, last in verdicts.applied)
        self.repeated += sum(last - first + 1 for _one, first, last in verdicts.duplicate)
        self.set_aside += len(verdicts.set_aside)
        for incarnation, n in verdicts.waits_for:
            self.waits_after[incarnation] = n - 1


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
    """The bundle in a file, if it is for this server and from a laptop known here; nothing is stored.

    Raises the `bundle.*` errors.
    """
    sealed = open_bundle(data, opener=server.keys.open_bundle)
    manifest = sealed.manifest
    if manifest.kind != UP:
        raise HomewardError("bundle.wrong_kind")
    if manifest.to != server.identity.server:
        raise HomewardError("bundle.for_another")
    with server.database.snapshot() as connection:
        device = find_device(connection, manifest.maker)
        if device is None or device.kind != LAPTOP:
            raise HomewardError("bundle.from_unknown")
        sealed.require_signed_by(device.signing_key)
        standing = standing_of(server, connection, device)
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
    asked = _verify(server, carried)
    told = Told()
    for step in _steps(carried):
        _take_step(server, carried, step, told)
    return _note(server, carried, asked, told, by=by)


@dataclass(slots=True)
class _Asked:
    """What else the bundle says: questions to be answered, checkpoints given back, how many changes there are."""

    compares: list[Compare] = field(default_factory=list)
    want: list[Id] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    changes: int = 0


def _steps(carried: Carried) -> Iterator[tuple[Message, ...]]:
    return read_steps(carried.sealed, sections=carried.checked.sections)


def _verify(server: Server, carried: Carried) -> _Asked:
    """The first pass over the messages: every signature and limit; nothing is stored."""
    asked = _Asked()
    stated: dict[Id, bytes] = {}
    with server.database.snapshot() as connection:
        for step in _steps(carried):
            batches = [one for one in step if isinstance(one, Batch)]
            require_changes(batches)
            for message in step:
                _verify_message(connection, carried.device, message, stated, asked)
            asked.changes += sum(len(batch.items) for batch in batches)
    if max(len(asked.compares), len(stated), len(asked.checkpoints)) > MAX_QUESTIONS or len(asked.want) > MAX_WANTED:
        raise HomewardError("request.too_large", limit=MAX_WANTED)
    return asked


def _verify_message(
    connection: Connection, device: Device, message: Message, stated: dict[Id, bytes], asked: _Asked
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
    batches = [message for message in step if isinstance(message, Batch)]
    told.add(receive(server, carried.device, batches, standing=carried.standing).verdicts)


def _note(server: Server, carried: Carried, asked: _Asked, told: Told, *, by: Id | None) -> BundleRead:
    manifest, now, device = carried.sealed.manifest, server.clock(), carried.device
    details: dict[str, Json] = {
        "hello": write_body(manifest.hello),
        "heads": dict(manifest.heads),
        "compares": [write_body(one) for one in asked.compares],
        "want": list(dict.fromkeys(asked.want)),
        "told": [told.applied, told.repeated, told.set_aside, len(told.waits_after)],
        "parts": [carried.checked.sections, carried.checked.of],
    }
    whole = carried.checked.is_whole and not told.waits_after
    bundle = StoredBundle(
        manifest.id, UP, device.id, manifest.made, now, by, carried.size, asked.changes, whole, details
    )
    outcome = "done" if whole else "part"
    act = AuditRow(
        at=now, action="bundle.read", actor=by, device=device.id, object_kind="bundle", object_id=manifest.id,
        outcome=outcome,
    )  # fmt: skip

    def work(connection: Connection) -> None:
        put_bundle(connection, bundle)
        append_rows(connection, [act], random=server.random)

    server.database.run(work)
    exchange_checkpoints(server, device.id, asked.checkpoints)
    confirm_lease(server, device, manifest.hello.have)
    if told.applied or told.set_aside:
        hello = replace(manifest.hello, clock=now)  # how far its clock is off, a stick does not tell
        note_contact(server, device, hello, checkpoints=asked.checkpoints, way=BUNDLE_WAY)
    return BundleRead(bundle, device, carried.checked, told)
