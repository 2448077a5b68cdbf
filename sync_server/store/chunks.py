"""The folder of sealed chunks: one file each, `ab/abcd…`, called by the hash of what is in it.

Promise: after `write` the chunk is there even if the power fails, whole or not at all; writing one twice is harmless.
Refused: plain bytes (only ciphertext comes here), a name from outside that is not a hash.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared_schema.canonical import decode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random
from shared_schema.records.file_value import HASH_BYTES
from shared_schema.wire.chunks import MAX_SEALED_BYTES, name_of

_BESIDE = ".new-"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class ChunkFolder:
    """Chunks below `root`, shared by every process of this server; `random` names what is not whole yet."""

    root: Path
    random: Random

    def has(self, name: str) -> bool:
        """Whether the chunk is here."""
        return self.path(name).exists()

    def read(self, name: str) -> bytes | None:
        """The ciphertext, None where it is not here or is not what its name says (a damaged disk)."""
        try:
            with self.path(name).open("rb") as file:
                sealed = file.read(MAX_SEALED_BYTES + 1)
        except FileNotFoundError:
            return None
        return sealed if name_of(sealed) == name else None

    def write(self, sealed: bytes) -> str:
        """Keeps a chunk durably and gives its name. Raises `store.disk_full_server`."""
        name = name_of(sealed)
        place = self.path(name)
        if self.read(name) is not None:
            return name
        with _disk_errors():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = place.with_name(_BESIDE + self.random(8).hex())
            _write_synced(beside, sealed)
            os.replace(beside, place)
            _sync_folder(place.parent)
        return name

    def remove(self, name: str) -> bool:
        """Removes a chunk; whether it was here."""
        try:
            self.path(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def names(self) -> Iterator[str]:
        """Every chunk that is here, in order of name."""
        yield from (path.name for path in sorted(self.root.glob("*/*")) if _is_name(path.name))

    def older_than(self, before_ms: int) -> Iterator[str]:
        """Names of chunks whose files were written before a time; what a killed process left half made goes too."""
        for path in sorted(self.root.glob("*/*")):
            if path.stat().st_mtime * 1000 >= before_ms:
                continue
            if path.name.startswith(_BESIDE):
                path.unlink(missing_ok=True)
            elif _is_name(path.name):
                yield path.name

    def path(self, name: str) -> Path:
        """Where a chunk lies. Raises ValueError for what is no name of a chunk."""
        if not _is_name(name):
            raise ValueError("not a name of a chunk")
        return self.root / name[:2] / name


def _is_name(text: str) -> bool:
    try:
        return len(decode_bytes(text)) == HASH_BYTES
    except HomewardError:
        return False


def _write_synced(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise HomewardError("store.disk_full_server") from error
        raise
