"""GET /api/v1/audit/path: hashes of audit rows, so that others verify the chain without the rows."""

from flask import Blueprint, Response, request

from shared_schema.errors import HomewardError
from shared_schema.wire.signature_fields import EXCHANGE_TYPE
from sync_server.api.signatures import receive_signed
from sync_server.server import Server
from sync_server.services.audit import read_path
from sync_server.services.issuers import ONLY_HANDS_IN

PATH = "/api/v1/audit/path"
HASHES_TYPE = "application/octet-stream"


def blueprint(server: Server) -> Blueprint:
    """The route: signed like an exchange, without a body; for devices in good standing."""
    pages = Blueprint("audit", __name__)

    @pages.get(PATH)
    def path() -> Response:
        signed = receive_signed(server, request, content_type=EXCHANGE_TYPE, limit_bytes=0, what="audit")
        if not signed.may_pull:
            raise HomewardError(ONLY_HANDS_IN[signed.standing])
        hashes = read_path(server, after=_number("from"), upto=_number("to"))
        return Response(b"".join(hashes), mimetype=HASHES_TYPE)

    return pages


def _number(name: str) -> int:
    text = request.args.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise HomewardError("wire.malformed", at=0)
    return int(text)
