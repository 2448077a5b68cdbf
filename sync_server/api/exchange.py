"""POST /api/v1/exchange: one signed request, pushed and answered (sync.md section 3). No merging and no SQL here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources

from flask import Blueprint, Response, request

from shared_schema.change import Batch
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire import dictionaries
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.exchange import read_request
from shared_schema.wire.frames import Frame, read_frames
from shared_schema.wire.messages import (
    MAX_WANTED,
    MAX_WITNESSES,
    Compare,
    IncarnationStatement,
    RequestHello,
    SeenCheckpoint,
    Want,
    Witness,
)
from shared_schema.wire.signature_fields import EXCHANGE_TYPE
from sync_server.api.signatures import SignedRequest, receive_signed
from sync_server.server import Server
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.contacts import note_contact
from sync_server.services.fleet import confirm_lease
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.limits import require_changes
from sync_server.services.receive import receive
from sync_server.services.renewal import renew_in_time
from sync_server.services.serve import Asked, serve
from sync_server.services.witness import take_witness
from sync_server.store.devices import find_device

PATH = "/api/v1/exchange"
MAX_FRAMES = 16_000  # 5,000 changes each in a batch of its own, and some
MAX_STATEMENTS = 500  # a centre brought back is told of every life of a laptop again


@dataclass(slots=True)
class Request:
    """The messages of a request, sorted by what they are."""

    hello: RequestHello
    statements: list[bytes] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    compares: list[Compare] = field(default_factory=list)
    want: list[Id] = field(default_factory=list)
    witnesses: list[bytes] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)


def blueprint(server: Server, codings: Codings | None = None) -> Blueprint:
    """The route, for laptops that were enrolled here."""
    pages = Blueprint("exchange", __name__)
    known = codings or Codings(dictionary=_dictionary())

    @pages.post(PATH)
    def exchange() -> Response:
        with server.exchanges.one(server.clock):
            signed = receive_signed(server, request, content_type=EXCHANGE_TYPE)
            if signed.coding not in known.offered:
                raise HomewardError("request.coding_unknown")
            asked = read_body(known.decode(signed.body, signed.coding))
            body = answer(server, signed, asked, codings=known)
        return Response(body, mimetype=EXCHANGE_TYPE, headers={"Content-Encoding": signed.coding})

    return pages


def read_body(data: bytes) -> Request:
    """The messages of a whole request; `wire.malformed` without a hello."""
    messages = read_request(_bounded(read_frames(data)))
    hello = next(messages, None)
    if not isinstance(hello, RequestHello):
        raise HomewardError("wire.malformed", at=0)
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
            case SeenCheckpoint(payload):
                found.checkpoints.append(payload)
            case _:
                raise HomewardError("wire.malformed", at=0)
    return _require_few(found)


def _require_few(found: Request) -> Request:
    """Each record wanted once, each scope compared once: what is asked bounds what must be answered. What takes a
    transaction each is bounded by number, or one request could keep the centre busy for minutes."""
    found.want = list(dict.fromkeys(found.want))
    scopes = [one.scope for one in found.compares]
    if len(found.want) > MAX_WANTED or len(scopes) != len(set(scopes)):
        raise HomewardError("request.too_large", limit=MAX_WANTED)
    if len(found.witnesses) > MAX_WITNESSES:
        raise HomewardError("request.too_large", limit=MAX_WITNESSES)
    if len(found.statements) > MAX_STATEMENTS:
        raise HomewardError("request.too_large", limit=MAX_STATEMENTS)
    return found


def answer(server: Server, signed: SignedRequest, asked: Request, *, codings: Codings) -> bytes:
    """Push, committed; then the reply."""
    device = signed.device
    if signed.may_pull:
        device = renew_in_time(server, device, held=asked.hello.have.get("certificate", 0))
    for statement in asked.statements:
        server.database.run(
            lambda tx, one=statement: accept_incarnation(tx, device, one, now_ms=server.clock())  # type: ignore[misc]
        )
    require_changes(asked.batches)
    received = receive(server, device, asked.batches, standing=signed.standing)
    if asked.statements:
        with server.database.snapshot() as connection:
            device = find_device(connection, device.id) or device
    heard = enumerate(asked.witnesses if signed.may_pull else ())
    witnessed = tuple(number for number, compact in heard if take_witness(server, device, compact))
    confirm_lease(server, device, asked.hello.have)
    note_contact(server, device, asked.hello, checkpoints=asked.checkpoints)
    question = Asked(
        hello=asked.hello,
        compares=tuple(asked.compares),
        want=tuple(asked.want),
        verdicts=received.verdicts,
        echo=received.echo,
        news=received.news,
        pushed=_pushed(asked.batches),
        audit=exchange_checkpoints(server, device.id, asked.checkpoints),
        witnessed=witnessed,
    )
    return serve(server, device, question, encoder=codings.encoder(signed.coding or ZSTD), may_pull=signed.may_pull)


def _bounded(frames: Iterator[Frame]) -> Iterator[Frame]:
    for count, frame in enumerate(frames):
        if count >= MAX_FRAMES:
            raise HomewardError("request.too_large", limit=MAX_FRAMES)
        yield frame


def _dictionary() -> bytes:
    """The bytes that both ends of `homeward-zstd` have, by the version of the schema."""
    return resources.files(dictionaries).joinpath(f"v{SCHEMA_VERSION}.dict").read_bytes()


def _pushed(batches: Sequence[Batch]) -> dict[Id, int]:
    found: dict[Id, int] = {}
    for batch in batches:
        found[batch.incarnation] = max(batch.head.n, found.get(batch.incarnation, 0))
    return found
