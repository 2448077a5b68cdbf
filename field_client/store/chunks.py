"""The chunks of attachments on this laptop: ciphertext, one file each in `chunks/`, named by its SHA-256.

Promise: the folder is the truth about what is here; a chunk is there whole or not at all. What was erased goes with the
next `sweep`; what nothing names stays 30 days, for a record may still come that does. Refused: anything that is no
chunk's name, so that no record can point outside the folder.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from field_client.files import Files
from field_client.store.chunk_names import ATTACHMENT, ChunkNames
from field_client.store.drafts import Drafts
from field_client.store.log import OwnLog
from shared_schema.canonical import Json, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import CHUNK_BYTES, TAG_BYTES

CHUNK_FOLDER = "chunks"
UNNAMED_KEPT_MS = 30 * 86_400_000
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Unsent:
    """Chunks that exist on this laptop alone: their names and bytes, of how many `photos`, and how many more there
    are that were too much (`left`)."""

    names: tuple[str, ...]
    bytes: int
    photos: int
    left: int


class Chunks:
    """`casework.attachments.Shelf` of the laptop, and what sending and receiving files need of it."""

    def __init__(self, files: Files, folder: Path, *, names: ChunkNames, drafts: Drafts, log: OwnLog) -> None:
        self._files, self._folder = files, folder
        self._names, self._drafts, self._log = names, drafts, log

    @property
    def names(self) -> ChunkNames:
        """Which record names which chunk."""
        return self._names

    def keep(self, name: str, sealed: bytes) -> None:
        """Keeps a chunk of a file that was added here, durably; `files.disk_full`."""
        self._write(name, sealed)

    def receive(self, name: str, sealed: bytes) -> None:
        """Keeps a chunk that a server sent; `attachment.damaged` where its bytes do not fit its name."""
        if encode_bytes(sha256(sealed).digest()) != name:
            raise HomewardError("attachment.damaged", chunk=0)
        self._write(name, sealed)

    def take(self, name: str) -> bytes | None:
        """The bytes of a chunk as they lie there, None where it is not here."""
        try:
            return self._files.read(self._path(name), limit=CHUNK_BYTES + TAG_BYTES)
        except HomewardError as error:
            if error.code != "files.too_large":
                raise
            return b""  # grew on the disk: damaged, and its reader says so

    def has(self, names: Iterable[str]) -> bool:
        """Whether every one of these chunks is here."""
        return all(self._files.exists(self._path(name)) for name in names)

    def here(self) -> frozenset[str]:
        """The names of all chunks that are here."""
        return frozenset(self._present())

    def discard(self, names: Iterable[str]) -> None:
        """Removes those of these chunks that no record names."""
        for name in names:
            if not self._names.is_named(name):
                self._files.unlink(self._path(name))

    def forget_damaged(self, name: str) -> None:
        """Removes a chunk whose bytes do not fit its name, so that it counts as not here and is asked for again."""
        self._files.unlink(self._path(name))

    def waits(self, record: Id, *, at: Id | None = None) -> bool:
        """Whether the file of a record was added here and no server (that one, where it is named with `at`) is known to
        hold all of it yet."""
        return self._is_unsent(record, self._names.whole_anywhere() if at is None else self._names.whole_at(at))

    def unsent(self, *, max_bytes: int) -> Unsent:
        """The chunks of photos that no server is known to have, and of photos in drafts, as many as `max_bytes` hold:
        drafts first, then the oldest; a photo whole or not at all."""
        sent = self._names.whole_anywhere()
        some = [one for one in self._names.all() if one.record not in sent]
        written = self._log.heads_of([one.record for one in some])
        own = [one for one in some if written.get(one.record)]
        photos = [tuple(sorted(names)) for names in self._by_draft() if names]
        photos += [(*one.thumbnail, *one.content) for one in own]
        found: list[str] = []
        held = counted = 0
        for names in photos:
            size = sum(self._size(name) for name in names)
            if held + size <= max_bytes:
                held, counted = held + size, counted + 1
                found += names
        return Unsent(tuple(dict.fromkeys(found)), held, counted, len(photos) - counted)

    def named(self) -> frozenset[str]:
        """Every chunk that a record or a draft names."""
        return (
            frozenset(name for one in self._names.all() for name in (*one.thumbnail, *one.content)) | self._in_drafts()
        )

    def sweep(self, *, now: int) -> int:
        """Removes what an erased record or one that left and was sent named, and what nothing has named for 30 days (an
        upload that was cut off, a record that a restored store does not know yet); how many chunks. `now` in ms."""
        sent = self._names.whole_anywhere()
        done = [one.record for one in self._names.all() if one.is_left and not self._is_unsent(one.record, sent)]
        self._names.forget_left(done)
        since = self._names.unnamed_since(self.here() - self.named(), now=now)
        gone = [name for name, at in since.items() if at + UNNAMED_KEPT_MS <= now]
        for name in gone:
            self._files.unlink(self._path(name))
        return len(gone)

    def _is_unsent(self, record: Id, sent: frozenset[Id]) -> bool:
        return record not in sent and bool(self._log.heads_of([record]).get(record))

    def _in_drafts(self) -> set[str]:
        return {name for names in self._by_draft() for name in names}

    def _by_draft(self) -> Iterator[set[str]]:
        """What each draft names that is here."""
        for draft in self._drafts.all():
            if draft.kind == ATTACHMENT:
                yield {name for text in _texts(draft.form) for name in _NAME.findall(text)}

    def _size(self, name: str) -> int:
        path = self._path(name)
        return path.stat().st_size if self._files.exists(path) else 0

    def _present(self) -> Iterator[str]:
        if self._files.exists(self._folder):
            yield from (path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def _write(self, name: str, sealed: bytes) -> None:
        self._files.make_folder(self._folder)
        self._files.write_durably(self._path(name), sealed)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a chunk")
        return self._folder / name


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
