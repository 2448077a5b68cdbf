"""Chunks of photos in backups: copied once each by their hash, beside the backups that name them in a list.

They are ciphertext under keys that lie sealed in the records, so they are copied as they are. A backup's list is
covered by its signed manifest; what the list names and the folder lacks is told by name, never passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from shared_schema.errors import HomewardError
from sync_server.services.backup_file import ENDING, Manifest, manifest_of, read_manifest
from sync_server.store.chunks import ChunkFolder

LIST_ENDING = ".chunks"
FOLDER = "chunks"


@dataclass(frozen=True, slots=True)
class Carried:
    """How many chunks came back, and which the backup's folder lacks."""

    copied: int
    lacking: tuple[str, ...]


def list_of(backup: Path) -> Path:
    """Where the list of a backup lies."""
    return backup.with_name(backup.stem + LIST_ENDING)


def write_chunk_list(names: Iterable[str], target: Path) -> tuple[int, str]:
    """Writes the names, one a line; how many they are and the SHA-256 of the file in hex. No file for no name."""
    listed = list(names)
    if not listed:
        return 0, ""
    data = "".join(f"{name}\n" for name in listed).encode("ascii")
    target.write_bytes(data)
    return len(listed), sha256(data).hexdigest()


def copy_chunks(source: ChunkFolder, folder: Path, names: Iterable[str]) -> Carried:
    """Copies what `folder` does not have yet, durably; what is not in `source` is lacking."""
    target = ChunkFolder(folder / FOLDER, source.random)
    return _copy(source, target, names)


def read_chunk_list(backup: Path, manifest: Manifest) -> tuple[str, ...]:
    """The chunks that belong to a backup; none for one made before there were any. Raises `backup.damaged`."""
    if not manifest.chunks_sha256:
        return ()
    try:
        data = list_of(backup).read_bytes()
    except FileNotFoundError as error:
        raise HomewardError("backup.not_found") from error
    if sha256(data).hexdigest() != manifest.chunks_sha256:
        raise HomewardError("backup.damaged")
    return tuple(data.decode("ascii").split())


def lacking_chunks(backup: Path, manifest: Manifest, *, source: ChunkFolder) -> tuple[str, ...]:
    """Chunks of a backup that its folder does not hold whole; `source` gives the way of naming files, nothing else."""
    folder = ChunkFolder(backup.parent / FOLDER, source.random)
    return tuple(name for name in read_chunk_list(backup, manifest) if folder.read(name) is None)


def restore_chunks(backup: Path, manifest: Manifest, *, target: ChunkFolder) -> Carried:
    """Copies the chunks of a backup back; what lacks is asked of the laptops that have it, by itself."""
    source = ChunkFolder(backup.parent / FOLDER, target.random)
    return _copy(source, target, read_chunk_list(backup, manifest))


def drop_old_chunks(folder: Path, *, server_key: bytes, source: ChunkFolder) -> int:
    """Removes copies that no backup in `folder` names any more; how many. Nothing while a list cannot be read."""
    copies = ChunkFolder(folder / FOLDER, source.random)
    named: set[str] = set()
    for backup in folder.glob("*" + ENDING):
        named.update(read_chunk_list(backup, read_manifest(manifest_of(backup), server_key=server_key)))
    return sum(copies.remove(name) for name in copies.names() if name not in named)


def _copy(source: ChunkFolder, target: ChunkFolder, names: Iterable[str]) -> Carried:
    copied, lacking = 0, []
    for name in names:
        if target.has(name):
            continue
        sealed = source.read(name)
        if sealed is None:
            lacking.append(name)
            continue
        target.write(sealed)
        copied += 1
    return Carried(copied, tuple(lacking))
