"""The file of a server's backup: zstd, then age to two offline recipients, beside a signed manifest.

Either recipient alone can open it. The manifest tells what must be inside without opening anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import pyrage
import zstandard

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, make_signed, read_signed

CONTEXT = "homeward/1/server-backup"
CHUNK_BYTES = 1024 * 1024
MANIFEST_ENDING = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: server, epoch, kind of store, heads and digests by scope, rows by table, file hash."""

    server: Id
    epoch: str
    kind: str
    made: int
    heads: Mapping[str, int]
    digests: Mapping[str, str]
    counts: Mapping[str, int]
    sha256: str


def seal_file(source: Path, target: Path, *, recipients: Sequence[str]) -> str:
    """Compresses and encrypts `source` into `target` (0600); gives the SHA-256 of the result in hex."""
    keys = [_recipient(text) for text in recipients]
    packed = target.with_suffix(".packed")
    packed.touch(mode=0o600)
    target.touch(mode=0o600)
    try:
        with source.open("rb") as plain, packed.open("wb") as output:
            zstandard.ZstdCompressor(level=9, threads=-1).copy_stream(plain, output)
        with packed.open("rb") as plain, target.open("wb") as output:
            pyrage.encrypt_io(plain, output, keys)
    finally:
        packed.unlink(missing_ok=True)
    return hash_file(target)


def open_file(source: Path, target: Path, *, identity: str) -> None:
    """Decrypts and unpacks `source` into `target` (0600). Raises `backup.does_not_open`."""
    packed = target.with_suffix(".packed")
    packed.touch(mode=0o600)
    target.touch(mode=0o600)
    try:
        with source.open("rb") as sealed, packed.open("wb") as output:
            pyrage.decrypt_io(sealed, output, [pyrage.x25519.Identity.from_str(identity.strip())])
        with packed.open("rb") as sealed, target.open("wb") as output:
            zstandard.ZstdDecompressor().copy_stream(sealed, output)
    except (pyrage.DecryptError, pyrage.IdentityError, zstandard.ZstdError) as error:
        target.unlink(missing_ok=True)
        raise HomewardError("backup.does_not_open") from error
    finally:
        packed.unlink(missing_ok=True)


def write_manifest(manifest: Manifest, target: Path, *, sign: Signer) -> None:
    """Signs the manifest and writes it beside its backup."""
    target.write_bytes(make_signed(CONTEXT, asdict(manifest), sign=sign))


def read_manifest(path: Path, *, server_key: bytes) -> Manifest:
    """The manifest, if the server signed it; raises `certificate.not_valid` or `backup.not_found`."""
    try:
        body = read_signed(CONTEXT, path.read_bytes(), public_key=server_key)
        return Manifest(**body)
    except FileNotFoundError as error:
        raise HomewardError("backup.not_found") from error
    except TypeError as error:
        raise HomewardError("certificate.not_valid", what=CONTEXT) from error


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    digest = sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise HomewardError("backup.recipient_unknown") from error
