"""A custodian's own key: a small file on a stick in a sealed envelope, never on a server, opened by her passphrase.

Promise: the private half is wrapped as DK is (Argon2id, AES-256-GCM, the file's other members as associated data).
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from field_client.vault import hpke
from field_client.vault.argon2id import SALT_BYTES, Cost, Derive, Kdf
from field_client.vault.fields import Document, Reader, encode_b64
from field_client.vault.keys import kek_from
from field_client.vault.passphrase import passphrase_bytes, require_own_passphrase
from field_client.vault.slots import NONCE_BYTES, kdf_document, read_kdf
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed_lists import Custodian, kid_of

FORMAT = "homeward-custodian"
LIMIT_BYTES = 8 * 1024
INFO = b"homeward/1/custodian"
_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class CustodianKey:
    """The file: public half in the clear, private half wrapped."""

    suite: int
    custodian: Custodian
    kdf: Kdf
    nonce: bytes
    wrapped: bytes


def make_custodian_key(passphrase: str, *, suite: int, cost: Cost, random: Random, derive: Derive) -> CustodianKey:
    """A fresh key of the suite (`hpke.best_suite()`), wrapped under the custodian's passphrase (15 characters)."""
    require_own_passphrase(passphrase)
    private = hpke.new_private_key(suite, random)
    public = hpke.public_key(suite, private)
    kdf = Kdf(cost=cost, salt=random(SALT_BYTES))
    bare = CustodianKey(suite, Custodian(kid_of(public), public), kdf, random(NONCE_BYTES), b"")
    wrapped = AESGCM(_kek(bare, passphrase, derive)).encrypt(bare.nonce, private, _associated(bare))
    return CustodianKey(suite, bare.custodian, kdf, bare.nonce, wrapped)


def open_custodian_key(key: CustodianKey, passphrase: str, *, derive: Derive) -> bytes:
    """The private half; `vault.wrong_passphrase` if the passphrase is not hers."""
    try:
        return AESGCM(_kek(key, passphrase, derive)).decrypt(key.nonce, key.wrapped, _associated(key))
    except InvalidTag as error:
        raise HomewardError("vault.wrong_passphrase") from error


def write_custodian_key(key: CustodianKey) -> bytes:
    """The canonical bytes of the file."""
    return dumps(_document(key) | {"wrapped": encode_b64(key.wrapped)})


def read_custodian_key(data: bytes) -> CustodianKey:
    """The key in a file; `vault.custodian_key_damaged` for anything that we would not have written."""
    read = Reader("vault.custodian_key_damaged")
    names = ("format", "kdf", "kid", "nonce", "pub", "suite", "v", "wrapped")
    document = read.members(read.document(data, limit=LIMIT_BYTES), *names)
    read.constant(document, "format", FORMAT)
    read.constant(document, "v", 1)
    suite = read.integer(document, "suite", least=1)
    if suite not in hpke.SIZES:
        raise read.refusal("suite")
    public = read.b64(document, "pub", hpke.SIZES[suite].public)
    if document["kid"] != kid_of(public).hex():
        raise read.refusal("kid")
    return CustodianKey(
        suite=suite,
        custodian=Custodian(kid_of(public), public),
        kdf=read_kdf(read, document["kdf"]),
        nonce=read.b64(document, "nonce", NONCE_BYTES),
        wrapped=read.b64(document, "wrapped", hpke.SIZES[suite].private + _TAG_BYTES),
    )


def _kek(key: CustodianKey, passphrase: str, derive: Derive) -> bytes:
    return kek_from(derive(passphrase_bytes(passphrase), key.kdf), salt=key.custodian.kid, info=INFO)


def _document(key: CustodianKey) -> Document:
    return {
        "format": FORMAT,
        "v": 1,
        "suite": key.suite,
        "kid": key.custodian.kid.hex(),
        "pub": encode_b64(key.custodian.pub),
        "kdf": kdf_document(key.kdf),
        "nonce": encode_b64(key.nonce),
    }


def _associated(key: CustodianKey) -> bytes:
    return dumps([FORMAT, 1, _document(key)])
