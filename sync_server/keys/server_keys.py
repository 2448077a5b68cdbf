"""The server's own private keys: signing key, own device, age identity; in one file beside the key ring, mode 0600.

What leaves this room are signers and public halves. The private halves are never in the database or its backups.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared_schema.age_text import refusal_of
from shared_schema.canonical import decode_bytes, dumps, encode_bytes, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.signed import Signer
from shared_schema.wire.photo_file import Readable, SealInto, Writable
from sync_server.store.keyring import require_private, write_private

FORMAT = "homeward-server-keys"


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """Signers and public halves, handed to the rest of the server at composition."""

    sign: Signer  # certificates, lists, checkpoints, manifests
    signing_key: bytes
    sign_own: Signer  # changes made by the server's own device
    own_signing_key: bytes
    own_box_key: bytes
    age_recipient: str
    _identity: pyrage.x25519.Identity = field(repr=False)

    def open_age(self, sealed: bytes) -> bytes:
        """What was encrypted to this server with age (bundles); raises pyrage.DecryptError."""
        opened: bytes = pyrage.decrypt(sealed, [self._identity])
        return opened

    def open_bundle(self, sealed: bytes) -> tuple[bytes, bool]:
        """As `open_age`, up to any damage, and whether that is all of it.

        Raises `bundle.for_another` where this key opens it not, `bundle.damaged` where nothing can be read.
        """
        plain = BytesIO()
        is_whole = self.open_into(BytesIO(sealed), plain)
        return plain.getvalue(), is_whole

    def open_into(self, sealed: BinaryIO, plain: Writable) -> bool:
        """The same as a stream, however long; whether that was all of it. What `plain` raises comes out as it is."""
        try:
            pyrage.decrypt_io(sealed, plain, [self._identity])
        except pyrage.DecryptError as error:
            raise HomewardError(refusal_of(str(error)), sections=0, of=0) from error
        except OSError:  # a piece of 64 KiB does not verify: those before it do
            return False
        return True


def sealer_to(recipient: str) -> Callable[[bytes], bytes]:
    """Seals with age to a recipient (`age1…`); nobody but its holder opens the result."""
    to = pyrage.x25519.Recipient.from_str(recipient)

    def seal(plain: bytes) -> bytes:
        sealed: bytes = pyrage.encrypt(plain, [to])
        return sealed

    return seal


def pouring_to(recipient: str) -> SealInto:
    """Seals a stream with age to a recipient."""
    to = pyrage.x25519.Recipient.from_str(recipient)

    def pour(plain: Readable, sealed: Writable) -> None:
        pyrage.encrypt_io(plain, sealed, [to])

    return pour


def make_server_keys(path: Path, *, random: Random) -> ServerKeys:
    """Fresh keys, written to `path`."""
    document = {
        "format": FORMAT,
        "v": 1,
        "signing": encode_bytes(random(32)),
        "own_signing": encode_bytes(random(32)),
        "own_box": encode_bytes(random(32)),
        "age": str(pyrage.x25519.Identity.generate()),
    }
    write_private(path, dumps(document) + b"\n")
    return _from_document(document)


def read_server_keys(path: Path) -> ServerKeys:
    """The keys in the file; `sealing.keyring_missing`, `sealing.keyring_mode` or `sealing.keyring_damaged`."""
    require_private(path)
    try:
        document = loads(path.read_bytes().strip())
        if document["format"] != FORMAT or document["v"] != 1:
            raise HomewardError("sealing.keyring_damaged")
        return _from_document(document)
    except (KeyError, TypeError, ValueError, AttributeError, pyrage.IdentityError) as error:
        raise HomewardError("sealing.keyring_damaged") from error


def _from_document(document: Mapping[str, object]) -> ServerKeys:
    signing = Ed25519PrivateKey.from_private_bytes(decode_bytes(str(document["signing"])))
    own = Ed25519PrivateKey.from_private_bytes(decode_bytes(str(document["own_signing"])))
    box = X25519PrivateKey.from_private_bytes(decode_bytes(str(document["own_box"])))
    identity = pyrage.x25519.Identity.from_str(str(document["age"]))
    return ServerKeys(
        sign=signing.sign,
        signing_key=signing.public_key().public_bytes_raw(),
        sign_own=own.sign,
        own_signing_key=own.public_key().public_bytes_raw(),
        own_box_key=box.public_key().public_bytes_raw(),
        age_recipient=str(identity.to_public()),
        _identity=identity,
    )
