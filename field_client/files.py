"""Every file that the laptop keeps is written through one `Files` object, handed in at composition.

Promise: after `write_durably` returns, the new bytes are there even if the power fails; before that, the old
ones are. Files are 0600, folders 0700. Refused: writing in place, following a half-written file.
Tests hand in a `Files` whose k-th step fails or kills the process.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import BinaryIO

from shared_schema.errors import HomewardError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
REPLACE_TRIES = 10  # Windows: an indexer or virus scanner may hold the target for a moment
REPLACE_PAUSE_SECONDS = 0.1
TEMPORARY_SUFFIX = ".tmp"
READ_LIMIT_BYTES = 1024 * 1024


class Files:
    """The steps of the file system that the vault and the store take; each public one is whole or has not happened."""

    def read(self, path: Path, *, limit: int = READ_LIMIT_BYTES) -> bytes | None:
        """The bytes of `path`, or None if there is no such file; `files.too_large` above `limit` bytes."""
        with file_errors():
            try:
                with open(path, "rb") as file:
                    data = file.read(limit + 1)
            except FileNotFoundError:
                return None
        if len(data) > limit:
            raise HomewardError("files.too_large", file=path.name, limit=limit)
        return data

    def write_durably(self, path: Path, data: bytes) -> None:
        """Puts `data` in the place of `path`: temporary file beside it, fsync, replace, fsync of the folder."""
        self.write_stream_durably(path, (data,))

    def write_stream_durably(self, path: Path, pieces: Iterable[bytes]) -> None:
        """The same for content that comes in pieces and is never whole in memory."""
        temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
        self.write_new(temporary, pieces)
        self.replace(temporary, path)

    def write_filled_durably(self, path: Path, fill: Callable[[BinaryIO], object]) -> None:
        """The same for content that `fill` writes itself, as a stream."""
        temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
        self.write_filled(temporary, fill)
        self.replace(temporary, path)

    def write_new(self, path: Path, pieces: Iterable[bytes]) -> None:
        """Writes `path` from the start and syncs it; a caller that needs whole-or-nothing uses `write_durably`."""
        self.write_filled(path, lambda file: file.writelines(pieces))

    def write_filled(self, path: Path, fill: Callable[[BinaryIO], object]) -> None:
        """The same for content that `fill` writes itself."""
        with file_errors(), os.fdopen(os.open(path, _WRITE_FLAGS, FILE_MODE), "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), FILE_MODE)
            fill(file)
            file.flush()
            os.fsync(file.fileno())

    def replace(self, source: Path, target: Path) -> None:
        """Moves `source` onto `target` in one step and syncs the folder; `source` must have been synced."""
        with file_errors():
            _replace(source, target)
            self.sync_folder(target.parent)

    def sync_file(self, path: Path) -> None:
        """Waits until the bytes of `path`, written by somebody else (SQLCipher), are on the disk."""
        with file_errors(), open(path, "rb+") as file:
            os.fsync(file.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Waits until the names in `folder` are on the disk; Windows has no such call and needs none."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def unlink(self, path: Path) -> bool:
        """Removes `path` durably; says whether it was there."""
        with file_errors():
            try:
                os.unlink(path)
            except FileNotFoundError:
                return False
            self.sync_folder(path.parent)
            return True

    def unlink_all(self, paths: Iterable[Path]) -> None:
        """Removes many files; each folder is synced once, at the end."""
        folders = set()
        with file_errors():
            for path in paths:
                with suppress(FileNotFoundError):
                    os.unlink(path)
                folders.add(path.parent)
            for folder in sorted(folders):
                self.sync_folder(folder)

    def destroy(self, path: Path) -> bool:
        """Overwrites `path` where it lies, syncs it, and removes it; says whether it was there.

        Flash storage may keep the old blocks all the same; that is said where a person reads of it.
        """
        return self.spoil_head(path) and self.unlink(path)

    def spoil_head(self, path: Path, *, length: int | None = None) -> bool:
        """Overwrites the first `length` bytes (None: all of it) with zeros and syncs; says whether there is a file."""
        if not path.exists():
            return False
        with file_errors(), open(path, "rb+") as file:
            size = os.fstat(file.fileno()).st_size
            file.write(bytes(size if length is None else min(size, length)))
            file.flush()
            os.fsync(file.fileno())
        return True

    def exists(self, path: Path) -> bool:
        """Whether there is a file or folder of that name."""
        return path.exists()

    def make_folder(self, path: Path) -> None:
        """Makes `path` (and what is missing above it) readable by this user alone."""
        with file_errors():
            path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            os.chmod(path, FOLDER_MODE)


def for_this_user_alone(path: str, flags: int) -> int:
    """An `opener` for files that are added to: made 0600, whatever the umask says."""
    return os.open(path, flags, FILE_MODE)


@contextmanager
def file_errors() -> Iterator[None]:
    """Turns what the operating system says into `files.disk_full` or `files.not_writable`, naming no path."""
    try:
        yield
    except OSError as error:
        code = "files.disk_full" if error.errno in _FULL else "files.not_writable"
        raise HomewardError(code, errno=error.errno) from error


def _replace(source: Path, target: Path) -> None:
    for _ in range(REPLACE_TRIES - 1):
        with suppress(PermissionError):
            os.replace(source, target)
            return
        if os.name != "nt":
            break
        sleep(REPLACE_PAUSE_SECONDS)
    os.replace(source, target)


_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FULL = frozenset({28, 122})  # ENOSPC, EDQUOT
