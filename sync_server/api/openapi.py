"""The OpenAPI description of the HTTP interface, made from the same declarations that validate records.

Bodies of the exchange are frames (docs/protocol.md), so they are described as bytes; the records that they carry are
described kind by kind, from the schemas of `shared_schema.records`.
"""

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Response, jsonify
from marshmallow import Schema, fields

from shared_schema.canonical import Json
from shared_schema.records.kinds import KINDS, SCHEMA_VERSION
from shared_schema.records.schema import AnswerOr
from shared_schema.wire.chunks import CHUNKS_TYPE, GET_PATH, LACKING_PATH, PUT_PATH
from shared_schema.wire.coding import CODINGS, MAX_COMPRESSED_BYTES
from shared_schema.wire.enrolment import AUTHORITY_PATH
from shared_schema.wire.enrolment import CONTENT_TYPE as ENROL_TYPE
from shared_schema.wire.signature_fields import EXCHANGE_TYPE
from sync_server.api.answers import PROBLEM_TYPE
from sync_server.server import Server

OPENAPI_VERSION = "3.1.0"


class SentencesSchema(Schema):
    """The three sentences of an error in one language."""

    happened = fields.String(required=True)
    safe = fields.String(required=True)
    next = fields.String(required=True)


class ErrorSchema(Schema):
    """Every refusal: a stable code, words in both languages, facts without values."""

    code = fields.String(required=True)
    en = fields.Nested(SentencesSchema, required=True)
    km = fields.Nested(SentencesSchema, required=True)
    facts = fields.Dict()


def blueprint(_server: Server) -> Blueprint:
    """`GET /api/v1/openapi.json`: the same for every server."""
    routes = Blueprint("openapi", __name__)

    @routes.get("/api/v1/openapi.json")
    def openapi() -> Response:
        return jsonify(description())

    return routes


def description() -> dict[str, Json]:
    """The whole description as a JSON object."""
    plugin = MarshmallowPlugin()
    spec = APISpec(
        title="Homeward central server",
        version=f"1.{SCHEMA_VERSION}",
        openapi_version=OPENAPI_VERSION,
        info={"description": "Laptops enrol once and exchange signed changes and merged states in one request."},
        plugins=[plugin],
    )
    if plugin.converter is None:
        raise TypeError("apispec was initialised without a converter")
    plugin.converter.add_attribute_function(_answer_or)  # type: ignore[no-untyped-call]
    spec.components.schema("Error", schema=ErrorSchema)
    for name, kind in KINDS.items():
        spec.components.schema(name, schema=kind.schema)
    spec.components.security_scheme("device", _DEVICE_SIGNATURE)
    for path, operations in _PATHS.items():
        spec.path(path=path, operations=operations)
    result: dict[str, Json] = spec.to_dict()
    return result


def _answer_or(converter: Any, field: fields.Field[Any], **_kwargs: Any) -> dict[str, Json]:
    """A value of the field's type, or one of the non-answers that its declaration offers."""
    if not isinstance(field, AnswerOr):
        return {}
    none = {"type": "object", "properties": {"none": {"enum": list(field.offered)}}, "required": ["none"]}
    return {"anyOf": [converter.field2property(field.inner), none]}


def _refused(*codes: str) -> dict[str, Json]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {code: {"description": _REFUSALS[code], "content": content} for code in codes}


def _health(summary: str) -> dict[str, Json]:
    content = {"text/plain": {"schema": {"type": "string"}}}
    answers = {"200": {"description": "yes", "content": content}, "503": {"description": "not now", "content": content}}
    return {"get": {"summary": summary, "responses": answers}}


def _number(name: str) -> dict[str, Json]:
    schema = {"type": "integer", "minimum": 0}
    return {"in": "query", "name": name, "required": True, "schema": schema, "description": "number of an audit row"}


_REFUSALS = {
    "400": "The message could not be read.",
    "401": "The request is not signed as it must be.",
    "403": "The laptop or the code may not do this.",
    "404": "There is nothing here.",
    "409": "The request number is behind, the log does not fit what is known, or the laptop is enrolled already.",
    "413": "The body is too large.",
    "415": "The coding is not known; repeat in plain zstd.",
    "429": "Too many requests; wait.",
    "503": "The store cannot be reached; ask again.",
}
_DEVICE_SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "Signature",
    "description": "RFC 9421, Ed25519, tag homeward-1; covers method, path, query, content-digest, content-encoding, "
    "homeward-server. The nonce is the device's rising request number.",
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FRAMES = {EXCHANGE_TYPE: _BYTES}
_CHUNKS = {CHUNKS_TYPE: _BYTES}
_ENROL = {ENROL_TYPE: {"schema": {"type": "object"}}}
_JSON = {"application/json": {"schema": {"type": "object"}}}


def _chunks(summary: str, answer: str, *codes: str) -> dict[str, Json]:
    refused = _refused("400", "401", *codes, "409", "413", "415", "429", "503")
    return {
        "post": {
            "summary": summary,
            "description": "Signed like an exchange, in zstd or gzip; docs/protocol.md has the bytes.",
            "security": [{"device": []}],
            "requestBody": {"required": True, "content": _CHUNKS},
            "responses": {"200": {"description": answer, "content": _CHUNKS}, **refused},
        }
    }


def _frames_route(summary: str, description: str) -> dict[str, Json]:
    return {
        "post": {
            "summary": summary,
            "description": description,
            "security": [{"device": []}],
            "parameters": [
                {
                    "in": "header",
                    "name": "Content-Encoding",
                    "required": True,
                    "schema": {"enum": list(CODINGS)},
                    "description": f"At most {MAX_COMPRESSED_BYTES} bytes compressed.",
                },
            ],
            "requestBody": {"required": True, "content": _FRAMES},
            "responses": {
                "200": {"description": "frames, compressed", "content": _FRAMES},
                **_refused("400", "401", "403", "409", "413", "415", "429", "503"),
            },
        }
    }


_PATHS: dict[str, dict[str, Json]] = {
    "/api/v1/exchange": _frames_route(
        "Send changes and receive states: one request for a typical sync.", "For laptops; a hub is refused."
    ),
    "/api/v1/relay": _frames_route(
        "A provincial hub hands on what its laptops signed and receives the states of its offices.",
        "For hubs; a laptop is refused. What cannot be taken in is named by incarnation; everything else is taken in.",
    ),
    "/api/v1/enrol": {
        "post": {
            "summary": "A new laptop shows its one-time code and gets its certificate.",
            "requestBody": {"required": True, "content": _ENROL},
            "responses": {
                "200": {"description": "certificate, lease secret, lists", "content": _ENROL},
                **_refused("400", "403", "409", "413", "415", "429", "503"),
            },
        }
    },
    AUTHORITY_PATH: {
        "get": {
            "summary": "Certificate of the organisation's TLS authority, to be compared with the hash on the slip.",
            "responses": {
                "200": {"description": "PEM", "content": {"application/x-pem-file": {"schema": {"type": "string"}}}},
                **_refused("404"),
            },
        }
    },
    "/api/v1/audit/path": {
        "get": {
            "summary": "Hashes of the audit rows after one number up to another, 32 bytes each, in order.",
            "description": "For devices in good standing. From the hash of the checkpoint at `from`, "
            'h(n) = SHA-256("homeward/audit/1" || h(n-1) || row hash) must lead to that of the one at `to`. '
            "Signed like an exchange, over an empty body.",
            "security": [{"device": []}],
            "parameters": [_number("from"), _number("to")],
            "responses": {
                "200": {"description": "row hashes", "content": {"application/octet-stream": _BYTES}},
                **_refused("400", "401", "403", "409", "415", "429", "503"),
            },
        }
    },
    LACKING_PATH: _chunks("Which chunks of the files of these records the server lacks.", "bitmaps by record"),
    PUT_PATH: _chunks("One sealed chunk that a record names, whole or void.", "the chunk lies on the disk", "404"),
    GET_PATH: _chunks("Chunks from a number on; each whole one counts when the line is cut.", "chunks", "403"),
    "/api/v1/openapi.json": {
        "get": {"summary": "This description.", "responses": {"200": {"description": "yes", "content": _JSON}}}
    },
    "/healthz": _health("The program runs."),
    "/readyz": _health("The store and the keys can be used."),
    "/metrics": {
        "get": {
            "summary": "Prometheus metrics, without names and values.",
            "responses": {"200": {"description": "text", "content": {"text/plain": {"schema": {"type": "string"}}}}},
        }
    },
}
