"""Who sends this request? RFC 9421, checked in the order of security.md 4.2 before anything is decompressed or parsed.

device known, certificate ours -> length and type -> body as it travels -> signature and digest -> exactly one
signature, Ed25519 -> request number used up and committed. A lost or late device may push, nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Request, g
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from sqlalchemy import Connection

from shared_schema.canonical import encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.wire.signature_fields import CODINGS, COMPONENTS, MAX_BODY_BYTES, SERVER_HEADER, TAG
from sync_server.server import Server
from sync_server.services.issuers import GOOD, standing_of
from sync_server.services.limits import count_exchange, too_many
from sync_server.store.devices import Device, find_device, find_incarnation, take_nonce

_NONCE_LIMIT = 2**53
_NONCE_DIGITS = 19  # longer ones are not even read as numbers


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """An authentic request: whose, its number, the body still compressed, how, and the standing of its device."""

    device: Device
    nonce: int
    body: bytes
    coding: str
    standing: str  # good | revoked | late

    @property
    def may_pull(self) -> bool:
        """Whether states may be given; a revoked or late device may only push, into quarantine."""
        return self.standing == GOOD


def receive_signed(
    server: Server,
    request: Request,
    *,
    content_type: str,
    limit_bytes: int = MAX_BODY_BYTES,
    what: str = "exchange",
) -> SignedRequest:
    """The request, after every check; its number is used up and it counts as one `what` of this device.

    Raises the `device.*` and `request.*` errors, `server.too_busy` beyond 60 in 10 minutes.
    """
    device_id, nonce = _claims(request)
    with server.database.snapshot() as connection:
        device = find_device(connection, device_id)
        if device is None:
            raise HomewardError("device.unknown")
        g.device = device.code  # for the line of the log
        standing = standing_of(server, connection, device)
    coding = _check_type(request, content_type)
    body = read_body(request, limit_bytes=limit_bytes)
    _verify(server, request, device, body)
    _use_nonce(server, device, nonce, what=what)
    return SignedRequest(device, nonce, body, coding, standing)


def read_body(request: Request, *, limit_bytes: int) -> bytes:
    """The body as it travels, whole; `request.length_needed`, `request.too_large` or `request.cut`."""
    length = request.content_length
    if length is None and request.method == "GET" and not request.headers.get("Transfer-Encoding"):
        return b""  # RFC 9112 section 6.3: no length and no transfer coding is no body
    if length is None or request.headers.get("Transfer-Encoding"):
        raise HomewardError("request.length_needed")
    if length > limit_bytes:
        raise HomewardError("request.too_large", limit=limit_bytes)
    try:
        body = bytes(request.environ["wsgi.input"].read(length)) if length else b""
    except (OSError, ValueError) as error:  # too slow, or the connection was lost
        raise HomewardError("request.cut") from error
    if len(body) != length:
        raise HomewardError("request.cut")
    return body


@dataclass(frozen=True, slots=True)
class _Headers:
    fields: tuple[tuple[str, str], ...]

    def items(self) -> Iterable[tuple[str, str]]:
        return self.fields


@dataclass(frozen=True, slots=True)
class _Message:
    """The request as the signature sees it: the target exactly as it was sent."""

    method: str
    url: str
    headers: _Headers


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key_id: Id, key: bytes) -> None:
        self._key_id = key_id
        self._key = Ed25519PublicKey.from_public_bytes(key)

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self._key if key_id == self._key_id else None


class _Verifier(HTTPMessageVerifier):
    """Laptops' clocks are trusted for nothing: any `created` will do, and `expires` is refused."""

    def validate_created_and_expires(self, sig_input, max_age=None):  # type: ignore[no-untyped-def]
        if "expires" in sig_input.params:
            raise InvalidSignature("expires is not used")

    def only_signature(self, message: _Message) -> tuple[str, str]:
        """(keyid, nonce) as claimed by the one signature; nothing is verified yet."""
        found = list(self._get_sig_inputs_and_signatures(message))  # type: ignore[no-untyped-call]
        if len(found) != 1:
            raise InvalidSignature("exactly one signature")
        params = found[0][1].params
        return str(params.get("keyid", "")), str(params.get("nonce", ""))


def _claims(request: Request) -> tuple[Id, int]:
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=None)
    try:
        key_id, nonce = verifier.only_signature(_message(request))
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise HomewardError("device.signature_wrong") from error
    if len(nonce) > _NONCE_DIGITS or not nonce.isascii() or not nonce.isdigit():
        raise HomewardError("device.signature_wrong")
    if not is_id(key_id) or str(int(nonce)) != nonce:
        raise HomewardError("device.signature_wrong")
    if not 0 < int(nonce) < _NONCE_LIMIT:
        raise HomewardError("device.signature_wrong")
    return key_id, int(nonce)


def _check_type(request: Request, content_type: str) -> str:
    if request.mimetype != content_type:
        raise HomewardError("request.type_unknown")
    coding = request.headers.get("Content-Encoding", "")
    if coding not in CODINGS:
        raise HomewardError("request.coding_unknown")
    return coding


def _verify(server: Server, request: Request, device: Device, body: bytes) -> None:
    if request.headers.get(SERVER_HEADER) != server.identity.server:
        raise HomewardError("device.other_server")
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_OneKey(device.id, device.signing_key))
    try:
        results = verifier.verify(
            _message(request), max_age=None, expect_tag=TAG, require_components=COMPONENTS, body=body
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise HomewardError("device.signature_wrong") from error
    if len(results) != 1:
        raise HomewardError("device.signature_wrong")


def _message(request: Request) -> _Message:
    target = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or request.full_path.rstrip("?")
    if not target.startswith("/"):
        raise HomewardError("device.signature_wrong")
    return _Message(request.method, f"http://homeward{target}", _Headers(tuple(request.headers.items())))


def _use_nonce(server: Server, device: Device, nonce: int, *, what: str) -> None:
    now = server.clock()

    def work(connection: Connection) -> tuple[bool, bool]:
        is_new = take_nonce(connection, device.id, nonce=nonce, now_ms=now)
        return is_new, is_new and count_exchange(connection, device.id, what=what, now_ms=now)

    is_new, is_within = server.database.run(work, is_durable=False)  # what the request does is, and takes this along
    if is_new and not is_within:
        raise too_many(now)
    if is_new:
        return
    with server.database.snapshot() as connection:
        latest = find_device(connection, device.id) or device
        newest = find_incarnation(connection, latest.newest_incarnation)
    raise HomewardError(
        "device.nonce_behind",
        last=latest.last_nonce,
        incarnation=latest.newest_incarnation,
        n=newest.head_n if newest else 0,
        link=encode_bytes(newest.head_link) if newest else "",
    )
