"""First contact of a laptop: what it sends with the code of its slip, and what it gets (security.md 4.1).

The request carries the public keys and a proof that the laptop holds the private one. The answer is believed only as
far as the hash of the root key on the slip reaches: root -> server certificate -> device certificate and lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes, loads
from shared_schema.certificates import (
    DeviceCertificate,
    ServerCertificate,
    read_device_certificate,
    read_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.signed import Signer, is_signed_by, message_of
from shared_schema.signed_lists import (
    CustodianList,
    RevocationList,
    read_custodian_list,
    read_revocation_list,
    read_servers,
)

PATH = "/api/v1/enrol"
AUTHORITY_PATH = "/api/v1/authority"  # the CA certificate (PEM), compared with the hash on the slip
CONTENT_TYPE = "application/json"
MAX_REQUEST_BYTES = 4096
LEASE_BYTES = 16
_CONTEXT = "homeward/1/enrol"


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """`code` = 10 characters; `device` and `incarnation` were drawn on the laptop; keys are public halves."""

    invitation: str
    code: str
    device: Id
    incarnation: Id
    signing_key: bytes
    box_key: bytes


@dataclass(frozen=True, slots=True)
class EnrolAnswer:
    """As it travels: signed documents as bytes. `lease` is the secret L; `scopes` are the leaves of the laptop.

    `server_device` certifies the device that signs changes which the server itself makes (decisions, the directory).
    `servers` = the signed list of the office, b"" where no hub was ever admitted; whoever enrols at a hub learns from
    it who the centre is, whose word the list of revocations and the hub's own device are.
    """

    root_key: bytes
    server_certificate: bytes
    server_device: bytes
    device_certificate: bytes
    custodians: bytes
    revocations: bytes
    lease: bytes
    epoch: str
    scopes: tuple[str, ...]
    worker: Id
    login: str
    role: str
    clearance: str
    office: Id
    office_code: str
    centre_name: str
    server_clock: int
    servers: bytes = b""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An answer whose signatures were followed from the root key of the slip; `centre` is `server` but at a hub."""

    answer: EnrolAnswer
    server: ServerCertificate
    centre: ServerCertificate
    server_device: DeviceCertificate
    device: DeviceCertificate
    custodians: CustodianList
    revocations: RevocationList


def write_enrol_request(request: EnrolRequest, *, sign: Signer) -> bytes:
    """Canonical bytes with the proof: the device key's signature over everything, the code as its hash."""
    return dumps(_request_body(request) | {"proof": encode_bytes(sign(_proof_message(request)))})


def read_enrol_request(data: bytes) -> EnrolRequest:
    """The request, if its own key signed it; else `enrol.request_damaged`."""
    try:
        body = loads(data)
        request = EnrolRequest(
            invitation=str(body["invitation"]),
            code=str(body["code"]),
            device=_id(body["device"]),
            incarnation=_id(body["incarnation"]),
            signing_key=_key(body["signing_key"]),
            box_key=_key(body["box_key"]),
        )
        proof = decode_bytes(body["proof"])
    except (KeyError, TypeError, ValueError, AttributeError, HomewardError) as error:
        raise HomewardError("enrol.request_damaged") from error
    if not is_signed_by(request.signing_key, signature=proof, message=_proof_message(request)):
        raise HomewardError("enrol.request_damaged")
    return request


def write_enrol_answer(answer: EnrolAnswer) -> bytes:
    """Canonical bytes."""
    body = {name: _ANSWER[name][0](getattr(answer, name)) for name in _ANSWER}
    if answer.servers:
        body["servers"] = loads(answer.servers)
    return dumps(body)


def read_enrol_answer(data: bytes, *, root_sha256: bytes, request: EnrolRequest) -> Enrolled:
    """The answer, if it follows from the pinned root and is for this laptop; else `certificate.not_valid`."""
    try:
        body = loads(data)
        servers = dumps(body["servers"]) if "servers" in body else b""
        answer = EnrolAnswer(**{name: read(body[name]) for name, (_, read) in _ANSWER.items()}, servers=servers)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HomewardError("certificate.not_valid", what="enrolment") from error
    if sha256(answer.root_key).digest() != root_sha256 or len(answer.lease) != LEASE_BYTES:
        raise HomewardError("certificate.not_valid", what="root")
    server = read_server_certificate(answer.server_certificate, root_key=answer.root_key)
    centre = _centre_of(answer, server)
    server_device = read_device_certificate(answer.server_device, server_key=centre.signing_key)
    device = read_device_certificate(answer.device_certificate, server_key=server.signing_key)
    ours = (request.device, request.signing_key, request.box_key)
    if (device.device, device.signing_key, device.box_key) != ours or device.user != answer.worker:
        raise HomewardError("certificate.not_valid", what="device")
    custodians = read_custodian_list(answer.custodians, root_key=answer.root_key)
    revocations = read_revocation_list(answer.revocations, server_key=centre.signing_key)
    return Enrolled(answer, server, centre, server_device, device, custodians, revocations)


def _centre_of(answer: EnrolAnswer, server: ServerCertificate) -> ServerCertificate:
    if server.kind == "centre":
        return server
    listed = read_servers(answer.servers, root_key=answer.root_key)
    named = [one.says for one in listed.servers]
    if listed.office != answer.office or server.server not in {one.server for one in named}:
        raise HomewardError("certificate.not_valid", what="servers")
    return next(one for one in named if one.kind == "centre")


def _request_body(request: EnrolRequest) -> dict[str, Json]:
    return {
        "v": 1,
        "invitation": request.invitation,
        "code": request.code,
        "device": request.device,
        "incarnation": request.incarnation,
        "signing_key": encode_bytes(request.signing_key),
        "box_key": encode_bytes(request.box_key),
    }


def _proof_message(request: EnrolRequest) -> bytes:
    hashed = encode_bytes(sha256(request.code.encode()).digest())
    return message_of(_CONTEXT, _request_body(request) | {"code": hashed})


def _id(value: Json) -> Id:
    if not is_id(value):
        raise ValueError("id")
    return str(value)


def _key(value: Json) -> bytes:
    key = decode_bytes(value)
    if len(key) != 32:
        raise ValueError("key")
    return key


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value


_AS_TEXT: tuple[Callable[[Json], Json], Callable[[Json], Json]] = (_text, _text)
_AS_ID: tuple[Callable[[Json], Json], Callable[[Json], Json]] = (_id, _id)
_AS_BYTES: tuple[Callable[[Json], Json], Callable[[Json], Json]] = (encode_bytes, decode_bytes)
_ANSWER: dict[str, tuple[Callable[[Json], Json], Callable[[Json], Json]]] = {
    "root_key": _AS_BYTES,
    "server_certificate": (loads, dumps),  # parsed inside the answer; canonical bytes again when read
    "server_device": (loads, dumps),
    "device_certificate": (loads, dumps),
    "custodians": (loads, dumps),
    "revocations": (loads, dumps),
    "lease": _AS_BYTES,
    "epoch": _AS_TEXT,
    "scopes": (list, lambda value: tuple(_text(one) for one in value)),
    "worker": _AS_ID,
    "login": _AS_TEXT,
    "role": _AS_TEXT,
    "clearance": _AS_TEXT,
    "office": _AS_ID,
    "office_code": _AS_TEXT,
    "centre_name": _AS_TEXT,
    "server_clock": (int, int),
}
