"""Answers to machines: JSON errors with a stable code, both languages and facts; one table of HTTP statuses."""

from collections.abc import Mapping

import orjson
from flask import Response

from shared_schema.errors import HomewardError, Sentences

PROBLEM_TYPE = "application/problem+json"
DEFAULT_STATUS = 400
STATUSES: Mapping[str, int] = {
    "device.unknown": 401,
    "device.signature_wrong": 401,
    "device.other_server": 421,
    "device.nonce_behind": 409,
    "device.forked": 409,
    "device.revoked": 403,
    "device.late": 403,
    "device.moved": 403,
    "device.taken": 409,
    "device.incarnation_taken": 409,
    "hub.wrong_door": 403,
    "hub.roster_too_large": 413,
    "request.length_needed": 411,
    "request.too_large": 413,
    "request.type_unknown": 415,
    "request.coding_unknown": 415,
    "request.cut": 400,
    "chunks.unknown": 404,
    "chunks.too_many": 413,
    "wire.too_large": 413,
    "wire.frame_too_large": 413,
    "wire.coding_unknown": 415,
    "enrol.code_wrong": 403,
    "enrol.code_dead": 403,
    "enrol.not_released": 403,
    "enrol.request_damaged": 400,
    "server.too_busy": 429,
    "server.not_found": 404,
    "server.unexpected": 500,
    "store.unavailable": 503,
    "store.disk_full_server": 503,
    "store.schema_behind": 503,
    "store.schema_newer": 503,
}


def answer_problem(error: HomewardError) -> Response:
    """{code, en, km, facts} with the status of the code; facts hold identifiers and counts only."""
    body = {
        "code": error.code,
        "en": _words(error.sentences("en")),
        "km": _words(error.sentences("km")),
        "facts": error.facts,
    }
    answer = Response(orjson.dumps(body, default=str), status=status_of(error.code), mimetype=PROBLEM_TYPE)
    if answer.status_code == 429:
        answer.headers["Retry-After"] = str(error.facts.get("seconds", 60))
    elif answer.status_code == 503:
        answer.headers["Retry-After"] = "30"
    return answer


def status_of(code: str) -> int:
    """HTTP status of an error code."""
    return STATUSES.get(code, DEFAULT_STATUS)


def _words(sentences: Sentences) -> dict[str, str]:
    return {"happened": sentences.happened, "safe": sentences.safe, "next": sentences.next}
