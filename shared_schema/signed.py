"""Signed documents: canonical JSON {body, signature}; Ed25519 over a context string and the canonical body.

Pure: making takes a signer, reading takes a public key. A document signed for one purpose never passes for another.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes, loads
from shared_schema.errors import HomewardError

Signer: TypeAlias = Callable[[bytes], bytes]  # Ed25519 over the given bytes -> 64 bytes

MAX_BYTES = 256 * 1024
_SMALL_BYTES = 4096  # certificates, statements, most lists: one exchange reads the same ones several times


def message_of(context: str, body: Json) -> bytes:
    """The bytes that are signed: context, a zero byte, canonical body."""
    return context.encode("ascii") + b"\0" + dumps(body)


def make_signed(context: str, body: Json, *, sign: Signer) -> bytes:
    """The canonical bytes of {body, signature}."""
    return dumps({"body": body, "signature": encode_bytes(sign(message_of(context, body)))})


def read_signed(context: str, data: bytes, *, public_key: bytes, max_bytes: int = MAX_BYTES) -> Json:
    """The body of a document signed for `context` by `public_key` (32 bytes); else `certificate.not_valid`."""
    body, signature = _split(data, max_bytes)
    if not is_signed_by(public_key, signature=signature, message=message_of(context, body)):
        raise HomewardError("certificate.not_valid", what=context)
    return body


def body_unverified(data: bytes) -> Json:
    """The body alone, to find out whose key must be used; never trusted without `read_signed`."""
    return _split(data, MAX_BYTES)[0]


def is_signed_by(public_key: bytes, *, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is the Ed25519 signature of `message` by `public_key`; malformed keys are simply no."""
    verify = _verify_small if len(message) <= _SMALL_BYTES else _verify
    return verify(public_key, signature, message)


def _verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_verify_small = lru_cache(maxsize=256)(_verify)  # the same three give the same answer for ever


def _split(data: bytes, max_bytes: int) -> tuple[Json, bytes]:
    if len(data) > max_bytes:
        raise HomewardError("certificate.not_valid", what="size")
    document = loads(data)
    if not isinstance(document, dict) or set(document) != {"body", "signature"}:
        raise HomewardError("certificate.not_valid", what="form")
    signature = document["signature"]
    if not isinstance(signature, str) or not isinstance(document["body"], dict):
        raise HomewardError("certificate.not_valid", what="form")
    return document["body"], decode_bytes(signature)
