"""The file of a server's backup: zstd, then age to two offline recipients, beside a signed manifest.

Either recipient alone can open it. The manifest tells what must be inside without opening anything.
"""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import pyrage
import zstandard

from shared_schema.canonical import Json, dumps, loads
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed import Signer, make_signed, read_signed

CONTEXT = "homeward/1/server-backup"
ENDING, MANIFEST_ENDING = ".age", ".manifest.json"
RECORDS, KEYSET = "records", "keyset"
CHUNK_BYTES = 1024 * 1024
LEVEL = 9
Scopes = Mapping[str, tuple[int, str]]  # scope -> (head, digest in decimal)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: of which server and epoch, kind of store, schema step, rows by table, hashes.

    `what` = records | keyset; `made` in milliseconds; `audit_n` = how far the audit chain went; `scopes_sha256` covers
    the heads and digests by scope that stand beside the signed part; `sha256` is of the encrypted file (hex).
    """

    what: str
    server: Id
    epoch: str
    kind: str
    schema: str
    made: int
    audit_n: int
    counts: Mapping[str, int]
    scopes_sha256: str
    sha256: str
    chunks: int = 0  # of photos, named in the list beside it; the hash covers that list
    chunks_sha256: str = ""


def seal_file(source: Path, target: Path, *, recipients: Sequence[str]) -> str:
    """Compresses and encrypts `source` into `target` (0600); gives the SHA-256 of the result in hex.

    Raises `backup.recipients_missing` with fewer than two different ones, `backup.recipient_unknown`.
    """
    keys = read_recipients(recipients)
    target.touch(mode=0o600)
    packer = zstandard.ZstdCompressor(level=LEVEL)
    with source.open("rb") as plain, packer.stream_reader(plain) as packed, target.open("wb") as output:
        pyrage.encrypt_io(packed, output, keys)
        output.flush()
        os.fsync(output.fileno())
    return hash_file(target)


def open_file(source: Path, target: Path, *, identity: str) -> None:
    """Decrypts and unpacks `source` into `target` (0600). Raises `backup.does_not_open`."""
    target.touch(mode=0o600)
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
        with source.open("rb") as sealed, target.open("wb") as output:
            unpacked = zstandard.ZstdDecompressor().stream_writer(output, closefd=False)
            pyrage.decrypt_io(sealed, unpacked, [key])
            unpacked.flush()  # type: ignore[no-untyped-call]
    except (pyrage.DecryptError, pyrage.IdentityError, zstandard.ZstdError, OSError) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise HomewardError("backup.does_not_open") from error  # a bad chunk in the middle is an OSError without number


def read_recipients(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The age public keys; at least two different ones, so that one lost key does not lose the backup."""
    if len({text.strip() for text in recipients}) < 2:
        raise HomewardError("backup.recipients_missing")
    return [_recipient(text) for text in recipients]


def hash_scopes(scopes: Scopes) -> str:
    """SHA-256 in hex of the canonical {scope: [head, digest]}."""
    return sha256(dumps({name: list(pair) for name, pair in scopes.items()})).hexdigest()


def write_manifest(manifest: Manifest, target: Path, *, scopes: Scopes, sign: Signer) -> None:
    """Signs the manifest and writes it beside its backup, with the scopes that it covers."""
    signed = loads(make_signed(CONTEXT, asdict(manifest), sign=sign))
    target.write_bytes(
        dumps({"manifest": signed, "scopes": {name: list(pair) for name, pair in scopes.items()}}) + b"\n"
    )


def read_manifest(path: Path, *, server_key: bytes) -> Manifest:
    """The manifest, if the server signed it and its scopes are the signed ones.

    Raises `certificate.not_valid` or `backup.not_found`.
    """
    try:
        document = loads(path.read_bytes().strip())
        body: Json = read_signed(CONTEXT, dumps(document["manifest"]), public_key=server_key)
        manifest = Manifest(**body)
        scopes = {name: (head, digest) for name, (head, digest) in document["scopes"].items()}
    except FileNotFoundError as error:
        raise HomewardError("backup.not_found") from error
    except (HomewardError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise HomewardError("certificate.not_valid", what=CONTEXT) from error
    if hash_scopes(scopes) != manifest.scopes_sha256:
        raise HomewardError("certificate.not_valid", what=CONTEXT)
    return manifest


def manifest_of(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(backup.stem + MANIFEST_ENDING)


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    digest = sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def disk_errors() -> Iterator[None]:
    """A full or unwritable disk, by name (`backup.disk_full`)."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise HomewardError("backup.disk_full") from error
        raise


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise HomewardError("backup.recipient_unknown") from error
