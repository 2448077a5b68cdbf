"""Change bodies, the hash chain over them, signed batches, and their verification (sync.md section 2).

The bytes that were signed are kept and forwarded as they are; nobody re-encodes them. The chain runs over the hash
of each body, so a body that was erased or may not be read stands in a batch as its hash.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared_schema import canonical
from shared_schema.canonical import Json, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, id_bytes, is_base64, is_id
from shared_schema.merge.state import Change, Dot

Signer: TypeAlias = Callable[[bytes], bytes]  # Ed25519 signature (64 bytes) over the bytes

HEAD_CONTEXT = b"homeward/1/batch-head\0"
SALT_BYTES = 12
SALT_CHARACTERS = 16
MAX_BODY_BYTES = 256 * 1024
MAX_REGISTERS = 200
MAX_SET_CHANGES = 50
KIND_CHARACTERS = 40
MAX_SET_BYTES = 512 * 1024
_REQUIRED = frozenset({"v", "salt", "record", "kind", "home", "at", "offset", "by", "seen", "set"})
_OPTIONAL = frozenset({"reason", "resolves", "corrects", "set_of"})
_KNOWN = _REQUIRED | _OPTIONAL
_INT_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class Head:
    """The signed end of a batch: the counter of its last change, and the signature over its link."""

    n: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class BodyHash:
    """The place of a body that was erased, or that the receiver may not read: 32 bytes of SHA-256."""

    value: bytes


BatchItem: TypeAlias = bytes | BodyHash


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive changes of one incarnation: counter and link before them, bodies or their hashes, signed head."""

    incarnation: Id
    n_before: int
    link_before: bytes
    items: tuple[BatchItem, ...]
    head: Head


class Linked(NamedTuple):
    """One entry of a verified batch: its counter, the hash of its body, the link after it, the body if it is here."""

    n: int
    body_hash: bytes
    link: bytes
    body: bytes | None


def write_body(change: Change, *, salt: bytes) -> bytes:
    """Canonical bytes of a change; `salt` is 12 random bytes, so that an erased short answer cannot be guessed."""
    body: dict[str, Json] = {
        "v": change.version,
        "salt": encode_bytes(salt),
        "record": change.record,
        "kind": change.kind,
        "home": change.home,
        "at": change.at,
        "offset": change.offset,
        "by": change.by,
        "seen": dict(change.seen),
        "set": canonical.nfc(dict(change.set)),
    }
    if change.reason:
        body["reason"] = canonical.nfc(change.reason)
    if change.resolves:
        body["resolves"] = sorted(change.resolves)
    if change.corrects is not None:
        body["corrects"] = list(change.corrects)
    if change.set_of is not None:
        body["set_of"] = list(change.set_of)
    return canonical.dumps(body)


def read_body(body: bytes, *, device: Id, n: int) -> Change:
    """The change in `body` under its dot. Raises `change.too_large` or `change.unreadable` (facts: device, n)."""
    if len(body) > MAX_BODY_BYTES:
        raise HomewardError("change.too_large", device=device, n=n)
    try:
        value = canonical.loads(body)
    except HomewardError as error:
        raise HomewardError("change.unreadable", device=device, n=n) from error
    if not _is_body(value):
        raise HomewardError("change.unreadable", device=device, n=n)
    if len(value["set"]) > MAX_REGISTERS:
        raise HomewardError("change.too_large", device=device, n=n)
    corrects = value.get("corrects")
    set_of = value.get("set_of")
    return Change(  # in the order of its members: by name it takes twice as long
        device, n, value["v"], value["record"], value["kind"], value["home"], value["at"], value["offset"], value["by"],
        value["seen"], value["set"], value.get("reason"), tuple(value.get("resolves", ())),
        (corrects[0], corrects[1]) if corrects else None, (set_of[0], set_of[1]) if set_of else None,
    )  # fmt: skip


def link_zero(incarnation: Id, public_key: bytes) -> bytes:
    """link(0) = SHA-256(incarnation id || public key), 32 bytes."""
    return sha256(id_bytes(incarnation) + public_key).digest()


def hash_body(body: bytes) -> bytes:
    """SHA-256 of the exact bytes of a body."""
    return sha256(body).digest()


def next_link(link: bytes, body_hash: bytes) -> bytes:
    """link(n) = SHA-256(link(n-1) || SHA-256(body(n)))."""
    return sha256(link + body_hash).digest()


def head_message(incarnation: Id, n: int, link: bytes) -> bytes:
    """The bytes that a head's signature covers: context string, incarnation id, n (8 bytes), link(n)."""
    return HEAD_CONTEXT + id_bytes(incarnation) + n.to_bytes(8, "big") + link


def make_batch(
    *, incarnation: Id, n_before: int, link_before: bytes, items: Sequence[BatchItem], signer: Signer
) -> Batch:
    """A batch with its head signed; `items` are bodies (or hashes) n_before+1, n_before+2, …"""
    link = link_before
    for item in items:
        link = next_link(link, item.value if isinstance(item, BodyHash) else hash_body(item))
    n = n_before + len(items)
    head = Head(n, signer(head_message(incarnation, n, link)))
    return Batch(incarnation, n_before, link_before, tuple(items), head)


def verify_batch(batch: Batch, *, public_key: bytes) -> tuple[Linked, ...]:
    """The entries of `batch` with their links, if the signature fits (one signature each batch, RFC 8032).

    Raises `device.signature_wrong` where the head is not the key's, `device.batch_malformed` where its n does not fit.
    """
    if batch.head.n != batch.n_before + len(batch.items) or not batch.items:
        raise HomewardError("device.batch_malformed", device=batch.incarnation, n=batch.head.n)
    link = batch.link_before
    entries = []
    for n, item in enumerate(batch.items, start=batch.n_before + 1):
        body = None if isinstance(item, BodyHash) else item
        body_hash = item.value if isinstance(item, BodyHash) else sha256(item).digest()
        link = sha256(link + body_hash).digest()
        entries.append(Linked(n, body_hash, link, body))
    message = head_message(batch.incarnation, batch.head.n, link)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(batch.head.signature, message)
    except (InvalidSignature, ValueError) as error:
        raise HomewardError("device.signature_wrong", device=batch.incarnation, n=batch.head.n) from error
    return tuple(entries)


def own_seen(change: Change) -> dict[Id, int]:
    """The body's `seen` together with its own dot: what a state holds that this change alone explains."""
    return {**change.seen, change.device: max(change.n, change.seen.get(change.device, 0))}


def _is_body(value: Json) -> bool:
    if not isinstance(value, dict) or not value.keys() >= _REQUIRED or not value.keys() <= _KNOWN:
        return False
    if not (_is_int(value["v"]) and _is_int(value["at"]) and _is_int(value["offset"])) or value["v"] < 1:
        return False
    if not is_id(value["record"]) or not is_id(value["by"]) or not _is_kind(value["kind"]):
        return False
    if not (is_id(value["home"]) or value["home"] == "directory") or not _is_salt(value["salt"]):
        return False
    if not isinstance(value["set"], dict) or not _is_seen(value["seen"]):
        return False
    return len(value) == len(_REQUIRED) or _are_options(value)


def _is_kind(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) <= KIND_CHARACTERS and value.isascii() and value.isidentifier()


def _are_options(value: Mapping[str, Json]) -> bool:
    corrects, set_of, resolves = value.get("corrects"), value.get("set_of"), value.get("resolves", [])
    if "reason" in value and not isinstance(value["reason"], str):
        return False
    if corrects is not None and not (_is_pair(corrects) and is_id(corrects[0]) and _is_counter(corrects[1])):
        return False
    if set_of is not None and not (_is_pair(set_of) and all(_is_counter(number) for number in set_of)):
        return False
    return isinstance(resolves, list) and all(isinstance(name, str) for name in resolves)


def _is_salt(value: Json) -> bool:
    return isinstance(value, str) and len(value) == SALT_CHARACTERS and is_base64(value)


def _is_pair(value: Json) -> bool:
    return isinstance(value, list) and len(value) == 2


def _is_int(value: Json) -> bool:
    return type(value) is int and -_INT_LIMIT <= value < _INT_LIMIT


def _is_counter(value: Json) -> bool:
    return _is_int(value) and value > 0


def _is_seen(value: Json) -> bool:
    return isinstance(value, dict) and all(is_id(key) and _is_counter(counter) for key, counter in value.items())


__all__ = [
    "Batch", "BatchItem", "BodyHash", "Change", "Dot", "Head", "Linked", "Signer",
    "hash_body", "head_message", "link_zero", "make_batch", "next_link", "own_seen",
    "read_body", "verify_batch", "write_body",
]  # fmt: skip
