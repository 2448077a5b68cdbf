"""The messages of a request, sorted by what they are, and bounded: what is asked bounds what must be answered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.exchange import read_request
from shared_schema.wire.frames import Frame, read_frames
from shared_schema.wire.messages import (
    MAX_NOTES,
    MAX_WANTED,
    MAX_WITNESSES,
    ActNote,
    Compare,
    HubDevice,
    HubFacts,
    IncarnationStatement,
    Message,
    RequestHello,
    SeenCheckpoint,
    Want,
    Witness,
)

MAX_FRAMES = 16_000  # 5,000 changes each in a batch of its own, and some
MAX_STATEMENTS = 500  # a centre brought back is told of every life of a laptop again; of hubs, laptops and lives


@dataclass(slots=True)
class Request:
    """What a laptop or a hub sends; `devices` and `facts` are a hub's alone."""

    hello: RequestHello
    statements: list[bytes] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    compares: list[Compare] = field(default_factory=list)
    want: list[Id] = field(default_factory=list)
    witnesses: list[bytes] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    notes: list[ActNote] = field(default_factory=list)
    devices: list[HubDevice] = field(default_factory=list)
    facts: HubFacts | None = None


def read_body(data: bytes, *, is_hub: bool = False) -> Request:
    """The messages of a whole request; `wire.malformed` without a hello, or for what only a hub may say."""
    messages = read_request(_bounded(read_frames(data)))
    hello = next(messages, None)
    if not isinstance(hello, RequestHello):
        raise HomewardError("wire.malformed", at=0)
    return sort_out(hello, messages, is_hub=is_hub)


def sort_out(hello: RequestHello, messages: Iterable[Message], *, is_hub: bool = False) -> Request:
    """What follows a hello, by what it is; `wire.malformed`, `request.too_large`."""
    found = Request(hello)
    for message in messages:
        match message:
            case IncarnationStatement(payload):
                found.statements.append(payload)
            case Batch():
                found.batches.append(message)
            case Compare():
                found.compares.append(message)
            case Want(ids):
                found.want += ids
            case Witness(compact):
                found.witnesses.append(compact)
            case ActNote() if not is_hub:
                found.notes.append(message)
            case SeenCheckpoint(payload):
                found.checkpoints.append(payload)
            case HubDevice() if is_hub:
                found.devices.append(message)
            case HubFacts() if is_hub and found.facts is None:
                found.facts = message
            case _:
                raise HomewardError("wire.malformed", at=0)
    return _require_few(found)


def pushed_by(batches: Sequence[Batch]) -> dict[Id, int]:
    """The highest counter of each incarnation in these batches."""
    found: dict[Id, int] = {}
    for batch in batches:
        found[batch.incarnation] = max(batch.head.n, found.get(batch.incarnation, 0))
    return found


def _require_few(found: Request) -> Request:
    """Each record wanted once, each scope compared once: what is asked bounds what must be answered. What takes a
    transaction each is bounded by number, or one request could keep the centre busy for minutes."""
    found.want = list(dict.fromkeys(found.want))
    scopes = [one.scope for one in found.compares]
    if len(found.want) > MAX_WANTED or len(scopes) != len(set(scopes)):
        raise HomewardError("request.too_large", limit=MAX_WANTED)
    if len(found.witnesses) > MAX_WITNESSES:
        raise HomewardError("request.too_large", limit=MAX_WITNESSES)
    if len(found.notes) > MAX_NOTES:
        raise HomewardError("request.too_large", limit=MAX_NOTES)
    if len(found.statements) + len(found.devices) > MAX_STATEMENTS:
        raise HomewardError("request.too_large", limit=MAX_STATEMENTS)
    return found


def _bounded(frames: Iterator[Frame]) -> Iterator[Frame]:
    for count, frame in enumerate(frames):
        if count >= MAX_FRAMES:
            raise HomewardError("request.too_large", limit=MAX_FRAMES)
        yield frame
