"""POST /api/v1/chunks/lacking, put, get: sealed chunks of photos and papers, apart from the records (sync.md 3).

Signed like an exchange, each with its own number and its own limit. One chunk a request on the way up, whole or void;
on the way down a stream of chunks, of which each whole one counts.
"""

from flask import Blueprint, Response, request

from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.wire.chunks import (
    CHUNKS_TYPE,
    GET_PATH,
    LACKING_PATH,
    MAX_PUT_BYTES,
    MAX_QUESTION_BYTES,
    PUT_PATH,
    read_put,
    read_question,
    read_wants,
    write_lacking,
    write_piece,
)
from shared_schema.wire.coding import GZIP, ZSTD, Codings
from sync_server.api.signatures import SignedRequest, receive_signed
from sync_server.server import Server
from sync_server.services.attachments import get_chunks, lacking, put_chunk
from sync_server.services.issuers import ONLY_HANDS_IN
from sync_server.services.limits import CHUNKS_GET, CHUNKS_LACKING, CHUNKS_PUT

READ = (ZSTD, GZIP)  # ciphertext gains nothing by a dictionary


def blueprint(server: Server) -> Blueprint:
    """The three routes."""
    pages = Blueprint("chunks", __name__)
    codings = Codings()

    def receive(what: str, limit_bytes: int) -> tuple[SignedRequest, bytes]:
        signed = receive_signed(server, request, content_type=CHUNKS_TYPE, limit_bytes=limit_bytes, what=what)
        if signed.coding not in READ:
            raise HomewardError("request.coding_unknown")
        return signed, codings.decode(signed.body, signed.coding, max_bytes=limit_bytes)

    @pages.post(LACKING_PATH)
    def ask_lacking() -> Response:
        signed, body = receive(CHUNKS_LACKING, MAX_QUESTION_BYTES)
        found = lacking(server, signed.device, read_question(body), may_pull=signed.may_pull)
        return Response(write_lacking(found), mimetype=CHUNKS_TYPE)

    @pages.post(PUT_PATH)
    def put() -> Response:
        signed, body = receive(CHUNKS_PUT, MAX_PUT_BYTES)
        record, sealed = read_put(body)
        name = put_chunk(server, signed.device, record, sealed, may_pull=signed.may_pull)
        return Response(dumps({"name": name}), mimetype=CHUNKS_TYPE)

    @pages.post(GET_PATH)
    def get() -> Response:
        signed, body = receive(CHUNKS_GET, MAX_QUESTION_BYTES)
        if not signed.may_pull:
            raise HomewardError(ONLY_HANDS_IN[signed.standing])
        wants, max_bytes = read_wants(body)
        pieces = get_chunks(server, signed.device, wants, max_bytes=max_bytes)
        return Response((write_piece(one) for one in pieces), mimetype=CHUNKS_TYPE)

    return pages
