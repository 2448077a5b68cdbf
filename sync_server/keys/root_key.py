"""The organisation's root key: signs server certificates and the list of custodians, and then goes offline.

`init` writes it to a file that the operator is told to move to two sticks. Everything else knows its public half.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_schema.canonical import decode_bytes, dumps, encode_bytes, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed import Signer
from sync_server.store.keyring import require_private, write_private

FORMAT = "homeward-root-key"


@dataclass(frozen=True, slots=True)
class RootKey:
    """A signer for the moment of a ceremony, and the public half that every laptop pins."""

    sign: Signer
    public_key: bytes


def make_root_key(path: Path, *, random: Random) -> RootKey:
    """A fresh root key, written to `path` with mode 0600."""
    seed = random(32)
    write_private(path, dumps({"format": FORMAT, "v": 1, "key": encode_bytes(seed)}) + b"\n")
    return _root(seed)


def read_root_key(path: Path) -> RootKey:
    """The root key in the file; `sealing.keyring_missing`, `sealing.keyring_mode` or `sealing.keyring_damaged`."""
    require_private(path)
    try:
        document = loads(path.read_bytes().strip())
        if document["format"] != FORMAT or document["v"] != 1:
            raise HomewardError("sealing.keyring_damaged")
        return _root(decode_bytes(document["key"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HomewardError("sealing.keyring_damaged") from error


def _root(seed: bytes) -> RootKey:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return RootKey(sign=key.sign, public_key=key.public_key().public_bytes_raw())
