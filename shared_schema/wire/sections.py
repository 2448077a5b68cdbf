"""The payload of a bundle while it is written: frames in sections, each with its size and SHA-256, in one zstd stream.

A section ends where the stream is flushed, at every checkpoint: whoever holds the bytes up to there can read and verify
that much. It is an `Encoder`, so the reply of an exchange is written into a bundle by the same code as onto a line.
"""

from hashlib import sha256
from typing import NamedTuple

from shared_schema.wire.coding import ZSTD, Codings

SECTION_BYTES = 1024 * 1024  # of frames; a longer stretch without a checkpoint is cut into several sections


class Section(NamedTuple):
    """A stretch of frames: how many bytes they have, and their SHA-256."""

    size: int
    digest: bytes


class SectionWriter:
    """Packs what is written and notes the sections. `payload` and `sections` are whole after `finish`."""

    def __init__(self, codings: Codings | None = None) -> None:
        self._encoder = (codings or Codings()).encoder(ZSTD)
        self._parts: list[bytes] = []
        self._sections: list[Section] = []
        self._open_bytes = 0
        self._hash = sha256()
        self.packed_bytes = 0

    def write(self, data: bytes) -> bytes:
        """Frames; gives the packed bytes that are ready, as every encoder does."""
        ready = b""
        for start in range(0, len(data), SECTION_BYTES):
            part = data[start : start + SECTION_BYTES]
            if self._open_bytes + len(part) > SECTION_BYTES:
                ready += self.flush()
            self._hash.update(part)
            self._open_bytes += len(part)
            ready += self._keep(self._encoder.write(part))
        return ready

    def flush(self) -> bytes:
        """Ends the section: everything so far can be read by who holds it so far."""
        if not self._open_bytes:
            return b""
        self._sections.append(Section(self._open_bytes, self._hash.digest()))
        self._open_bytes, self._hash = 0, sha256()
        return self._keep(self._encoder.flush())

    def finish(self) -> bytes:
        """Ends the stream."""
        ready = self.flush()
        return ready + self._keep(self._encoder.finish())

    @property
    def payload(self) -> bytes:
        """The packed stream."""
        return b"".join(self._parts)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in order."""
        return tuple(self._sections)

    def _keep(self, data: bytes) -> bytes:
        if data:
            self._parts.append(data)
            self.packed_bytes += len(data)
        return data
