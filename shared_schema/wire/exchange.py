"""The messages of the exchange as frames, written and read here alone (docs/protocol.md).

Whatever is not exactly a message raises `wire.malformed`; nothing is read by half.
"""

from collections.abc import Iterable, Iterator
from zlib import crc32

from shared_schema import canonical
from shared_schema.canonical import decode_bytes, encode_bytes
from shared_schema.change import Batch, BatchItem, BodyHash, Head
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.bodies import LETTERS, RAW, READERS, write_body
from shared_schema.wire.body_values import read_count, read_hash, read_id
from shared_schema.wire.frames import Frame, write_frame
from shared_schema.wire.messages import (
    Checkpoint,
    IncarnationStatement,
    Message,
    ReplyHello,
    ReplyMessage,
    RequestMessage,
    RosterFrame,
    SeenCheckpoint,
    StateFrame,
    Witness,
)


def write_message(message: Message) -> bytes:
    """The frame (for a batch: the frames) of one message, except states (see `write_state_frame`)."""
    match message:
        case Batch():
            return b"".join(_batch_frames(message))
        case IncarnationStatement(payload):
            return write_frame("I", payload)
        case Witness(compact):
            return write_frame("Z", compact)
        case SeenCheckpoint(payload):
            return write_frame("K", payload)
        case RosterFrame(payload):
            return write_frame("r", payload)
        case StateFrame():
            raise TypeError("states are written by write_state_frame")
        case _:
            return write_frame(LETTERS[type(message)], canonical.dumps(write_body(message)))


def write_state_frame(scope_numbers: Iterable[int], compact: bytes, *, is_delta: bool = False) -> bytes:
    """A state frame around bytes as they were stored; scopes are numbers into the sorted scope names of the device."""
    key = b'"d":' if is_delta else b'"s":'
    numbers = b",".join(b"%d" % number for number in scope_numbers)
    return b's\t{"c":[' + numbers + b"]," + key + compact + b"}\n"


def read_request(frames: Iterable[Frame]) -> Iterator[RequestMessage]:
    """The messages of a request in order; raises `wire.malformed`."""
    reader = _Reader(scopes=())
    for frame in frames:
        message = reader.read(frame)
        if message is not None:
            yield message  # type: ignore[misc]
    reader.finish()


class ReplyReader:
    """Reads a reply frame by frame; it needs the device's scopes (from the request, or from the reply's hello).

    `read(frame)` gives a message, or None inside a batch. `since_checkpoint` = (count, checksum) of frames so far.
    """

    def __init__(self, *, scopes: Iterable[str]) -> None:
        self._reader = _Reader(scopes=tuple(sorted(scopes)))
        self._checksum = Checksum()

    def read(self, frame: Frame) -> ReplyMessage | None:
        """The message that this frame completes. Raises `wire.malformed`, `wire.checksum` at a bad checkpoint."""
        message = self._reader.read(frame)
        if isinstance(message, Checkpoint):
            if (message.count, message.checksum) != self._checksum.take():
                raise HomewardError("wire.checksum", count=message.count)
        else:
            self._checksum.add(write_frame(frame.letter, frame.payload))
        if isinstance(message, ReplyHello) and message.scopes is not None:
            self._reader.scopes = tuple(sorted(message.scopes))
        return message  # type: ignore[return-value]


class Checksum:
    """Count and CRC-32 of the frames since the last checkpoint (damage, not malice: the channel is authenticated)."""

    def __init__(self) -> None:
        self._count = 0
        self._value = 0

    def add(self, frame: bytes) -> None:
        """Counts one frame's bytes."""
        self._count += 1
        self._value = crc32(frame, self._value)

    def take(self) -> tuple[int, int]:
        """(count, checksum) since the last call, and starts anew."""
        result = (self._count, self._value)
        self._count, self._value = 0, 0
        return result


class _Reader:
    def __init__(self, *, scopes: tuple[str, ...]) -> None:
        self.scopes = scopes
        self._open: tuple[Id, int, bytes, list[BatchItem]] | None = None

    def read(self, frame: Frame) -> Message | None:
        try:
            if frame.letter in "CXS":
                return self._batch_part(frame)
            if self._open is not None:
                raise HomewardError("wire.malformed", at=0)
            return self._message(frame)
        except HomewardError as error:
            raise HomewardError("wire.malformed", at=error.facts.get("at", 0)) from error
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise HomewardError("wire.malformed", at=0) from error

    def finish(self) -> None:
        if self._open is not None:
            raise HomewardError("wire.malformed", at=0)

    def _batch_part(self, frame: Frame) -> Batch | None:
        if self._open is None:
            raise HomewardError("wire.malformed", at=0)
        incarnation, n_before, link_before, items = self._open
        if frame.letter == "C":
            items.append(frame.payload)
            return None
        if frame.letter == "X":
            items.append(BodyHash(read_hash(frame.payload.decode("ascii"))))
            return None
        body = canonical.loads(frame.payload)
        self._open = None
        head = Head(read_count(body["n"]), decode_bytes(body["s"]))
        return Batch(incarnation, n_before, link_before, tuple(items), head)

    def _message(self, frame: Frame) -> Message | None:
        if frame.letter in RAW:
            return RAW[frame.letter](frame.payload)
        body = canonical.loads(frame.payload, max_depth=16)
        if frame.letter == "B":
            self._open = (read_id(body["i"]), read_count(body["n"]), read_hash(body["l"]), [])
            return None
        if frame.letter == "s":
            scopes = tuple(self.scopes[read_count(number)] for number in body["c"])
            is_delta = "d" in body
            return StateFrame(scopes, body["d" if is_delta else "s"], is_delta=is_delta)
        return READERS[frame.letter](body)


def _batch_frames(batch: Batch) -> Iterator[bytes]:
    header = {"i": batch.incarnation, "n": batch.n_before, "l": encode_bytes(batch.link_before)}
    yield write_frame("B", canonical.dumps(header))
    for item in batch.items:
        if isinstance(item, BodyHash):
            yield write_frame("X", encode_bytes(item.value).encode("ascii"))
        else:
            yield write_frame("C", item)
    yield write_frame("S", canonical.dumps({"n": batch.head.n, "s": encode_bytes(batch.head.signature)}))
