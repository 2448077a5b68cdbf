"""age files under a passphrase at a small cost, as any program may write them: where the cost is not the subject.

Whoever seals by age under a passphrase spends a second of a processor, and so does whoever opens it; the file says how
much. `quickly_sealed` lets the product write files of the lowest cost, and real age opens them.
"""

import base64
import os
from collections.abc import Iterator

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CHUNK = 65_536
COST_POWER = 4  # the cost of scrypt as a power of two


@pytest.fixture
def quickly_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase becomes a key quickly in this test; another one of the same export seals as the field does."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", seal_quickly)


def seal_quickly(data: bytes, passphrase: str) -> bytes:
    """An age file (age-encryption.org/v1) with one stanza of scrypt."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    derive = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**COST_POWER, r=8, p=1)
    wrapped = ChaCha20Poly1305(derive.derive(passphrase.encode())).encrypt(bytes(12), file_key, None)
    stanza = f"-> scrypt {_text(salt)} {COST_POWER}\n{_text(wrapped)}\n"
    header = f"age-encryption.org/v1\n{stanza}---".encode()
    seal = HMAC(_key(file_key, b"header", None), SHA256())
    seal.update(header)
    body = b"".join(_chunks(data, ChaCha20Poly1305(_key(file_key, b"payload", nonce))))
    return header + f" {_text(seal.finalize())}\n".encode() + nonce + body


def _chunks(data: bytes, cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    starts = range(0, max(len(data), 1), CHUNK)
    for number, start in enumerate(starts):
        is_last = number == len(starts) - 1
        yield cipher.encrypt(number.to_bytes(11, "big") + bytes([is_last]), data[start : start + CHUNK], None)


def _key(file_key: bytes, use: bytes, salt: bytes | None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=use).derive(file_key)


def _text(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()
