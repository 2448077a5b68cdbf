"""Codings of bodies: gzip, zstd, and zstd with the dictionary of the schema version; decoded size always bounded."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Protocol

import zstandard

from shared_schema.errors import HomewardError

GZIP, ZSTD, HOMEWARD_ZSTD = "gzip", "zstd", "homeward-zstd"
CODINGS = (GZIP, ZSTD, HOMEWARD_ZSTD)
MAX_COMPRESSED_BYTES = 1024 * 1024
MAX_DECOMPRESSED_BYTES = 32 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM_BYTES = 1024 * 1024
ZSTD_LEVEL = 6
GZIP_LEVEL = 6
CHUNK_BYTES = 64 * 1024
MAX_FRAMES = 4  # of zstd in one body
ZSTD_STEP_BYTES = 128  # a block of 4 bytes may become 128 KiB: one step gives 4 MiB at most before bounds are looked at
_GZIP_WINDOW = 31


class Encoder(Protocol):
    """A streaming compressor: `flush` makes everything written so far readable at the other end."""

    def write(self, data: bytes) -> bytes: ...
    def flush(self) -> bytes: ...
    def finish(self) -> bytes: ...


class Codings:
    """The codings one side offers; `dictionary` (bytes) enables `homeward-zstd`, absent it is not offered."""

    def __init__(self, *, dictionary: bytes | None = None, level: int = ZSTD_LEVEL) -> None:
        # Named parameters: with a dictionary zstd would otherwise reckon with small bodies alone.
        self._parameters = zstandard.ZstdCompressionParameters.from_level(level)
        self._dictionary = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        if self._dictionary is not None:
            self._dictionary.precompute_compress(compression_params=self._parameters)

    @property
    def offered(self) -> tuple[str, ...]:
        """Names of the codings this side reads and writes, best first."""
        return (HOMEWARD_ZSTD, ZSTD, GZIP) if self._dictionary is not None else (ZSTD, GZIP)

    def encode(self, data: bytes, coding: str) -> bytes:
        """`data` compressed as one whole body."""
        encoder = self.encoder(coding)
        return encoder.write(data) + encoder.finish()

    def encoder(self, coding: str) -> Encoder:
        """A streaming compressor. Raises `wire.coding_unknown`."""
        if coding == GZIP:
            return _GzipEncoder()
        dictionary = self._dictionary_for(coding)
        return _ZstdEncoder(zstandard.ZstdCompressor(compression_params=self._parameters, dict_data=dictionary))

    def decode(self, data: bytes, coding: str, *, max_bytes: int = MAX_DECOMPRESSED_BYTES) -> bytes:
        """A whole body; raises `wire.too_large` past the bounds, `wire.malformed` for damage or a cut.

        Of zstd it may be a row of frames (RFC 8878 section 3): a part may be compressed before another is known.
        """
        decoder = self.decoder(coding, max_bytes=max_bytes, frames=MAX_FRAMES)
        result = BytesIO()  # its value is taken without a copy
        for piece in decoder.feed(data):
            result.write(piece)
        if not decoder.is_finished:
            raise HomewardError("wire.malformed", at=len(data))
        return result.getvalue()

    def decode_stream(
        self, chunks: Iterable[bytes], coding: str, *, max_bytes: int = MAX_DECOMPRESSED_BYTES
    ) -> Iterator[bytes]:
        """Decoded pieces as they arrive; ends quietly at a cut (frames and checkpoints tell what is whole)."""
        decoder = self.decoder(coding, max_bytes=max_bytes)
        for chunk in chunks:
            yield from decoder.feed(chunk)

    def decoder(self, coding: str, *, max_bytes: int, frames: int = 1) -> "BoundedDecoder":
        """A bounded streaming decompressor, of at most so many zstd frames. Raises `wire.coding_unknown`."""
        if coding == GZIP:
            return BoundedDecoder(_GzipInflater(), max_bytes=max_bytes)
        dictionary = self._dictionary_for(coding)
        decompressor = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=2**23)
        inflater = _ZstdInflater(decompressor, frames=frames)
        return BoundedDecoder(inflater, max_bytes=max_bytes)

    def _dictionary_for(self, coding: str) -> zstandard.ZstdCompressionDict | None:
        if coding == ZSTD:
            return None
        if coding == HOMEWARD_ZSTD and self._dictionary is not None:
            return self._dictionary
        raise HomewardError("wire.coding_unknown", coding=coding)


class _Inflater(Protocol):
    def inflate(self, data: bytes) -> Iterator[bytes]: ...
    @property
    def is_finished(self) -> bool: ...


class BoundedDecoder:
    """Decodes piece by piece and stops before the bounds are passed: total bytes, and ratio from 1 MiB on."""

    def __init__(self, inflater: _Inflater, *, max_bytes: int) -> None:
        self._inflater = inflater
        self._max_bytes = max_bytes
        self._read = 0
        self._written = 0

    @property
    def is_finished(self) -> bool:
        """Whether the compressed stream has ended as it should."""
        return self._inflater.is_finished

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most 64 KiB. Raises `wire.too_large`, `wire.malformed`."""
        for start in range(0, len(data), CHUNK_BYTES):
            part = data[start : start + CHUNK_BYTES]
            self._read += len(part)
            for piece in self._inflater.inflate(part):
                self._written += len(piece)
                too_dense = self._written > RATIO_FROM_BYTES and self._written > self._read * MAX_RATIO
                if self._written > self._max_bytes or too_dense:
                    raise HomewardError("wire.too_large", limit=self._max_bytes)
                yield piece


class _GzipInflater:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_WINDOW)

    @property
    def is_finished(self) -> bool:
        return self._stream.eof and not self._stream.unused_data

    def inflate(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = self._stream.decompress(data, CHUNK_BYTES)
            while piece:
                yield piece
                piece = self._stream.decompress(self._stream.unconsumed_tail, CHUNK_BYTES)
        except zlib.error as error:
            raise HomewardError("wire.malformed", at=0) from error


class _ZstdInflater:
    def __init__(self, decompressor: zstandard.ZstdDecompressor, *, frames: int) -> None:
        self._decompressor, self._left = decompressor, frames - 1
        self._stream = decompressor.decompressobj(write_size=CHUNK_BYTES)

    @property
    def is_finished(self) -> bool:
        return bool(self._stream.eof) and not self._stream.unused_data

    def inflate(self, data: bytes) -> Iterator[bytes]:
        try:
            for start in range(0, len(data), ZSTD_STEP_BYTES):
                step = data[start : start + ZSTD_STEP_BYTES]
                while step:
                    if self._stream.eof:
                        self._next_frame(at=start)
                    piece = self._stream.decompress(step)
                    step = self._stream.unused_data
                    if piece:
                        yield piece
        except zstandard.ZstdError as error:
            raise HomewardError("wire.malformed", at=0) from error

    def _next_frame(self, *, at: int) -> None:
        if not self._left:
            raise HomewardError("wire.malformed", at=at)
        self._left -= 1
        self._stream = self._decompressor.decompressobj(write_size=CHUNK_BYTES)


class _GzipEncoder:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)

    def write(self, data: bytes) -> bytes:
        return self._stream.compress(data)

    def flush(self) -> bytes:
        return self._stream.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self._stream.flush()


class _ZstdEncoder:
    def __init__(self, compressor: zstandard.ZstdCompressor) -> None:
        self._stream = compressor.compressobj()

    def write(self, data: bytes) -> bytes:
        return self._stream.compress(data)

    def flush(self) -> bytes:
        return self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self) -> bytes:
        return self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


def accepted_coding(header: str | None, offered: Mapping[str, object] | Iterable[str]) -> str | None:
    """The first of the codings in an Accept-Encoding-like header that `offered` holds, or None."""
    known = set(offered)
    names = [part.split(";")[0].strip() for part in (header or "").split(",")]
    return next((name for name in names if name in known), None)
