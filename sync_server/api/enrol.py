"""POST /api/v1/enrol and the certificate of the TLS authority: the only routes that ask for no signature."""

from flask import Blueprint, Response, request

from shared_schema.errors import HomewardError
from shared_schema.wire.enrolment import (
    AUTHORITY_PATH,
    CONTENT_TYPE,
    MAX_REQUEST_BYTES,
    PATH,
    read_enrol_request,
    write_enrol_answer,
)
from sync_server.api.signatures import read_body
from sync_server.server import Server
from sync_server.services import enrol as service


def blueprint(server: Server) -> Blueprint:
    """The routes of enrolment."""
    routes = Blueprint("enrol", __name__)

    @routes.post(PATH)
    def enrol() -> Response:
        service.require_calm(server, request.remote_addr or "unknown")
        if request.mimetype != CONTENT_TYPE:
            raise HomewardError("request.type_unknown")
        asked = read_enrol_request(read_body(request, limit_bytes=MAX_REQUEST_BYTES))
        return Response(write_enrol_answer(service.enrol(server, asked)), mimetype=CONTENT_TYPE)

    @routes.get(AUTHORITY_PATH)
    def authority() -> Response:
        path = server.config.tls_authority
        if path is None:
            raise HomewardError("server.not_found")
        return Response(path.read_bytes(), mimetype="application/x-pem-file")

    return routes
