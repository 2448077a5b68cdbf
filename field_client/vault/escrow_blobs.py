"""What an escrow slot holds: three custodians and, for each pair of them, two sealed halves (security.md 2.3).

Promise: sizes follow the suite, key ids follow the keys, pairs stand in the order (0,1), (0,2), (1,2).
Refused: everything else, by the error of the file that was being read.
"""

from dataclasses import dataclass

from field_client.vault.fields import Document, Reader, encode_b64
from field_client.vault.hpke import SIZES
from shared_schema.signed_lists import Custodian, kid_of

CUSTODIANS = 3
KID_BYTES = 16
PAIRS = ((0, 1), (0, 2), (1, 2))


@dataclass(frozen=True, slots=True)
class EscrowBlobs:
    """Suite, number of the custodian list, its three custodians, and per pair of `PAIRS` two sealed halves."""

    suite: int
    list_number: int
    custodians: tuple[Custodian, ...]
    pairs: tuple[tuple[bytes, bytes], ...]

    def kids(self, pair: int) -> tuple[bytes, bytes]:
        """The key ids of the two custodians of a pair."""
        first, second = PAIRS[pair]
        return self.custodians[first].kid, self.custodians[second].kid


def escrow_document(blobs: EscrowBlobs) -> Document:
    """The JSON members of an escrow slot."""
    return {
        "suite": blobs.suite,
        "list": blobs.list_number,
        "custodians": [{"kid": one.kid.hex(), "pub": encode_b64(one.pub)} for one in blobs.custodians],
        "pairs": [
            {"of": [kid.hex() for kid in blobs.kids(at)], "sealed": [encode_b64(half) for half in halves]}
            for at, halves in enumerate(blobs.pairs)
        ],
    }


def read_escrow_blobs(read: Reader, document: Document) -> EscrowBlobs:
    """The blobs in the members `suite`, `list`, `custodians` and `pairs` of `document`."""
    suite = read.integer(document, "suite", least=1)
    if suite not in SIZES:
        raise read.refusal("suite")
    custodians = tuple(
        _read_custodian(read, item, suite)
        for item in read.array(document, "custodians", least=CUSTODIANS, most=CUSTODIANS)
    )
    if len({one.kid for one in custodians}) != CUSTODIANS:
        raise read.refusal("custodians")
    rows = read.array(document, "pairs", least=len(PAIRS), most=len(PAIRS))
    blobs = EscrowBlobs(
        suite=suite,
        list_number=read.integer(document, "list"),
        custodians=custodians,
        pairs=tuple(_read_halves(read, row, suite) for row in rows),
    )
    if [row["of"] for row in rows] != [[kid.hex() for kid in blobs.kids(at)] for at in range(len(PAIRS))]:
        raise read.refusal("of")
    return blobs


def _read_custodian(read: Reader, value: object, suite: int) -> Custodian:
    document = read.members(value, "kid", "pub")
    pub = read.b64(document, "pub", SIZES[suite].public)
    if read.hex(document, "kid", KID_BYTES) != kid_of(pub):
        raise read.refusal("kid")
    return Custodian(kid=kid_of(pub), pub=pub)


def _read_halves(read: Reader, value: object, suite: int) -> tuple[bytes, bytes]:
    document = read.members(value, "of", "sealed")
    first, second = read.array(document, "sealed", least=2, most=2)
    size = SIZES[suite].sealed
    return read.b64_value(first, "sealed", size), read.b64_value(second, "sealed", size)
