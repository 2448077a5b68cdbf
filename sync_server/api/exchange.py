"""POST /api/v1/exchange: one signed request, pushed and answered (sync.md section 3). No merging and no SQL here."""

from collections.abc import Callable
from importlib import resources

from flask import Blueprint, Response, request

from shared_schema.errors import HomewardError
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire import dictionaries
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.signature_fields import EXCHANGE_TYPE
from sync_server.api.signatures import SignedRequest, receive_signed
from sync_server.server import Server
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.contacts import note_contact
from sync_server.services.fleet import confirm_lease
from sync_server.services.incarnations import accept_incarnation
from sync_server.services.limits import require_changes
from sync_server.services.receive import Received, receive
from sync_server.services.renewal import renew_in_time
from sync_server.services.requests import Request, pushed_by, read_body
from sync_server.services.serve import Asked, serve
from sync_server.services.told import take_notes
from sync_server.services.witness import take_witness
from sync_server.store.devices import LAPTOP, Device, find_device

PATH = "/api/v1/exchange"


def blueprint(server: Server, codings: Codings | None = None) -> Blueprint:
    """The route, for laptops that were enrolled here."""
    pages = Blueprint("exchange", __name__)
    known = codings or ship_codings()

    @pages.post(PATH)
    def exchange() -> Response:
        def reply(signed: SignedRequest, data: bytes) -> bytes:
            return answer(server, signed, read_body(data), codings=known)

        return answer_signed(server, known, kind=LAPTOP, what="exchange", reply=reply)

    return pages


def answer_signed(
    server: Server, codings: Codings, *, kind: str, what: str, reply: Callable[[SignedRequest, bytes], bytes]
) -> Response:
    """One signed request of a device of this kind, decoded, and answered in the coding in which it came. Raises what
    `receive_signed` raises, and `hub.wrong_door` for devices of another kind."""
    with server.exchanges.one(server.clock):
        signed = receive_signed(server, request, content_type=EXCHANGE_TYPE, what=what)
        if signed.device.kind != kind:
            raise HomewardError("hub.wrong_door")
        if signed.coding not in codings.offered:
            raise HomewardError("request.coding_unknown")
        body = reply(signed, codings.decode(signed.body, signed.coding))
    return Response(body, mimetype=EXCHANGE_TYPE, headers={"Content-Encoding": signed.coding})


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
    question = _question(server, device, asked, received, may_pull=signed.may_pull)
    return serve(server, device, question, encoder=codings.encoder(signed.coding or ZSTD), may_pull=signed.may_pull)


def _question(server: Server, device: Device, asked: Request, received: Received, *, may_pull: bool) -> Asked:
    """What the laptop tells of itself is kept; what it is to be answered. In one view: each look is a row or two."""
    heard = enumerate(asked.witnesses if may_pull else ())
    with server.database.one_view():
        witnessed = tuple(number for number, compact in heard if take_witness(server, device, compact))
        take_notes(server, device, asked.notes)
        confirm_lease(server, device, asked.hello.have)
        note_contact(server, device, asked.hello, checkpoints=asked.checkpoints)
        audit = exchange_checkpoints(server, device.id, asked.checkpoints)
    return Asked(
        hello=asked.hello,
        compares=tuple(asked.compares),
        want=tuple(asked.want),
        verdicts=received.verdicts,
        echo=received.echo,
        news=received.news,
        pushed=pushed_by(asked.batches),
        audit=audit,
        witnessed=witnessed,
    )


def ship_codings() -> Codings:
    """The codings that this program reads."""
    return Codings(dictionary=_dictionary())


def _dictionary() -> bytes:
    """The bytes that both ends of `homeward-zstd` have, by the version of the schema."""
    return resources.files(dictionaries).joinpath(f"v{SCHEMA_VERSION}.dict").read_bytes()
