"""Escrow, two of three custodians, without a secret-sharing library (security.md 2.3), and its ceremony.

For each pair a one-time pad r is sealed to one custodian and KEK_e xor r to the other, so one alone holds noise.
Promise: no custodian sees KEK_e or DK; a half that was moved to another pair, place, slot or vault does not open.
Ceremony: the laptop asks (`start_request`), two custodians answer on offline machines (`answer_request`), the
laptop joins their halves (`combine`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from field_client.vault import hpke
from field_client.vault.escrow_blobs import KID_BYTES, PAIRS, EscrowBlobs, escrow_document, read_escrow_blobs
from field_client.vault.fields import Reader, encode_b64
from field_client.vault.recovery import ALPHABET
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed_lists import CustodianList, kid_of

SHARE_CONTEXT = "homeward/1/escrow"
ANSWER_CONTEXT = "homeward/1/escrow-answer"
REQUEST_FORMAT, ANSWER_FORMAT = "homeward-escrow-request", "homeward-escrow-answer"
LIMIT_BYTES = 32 * 1024
_READER = Reader("vault.escrow_refused")
_VAULT_BYTES, _SLOT_BYTES, _FINGERPRINT_BYTES = 16, 8, 32


@dataclass(frozen=True, slots=True)
class EscrowRequest:
    """What the laptop asks two custodians: everything sealed to them, and its own fresh public key."""

    vault: bytes
    slot: bytes
    blobs: EscrowBlobs
    public: bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the request; each answer is bound to it."""
        return hashlib.sha256(write_request(self)).digest()

    @property
    def spoken(self) -> str:
        """20 characters of the fingerprint (100 bits) to be read aloud and compared on the telephone."""
        number = int.from_bytes(self.fingerprint, "big") >> 156
        text = "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(20)))
        return "-".join(text[at : at + 4] for at in range(0, 20, 4))


@dataclass(frozen=True, slots=True)
class EscrowAnswer:
    """One custodian's halves, sealed anew to the laptop: {pair: sealed}; useless to anybody else."""

    fingerprint: bytes
    kid: bytes
    halves: dict[int, bytes]


def seal_to_custodians(
    kek: bytes, custodians: CustodianList, *, vault: bytes, slot: bytes, random: Random
) -> EscrowBlobs:
    """The six sealed halves of `kek` for the three custodians of the list."""
    blobs = EscrowBlobs(custodians.suite, custodians.number, custodians.custodians, pairs=())
    pairs = tuple(_seal_pair(kek, blobs, pair, vault=vault, slot=slot, random=random) for pair in range(len(PAIRS)))
    return EscrowBlobs(blobs.suite, blobs.list_number, blobs.custodians, pairs)


def start_request(blobs: EscrowBlobs, *, vault: bytes, slot: bytes, random: Random) -> tuple[EscrowRequest, bytes]:
    """The request to show, and the laptop's fresh private key, kept in memory until the answers are there."""
    private = hpke.new_private_key(blobs.suite, random)
    return EscrowRequest(vault, slot, blobs, hpke.public_key(blobs.suite, private)), private


def answer_request(request: EscrowRequest, *, private: bytes) -> EscrowAnswer:
    """On a custodian's machine: opens her halves and seals them to the laptop.

    Raises `vault.not_custodian` if none is hers.
    """
    suite = request.blobs.suite
    if len(private) != hpke.SIZES[suite].private:
        raise HomewardError("vault.not_custodian")
    kid = kid_of(hpke.public_key(suite, private))
    halves = {
        pair: _reseal(request, pair, position, private=private)
        for pair in range(len(PAIRS))
        for position, other in enumerate(request.blobs.kids(pair))
        if other == kid
    }
    if not halves:
        raise HomewardError("vault.not_custodian")
    return EscrowAnswer(request.fingerprint, kid, halves)


def combine(request: EscrowRequest, answers: Sequence[EscrowAnswer], *, private: bytes) -> bytes:
    """KEK_e from the answers of two different custodians; `vault.escrow_refused` if they do not fit together.

    Whether it is the right one shows at the tag of the slot's `wrapped`.
    """
    given = {answer.kid: answer for answer in answers if answer.fingerprint == request.fingerprint}
    for pair in range(len(PAIRS)):
        first, second = request.blobs.kids(pair)
        if first in given and second in given:
            halves = [_open_half(request, pair, at, given[kid], private) for at, kid in enumerate((first, second))]
            return _xor(*halves)
    raise _READER.refusal("pair")


def write_request(request: EscrowRequest) -> bytes:
    """The canonical bytes of a request file."""
    ids = {"vault": request.vault.hex(), "slot": request.slot.hex(), "public": encode_b64(request.public)}
    return dumps({"format": REQUEST_FORMAT, "v": 1} | ids | escrow_document(request.blobs))


def read_request(data: bytes) -> EscrowRequest:
    """The request in a file; `vault.escrow_refused` for anything that we would not have written."""
    read = _READER
    names = ("custodians", "format", "list", "pairs", "public", "slot", "suite", "v", "vault")
    document = read.members(read.document(data, limit=LIMIT_BYTES), *names)
    read.constant(document, "format", REQUEST_FORMAT)
    read.constant(document, "v", 1)
    blobs = read_escrow_blobs(read, document)
    public = read.b64(document, "public", hpke.SIZES[blobs.suite].public)
    vault, slot = read.hex(document, "vault", _VAULT_BYTES), read.hex(document, "slot", _SLOT_BYTES)
    return EscrowRequest(vault, slot, blobs, public)


def write_answer(answer: EscrowAnswer) -> bytes:
    """The canonical bytes of an answer file."""
    halves = [{"pair": pair, "sealed": encode_b64(sealed)} for pair, sealed in sorted(answer.halves.items())]
    ids = {"request": answer.fingerprint.hex(), "kid": answer.kid.hex()}
    return dumps({"format": ANSWER_FORMAT, "v": 1, "halves": halves} | ids)


def read_answer(data: bytes) -> EscrowAnswer:
    """The answer in a file; `vault.escrow_refused` for anything that we would not have written."""
    read = _READER
    document = read.members(read.document(data, limit=LIMIT_BYTES), "format", "halves", "kid", "request", "v")
    read.constant(document, "format", ANSWER_FORMAT)
    read.constant(document, "v", 1)
    rows = [read.members(row, "pair", "sealed") for row in read.array(document, "halves", least=2, most=2)]
    halves = {read.integer(row, "pair", most=len(PAIRS) - 1): read.b64(row, "sealed") for row in rows}
    if len(halves) != len(rows):
        raise read.refusal("halves")
    fingerprint = read.hex(document, "request", _FINGERPRINT_BYTES)
    return EscrowAnswer(fingerprint, read.hex(document, "kid", KID_BYTES), halves)


def _seal_pair(
    kek: bytes, blobs: EscrowBlobs, pair: int, *, vault: bytes, slot: bytes, random: Random
) -> tuple[bytes, bytes]:
    pad = random(hpke.SECRET_BYTES)
    first, second = (
        hpke.seal(
            secret,
            suite=blobs.suite,
            public=blobs.custodians[PAIRS[pair][position]].pub,
            info=_info(blobs, pair, position, vault=vault, slot=slot),
        )
        for position, secret in enumerate((pad, _xor(kek, pad)))
    )
    return first, second


def _reseal(request: EscrowRequest, pair: int, position: int, *, private: bytes) -> bytes:
    blobs = request.blobs
    info = _info(blobs, pair, position, vault=request.vault, slot=request.slot)
    half = hpke.open_sealed(blobs.pairs[pair][position], suite=blobs.suite, private=private, info=info)
    if half is None:
        raise _READER.refusal("sealed")
    return hpke.seal(half, suite=blobs.suite, public=request.public, info=_answer_info(request, pair, position))


def _open_half(request: EscrowRequest, pair: int, position: int, answer: EscrowAnswer, private: bytes) -> bytes:
    half = hpke.open_sealed(
        answer.halves.get(pair, b""),
        suite=request.blobs.suite,
        private=private,
        info=_answer_info(request, pair, position),
    )
    if half is None:
        raise _READER.refusal("sealed")
    return half


def _info(blobs: EscrowBlobs, pair: int, position: int, *, vault: bytes, slot: bytes) -> bytes:
    kids = [kid.hex() for kid in blobs.kids(pair)]
    return dumps([SHARE_CONTEXT, vault.hex(), slot.hex(), pair, position, kids])


def _answer_info(request: EscrowRequest, pair: int, position: int) -> bytes:
    kids = [kid.hex() for kid in request.blobs.kids(pair)]
    return dumps([ANSWER_CONTEXT, request.fingerprint.hex(), pair, position, kids])


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(first, second, strict=True))
