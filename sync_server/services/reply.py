"""A reply being written: frames counted, compressed, flushed at checkpoints, kept within the laptop's limit."""

from collections.abc import Mapping

from shared_schema.wire.coding import Encoder
from shared_schema.wire.exchange import Checksum, write_message
from shared_schema.wire.messages import Checkpoint, Message

MAX_REPLY_BYTES = 8 * 1024 * 1024
CHECKPOINT_STATES = 200
CHECKPOINT_BYTES = 64 * 1024  # compressed: what a cut line carries twice; a checkpoint is a commit on the laptop
SMALLEST_REPLY = 2048
_TAIL_BYTES = 512  # checkpoint and end
_GUESSED_RATIO = 3  # until the first flush has shown the true one
_WORTH_A_FLUSH = 16 * 1024


class Reply:
    """Collects the frames of one reply; `is_full` says when no further state fits below the limit."""

    def __init__(self, encoder: Encoder, *, limit: int) -> None:
        self._encoder = encoder
        self._limit = max(SMALLEST_REPLY, min(limit, MAX_REPLY_BYTES)) - _TAIL_BYTES
        self._checksum = Checksum()
        self._parts: list[bytes] = []
        self._written = 0
        self._raw_total = 0
        self._raw_pending = 0
        self._raw_unflushed = 0
        self._states = 0

    @property
    def is_full(self) -> bool:
        """Whether what was written is at the limit: the exact size up to the last flush, and a guess since."""
        return self._written + self._guess(self._raw_unflushed) >= self._limit

    @property
    def wants_checkpoint(self) -> bool:
        """Whether a cut here would lose more than it should."""
        return self._states >= CHECKPOINT_STATES or self._guess(self._raw_pending) >= CHECKPOINT_BYTES

    def fits(self, frame_bytes: int) -> bool:
        """Whether a frame of this size may still follow; the first state of a reply always may."""
        if self._states == 0 and self._raw_total == self._raw_pending:
            return True
        if self._written + self._guess(self._raw_unflushed + frame_bytes) < self._limit:
            return True
        if self._raw_unflushed < _WORTH_A_FLUSH:
            return False
        self._flush()
        return self._written + self._guess(frame_bytes) < self._limit

    def add(self, message: Message) -> None:
        """One message."""
        self.add_frame(write_message(message))

    def add_frame(self, data: bytes, *, is_state: bool = False) -> None:
        """Frames as bytes; a batch is several."""
        for frame in data.splitlines(keepends=True) if data.count(b"\n") > 1 else (data,):
            self._checksum.add(frame)
        self._put(data)
        self._states += is_state

    def checkpoint(self, cursors: Mapping[str, int]) -> None:
        """A checkpoint over the frames since the last one, and everything so far readable at the other end."""
        count, checksum = self._checksum.take()
        self._put(write_message(Checkpoint(dict(cursors), count, checksum)))
        self._flush()
        self._raw_pending = 0
        self._states = 0

    def finish(self) -> bytes:
        """The whole body."""
        self._keep(self._encoder.finish())
        return b"".join(self._parts)

    def _put(self, data: bytes) -> None:
        self._keep(self._encoder.write(data))
        self._raw_total += len(data)
        self._raw_pending += len(data)
        self._raw_unflushed += len(data)

    def _flush(self) -> None:
        self._keep(self._encoder.flush())
        self._raw_unflushed = 0

    def _keep(self, data: bytes) -> None:
        if data:
            self._parts.append(data)
            self._written += len(data)

    def _guess(self, raw: int) -> int:
        flushed = self._raw_total - self._raw_unflushed
        ratio = flushed / self._written if self._written and flushed else _GUESSED_RATIO
        return int(raw / max(1.0, min(ratio, 20.0)))
