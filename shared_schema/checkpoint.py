"""Audit checkpoints: a server says how far its audit chain goes; whoever holds one can prove a later cut or rewrite.

Pure: making takes a signer, reading a public key (security.md 4.9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from shared_schema.canonical import Json, decode_bytes, dumps, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.signed import Signer, body_unverified, make_signed, read_signed

CONTEXT = "homeward/1/audit-checkpoint"
CHAIN_CONTEXT = b"homeward/1/audit"
CHAIN_START = bytes(32)


@dataclass(frozen=True, slots=True)
class AuditCheckpoint:
    """The head of an audit chain: h(n) of `server` in `epoch` (16 hex characters); n = 0 is an empty chain."""

    server: Id
    epoch: str
    n: int
    h: bytes


def row_hash(row: Mapping[str, Json]) -> bytes:
    """SHA-256 of the canonical row (32 bytes): what an auditor gets for the rows between two checkpoints."""
    return sha256(dumps(dict(row))).digest()


def next_hash(h: bytes, row_digest: bytes) -> bytes:
    """h(n) = SHA-256("homeward/1/audit" || h(n-1) || SHA-256(canonical row))."""
    return sha256(CHAIN_CONTEXT + h + row_digest).digest()


def make_checkpoint(checkpoint: AuditCheckpoint, *, sign: Signer) -> bytes:
    """Signed canonical bytes."""
    body = {"server": checkpoint.server, "epoch": checkpoint.epoch, "n": checkpoint.n, "h": encode_bytes(checkpoint.h)}
    return make_signed(CONTEXT, body, sign=sign)


def read_checkpoint(data: bytes, *, server_key: bytes) -> AuditCheckpoint:
    """The checkpoint, if `server_key` (32 bytes, Ed25519) signed it; else `certificate.not_valid`."""
    return _checkpoint(read_signed(CONTEXT, data, public_key=server_key))


def checkpoint_unverified(data: bytes) -> AuditCheckpoint:
    """What a checkpoint claims, to find the server whose key must be asked."""
    return _checkpoint(body_unverified(data))


def is_fork(held: AuditCheckpoint, newer: AuditCheckpoint) -> bool:
    """Whether two checkpoints of one server and epoch cannot both be true: a smaller n, or another h for the same n."""
    if (held.server, held.epoch) != (newer.server, newer.epoch):
        return False
    return newer.n < held.n or (newer.n == held.n and newer.h != held.h)


def is_path(held: AuditCheckpoint, newer: AuditCheckpoint, hashes: Sequence[bytes]) -> bool:
    """Whether the row hashes between two checkpoints of one server lead from the one to the other."""
    if held.server != newer.server or len(hashes) != newer.n - held.n:
        return False
    h = held.h
    for digest in hashes:
        h = next_hash(h, digest)
    return h == newer.h


def _checkpoint(body: Json) -> AuditCheckpoint:
    n, h = body.get("n"), body.get("h")
    fits = is_id(body.get("server")) and isinstance(body.get("epoch"), str) and isinstance(h, str)
    if not fits or not isinstance(n, int) or n < 0:
        raise HomewardError("certificate.not_valid", what=CONTEXT)
    return AuditCheckpoint(body["server"], body["epoch"], n, decode_bytes(h))
