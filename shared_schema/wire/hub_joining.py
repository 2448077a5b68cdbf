"""How a hub joins without a line (reach: hubs): its request and the centre's answer, two files carried by hand.

The request holds public keys alone and is signed by the hub's own keys; its fingerprint is read aloud before somebody
admits it. The answer is believed as far as the root key reaches, whose words the hub's people compare on paper:
root -> the centre's and the hub's certificates -> the answer itself and the hub's device.
"""

from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.certificates import (
    DeviceCertificate,
    ServerCertificate,
    read_device_certificate,
    read_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, body_unverified, is_signed_by, make_signed, message_of, read_signed
from shared_schema.signed_form import Form, read_count, read_id, read_key, read_one_of, read_text
from shared_schema.signed_lists import (
    CustodianList,
    RevocationList,
    ServerList,
    read_custodian_list,
    read_revocation_list,
    read_server_list,
)

REQUEST = "homeward/1/hub-request"
ANSWER = "homeward/1/hub-answer"
PROOF = "homeward/1/hub-device-proof"
REQUEST_FILE = "hub-request.json"
ANSWER_FILE = "hub-answer.json"
MAX_FILE_BYTES = 256 * 1024
MAX_PEM = 16 * 1024
SERIALS_PER_HUB = 1_000_000_000  # hub number k: serials from k times this; the upper half is the centre's, for renewals


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Who wants to be a hub: server id and keys, its own device with the first incarnation, where it is reached.

    `tls_authority` = PEM of the CA that its laptops will pin, "" on loopback alone. `name` is the office's own word."""

    hub: Id
    name: str
    signing_key: bytes
    age_recipient: str
    device: Id
    incarnation: Id
    own_signing_key: bytes
    own_box_key: bytes
    urls: tuple[str, ...]
    tls_authority: str
    made_at: int


@dataclass(frozen=True, slots=True)
class JoinAnswer:
    """What the centre gives: signed documents as bytes. Laptops enrolled at the hub are called `prefix` + number (KA1,
    KA2 …); their certificates are numbered from `first_serial` up to, not including, `last_serial`."""

    hub: Id
    root_key: bytes
    centre_certificate: bytes
    centre_device: bytes  # certificate of the device that signs the centre's own changes
    hub_certificate: bytes  # root-signed, kind hub, its offices
    hub_device: bytes  # the hub's own device, code H1, H2 …
    centre_name: str
    centre_urls: tuple[str, ...]
    centre_authority: str  # PEM, "" on loopback
    custodians: bytes
    revocations: bytes
    servers: tuple[bytes, ...]  # one signed list for each office
    prefix: str
    first_serial: int
    last_serial: int
    made_at: int


@dataclass(frozen=True, slots=True)
class Joined:
    """An answer whose signatures were followed from the root key."""

    answer: JoinAnswer
    centre: ServerCertificate
    centre_device: DeviceCertificate
    hub: ServerCertificate
    hub_device: DeviceCertificate
    custodians: CustodianList
    revocations: RevocationList
    servers: tuple[ServerList, ...]


def fingerprint_of(data: bytes) -> str:
    """Four words of a file (request or answer), read aloud by telephone."""
    return office_words(sha256(data.strip()).digest())


def write_join_request(request: JoinRequest, *, sign: Signer, sign_own: Signer) -> bytes:
    """Signed by the hub's signing key, with the proof that the hub holds its own device's key."""
    body = _request_body(request)
    body["proof"] = encode_bytes(sign_own(message_of(PROOF, body)))
    return make_signed(REQUEST, body, sign=sign)


def read_join_request(data: bytes) -> JoinRequest:
    """The request, if its own keys signed it; else `hub.request_damaged`."""
    data = data.strip()
    try:
        with Form(REQUEST):
            claimed = read_key(body_unverified(data)["signing_key"])
            body = read_signed(REQUEST, data, public_key=claimed)
            proof = decode_bytes(body.pop("proof"))
            request = _read_request(body)
            if not is_signed_by(request.own_signing_key, signature=proof, message=message_of(PROOF, body)):
                raise ValueError("proof")
            return request
    except HomewardError as error:
        raise HomewardError("hub.request_damaged") from error


def write_join_answer(answer: JoinAnswer, *, sign: Signer) -> bytes:
    """Signed by the centre's signing key."""
    body: dict[str, Json] = {name: getattr(answer, name) for name in ("hub", "centre_name", "centre_authority")}
    body |= {name: encode_bytes(getattr(answer, name)) for name in _ANSWER_BYTES}
    body |= {name: getattr(answer, name) for name in ("prefix", "first_serial", "last_serial", "made_at")}
    body |= {"centre_urls": list(answer.centre_urls), "servers": [encode_bytes(one) for one in answer.servers]}
    return make_signed(ANSWER, body, sign=sign)


def read_join_answer(data: bytes, *, request: JoinRequest) -> Joined:
    """The answer to `request`, if it follows from the root key in it; else `hub.answer_not_ours`.

    Who is asked must compare the words of `answer.root_key` (`office_words` of its SHA-256) with the organisation's.
    """
    data = data.strip()
    try:
        with Form(ANSWER):
            return _read_answer(data, request)
    except HomewardError as error:
        raise HomewardError("hub.answer_not_ours") from error


def _read_answer(data: bytes, request: JoinRequest) -> Joined:
    claimed = body_unverified(data)
    root = read_key(claimed["root_key"])
    centre = read_server_certificate(decode_bytes(claimed["centre_certificate"]), root_key=root)
    answer = _answer_of(read_signed(ANSWER, data, public_key=centre.signing_key))
    hub = read_server_certificate(answer.hub_certificate, root_key=root)
    device = read_device_certificate(answer.hub_device, server_key=centre.signing_key)
    ours = (request.hub, request.signing_key, request.device, request.own_signing_key)
    if (hub.server, hub.signing_key, device.device, device.signing_key) != ours or answer.hub != request.hub:
        raise ValueError("for another hub")
    if (centre.kind, hub.kind) != ("centre", "hub"):
        raise ValueError("kinds")
    return Joined(
        answer=answer,
        centre=centre,
        centre_device=read_device_certificate(answer.centre_device, server_key=centre.signing_key),
        hub=hub,
        hub_device=device,
        custodians=read_custodian_list(answer.custodians, root_key=root),
        revocations=read_revocation_list(answer.revocations, server_key=centre.signing_key),
        servers=tuple(read_server_list(one, server_key=centre.signing_key, root_key=root) for one in answer.servers),
    )


_ANSWER_BYTES = (
    "root_key", "centre_certificate", "centre_device", "hub_certificate", "hub_device", "custodians", "revocations",
)  # fmt: skip


def _answer_of(body: Json) -> JoinAnswer:
    return JoinAnswer(
        hub=read_id(body["hub"]),
        centre_name=read_text(body["centre_name"]),
        centre_urls=tuple(read_text(one) for one in body["centre_urls"]),
        centre_authority=_pem(body["centre_authority"]),
        servers=tuple(decode_bytes(one) for one in body["servers"]),
        prefix=read_text(body["prefix"]),
        first_serial=read_count(body["first_serial"]),
        last_serial=read_count(body["last_serial"]),
        made_at=read_count(body["made_at"]),
        **{name: decode_bytes(body[name]) for name in _ANSWER_BYTES},
    )


def _request_body(request: JoinRequest) -> dict[str, Json]:
    return {
        "v": 1,
        "kind": "hub",
        "hub": request.hub,
        "name": request.name,
        "signing_key": encode_bytes(request.signing_key),
        "age_recipient": request.age_recipient,
        "device": request.device,
        "incarnation": request.incarnation,
        "own_signing_key": encode_bytes(request.own_signing_key),
        "own_box_key": encode_bytes(request.own_box_key),
        "urls": list(request.urls),
        "tls_authority": request.tls_authority,
        "made_at": request.made_at,
    }


def _read_request(body: Json) -> JoinRequest:
    read_one_of(body["kind"], ("hub",))
    return JoinRequest(
        hub=read_id(body["hub"]),
        name=read_text(body["name"]),
        signing_key=read_key(body["signing_key"]),
        age_recipient=read_text(body["age_recipient"]),
        device=read_id(body["device"]),
        incarnation=read_id(body["incarnation"]),
        own_signing_key=read_key(body["own_signing_key"]),
        own_box_key=read_key(body["own_box_key"]),
        urls=tuple(read_text(one) for one in body["urls"]),
        tls_authority=_pem(body["tls_authority"]),
        made_at=read_count(body["made_at"]),
    )


def _pem(value: Json) -> str:
    if not isinstance(value, str) or len(value) > MAX_PEM:
        raise ValueError("pem")
    return value
