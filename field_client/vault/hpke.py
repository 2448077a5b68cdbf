"""HPKE base mode (RFC 9180) in the two suites that escrow knows, with sizes that a reader can check.

Suite 1: DHKEM(X25519, HKDF-SHA256) / HKDF-SHA256 / AES-256-GCM. Suite 2: ML-KEM-768 + X25519 with the same rest,
offered where the installed `cryptography` has it. Keys are raw bytes; a hybrid key is the ML-KEM part (64-byte
seed or 1,184-byte public key) followed by the X25519 part (32 bytes).
"""

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

SECRET_BYTES = 32
X25519_SUITE, HYBRID_SUITE = 1, 2
_MLKEM_SEED_BYTES, _MLKEM_PUBLIC_BYTES = 64, 1184


@dataclass(frozen=True, slots=True)
class SuiteSizes:
    """Bytes of a public key, of a private key, and of 32 sealed bytes."""

    public: int
    private: int
    sealed: int


SIZES = {
    X25519_SUITE: SuiteSizes(public=32, private=32, sealed=80),
    HYBRID_SUITE: SuiteSizes(public=1216, private=96, sealed=1168),
}


def best_suite() -> int:
    """The hybrid suite where it can be computed here, otherwise X25519 alone."""
    return HYBRID_SUITE if hasattr(hpke.KEM, "MLKEM768_X25519") else X25519_SUITE


def new_private_key(suite: int, random: Random) -> bytes:
    """A private key of the suite."""
    return random(_sizes(suite).private)


def public_key(suite: int, private: bytes) -> bytes:
    """The public key that belongs to `private`."""
    if len(private) != _sizes(suite).private:
        raise ValueError("a private key of another size")
    if suite == X25519_SUITE:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_SEED_BYTES])
    x25519 = X25519PrivateKey.from_private_bytes(private[_MLKEM_SEED_BYTES:])
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal(secret: bytes, *, suite: int, public: bytes, info: bytes) -> bytes:
    """32 bytes sealed to a public key, bound to `info`."""
    try:
        sealed: bytes = _suite(suite).encrypt(secret, _public(suite, public), info)
    except ValueError as error:
        raise HomewardError("vault.escrow_refused", part="pub") from error
    return sealed


def open_sealed(sealed: bytes, *, suite: int, private: bytes, info: bytes) -> bytes | None:
    """The 32 bytes, or None if key, info or bytes are not those of `seal`."""
    try:
        secret: bytes = _suite(suite).decrypt(sealed, _private(suite, private), info)
    except (InvalidTag, ValueError):
        return None
    return secret


def _sizes(suite: int) -> SuiteSizes:
    if suite not in SIZES or suite > best_suite():
        raise HomewardError("vault.suite_unknown", suite=suite)
    return SIZES[suite]


def _suite(suite: int) -> hpke.Suite:
    _sizes(suite)
    kem = hpke.KEM.X25519 if suite == X25519_SUITE else hpke.KEM.MLKEM768_X25519
    return hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _public(suite: int, raw: bytes) -> Any:
    if suite == X25519_SUITE:
        return X25519PublicKey.from_public_bytes(raw)
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey

    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]),
    )


def _private(suite: int, raw: bytes) -> Any:
    if suite == X25519_SUITE:
        return X25519PrivateKey.from_private_bytes(raw)
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED_BYTES:]),
    )
