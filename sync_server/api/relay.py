"""POST /api/v1/relay: what a provincial hub hands on and is given (sync.md section 6). No merging and no SQL here."""

from flask import Blueprint, Response

from shared_schema.wire.coding import ZSTD, Codings
from sync_server.api.exchange import answer_signed, ship_codings
from sync_server.api.signatures import SignedRequest
from sync_server.server import Server
from sync_server.services import relaying
from sync_server.services.audit import exchange_checkpoints
from sync_server.services.renewal import renew_in_time
from sync_server.services.requests import Request, pushed_by, read_body
from sync_server.services.serve import Asked, serve
from sync_server.services.witness import take_witness
from sync_server.store.devices import HUB

PATH = "/api/v1/relay"


def blueprint(server: Server, codings: Codings | None = None) -> Blueprint:
    """The route, for hubs that were admitted here."""
    pages = Blueprint("relay", __name__)
    known = codings or ship_codings()

    @pages.post(PATH)
    def relay() -> Response:
        def reply(signed: SignedRequest, data: bytes) -> bytes:
            return answer(server, signed, read_body(data, is_hub=True), codings=known)

        return answer_signed(server, known, kind=HUB, what="relay", reply=reply)

    return pages


def answer(server: Server, signed: SignedRequest, asked: Request, *, codings: Codings) -> bytes:
    """What was relayed, committed; then the reply, without own echo: a hub keeps what it received from here alone."""
    hub, device = relaying.hub_behind(server, signed.device), signed.device
    if signed.may_pull:
        device = renew_in_time(server, device, held=asked.hello.have.get("certificate", 0))
    relayed = relaying.take_in(server, hub, asked, standing=signed.standing)
    heard = enumerate(asked.witnesses if signed.may_pull else ())
    witnessed = tuple(number for number, compact in heard if take_witness(server, device, compact))
    relaying.note_facts(server, hub, asked)
    roster = relaying.roster_frame(server, hub, held=asked.hello.have.get("roster", 0)) if signed.may_pull else ()
    question = Asked(
        hello=asked.hello,
        compares=tuple(asked.compares),
        want=tuple(asked.want),
        verdicts=relayed.verdicts,
        pushed=pushed_by(asked.batches),
        audit=exchange_checkpoints(server, device.id, asked.checkpoints),
        witnessed=witnessed,
        told=(*roster, *relayed.refused.values()),
        may_know=relaying.known_in_reach(server, hub, asked),
    )
    encoder = codings.encoder(signed.coding or ZSTD)
    return serve(server, device, question, encoder=encoder, may_pull=signed.may_pull)
