"""The messages of the exchange as frames, written and read here alone (docs/protocol.md). Keys are short: they travel.

Whatever is not exactly a message raises `wire.malformed`; nothing is read by half.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from zlib import crc32

from shared_schema import canonical
from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.change import Batch, BatchItem, BodyHash, Head
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Dot
from shared_schema.wire.frames import Frame, write_frame
from shared_schema.wire.messages import (
    PROTOCOL,
    Checkpoint,
    Compare,
    Cursors,
    End,
    Gone,
    IncarnationStatement,
    Message,
    Notice,
    Range,
    ReplyHello,
    ReplyMessage,
    RequestHello,
    RequestMessage,
    SeenCheckpoint,
    SetAside,
    StateFrame,
    Verdicts,
    Want,
    Witness,
)

HASH_BYTES = 32
_INT_LIMIT = 2**63


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
        case StateFrame():
            raise TypeError("states are written by write_state_frame")
        case _:
            return write_frame(_LETTERS[type(message)], canonical.dumps(_body(message)))


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
            items.append(BodyHash(_hash(frame.payload.decode("ascii"))))
            return None
        body = canonical.loads(frame.payload)
        self._open = None
        head = Head(_count(body["n"]), decode_bytes(body["s"]))
        return Batch(incarnation, n_before, link_before, tuple(items), head)

    def _message(self, frame: Frame) -> Message | None:
        if frame.letter in _RAW:
            return _RAW[frame.letter](frame.payload)
        body = canonical.loads(frame.payload, max_depth=16)
        if frame.letter == "B":
            self._open = (_id(body["i"]), _count(body["n"]), _hash(body["l"]), [])
            return None
        if frame.letter == "s":
            scopes = tuple(self.scopes[_count(number)] for number in body["c"])
            is_delta = "d" in body
            return StateFrame(scopes, body["d" if is_delta else "s"], is_delta=is_delta)
        return _READERS[frame.letter](body)


def _batch_frames(batch: Batch) -> Iterator[bytes]:
    header = {"i": batch.incarnation, "n": batch.n_before, "l": encode_bytes(batch.link_before)}
    yield write_frame("B", canonical.dumps(header))
    for item in batch.items:
        if isinstance(item, BodyHash):
            yield write_frame("X", encode_bytes(item.value).encode("ascii"))
        else:
            yield write_frame("C", item)
    yield write_frame("S", canonical.dumps({"n": batch.head.n, "s": encode_bytes(batch.head.signature)}))


def _body(message: Message) -> dict[str, Json]:
    match message:
        case RequestHello():
            return {
                "p": message.protocol,
                "v": message.schema,
                "e": message.epoch,
                "c": dict(message.cursors),
                "k": dict(message.confirmed),
                "h": dict(message.have),
                "m": message.max_reply_bytes,
                "t": message.clock,
            }
        case ReplyHello():
            body: dict[str, Json] = {"e": message.epoch, "p": message.protocol, "t": message.clock, "v": message.schema}
            if message.scopes is not None:
                body["s"] = list(message.scopes)
            if message.known:
                body["k"] = {i: [n, encode_bytes(link)] for i, (n, link) in message.known.items()}
            return body
        case Compare():
            found: dict[str, Json] = {"s": message.scope}
            if message.sums:
                found["b"] = [str(number) for number in message.sums]
            if message.ids:
                found["i"] = {
                    str(bucket): {record: str(digest) for record, digest in entries.items()}
                    for bucket, entries in message.ids.items()
                }
            return found
        case Want(ids):
            return {"i": list(ids)}
        case Notice(lists):
            return dict(lists)
        case Verdicts():
            return _verdicts_body(message)
        case Gone():
            gone: dict[str, Json] = {"s": message.scope, "y": message.why}
            if message.ids:
                gone["i"] = list(message.ids)
            if message.home is not None:
                gone["h"] = message.home
            return gone
        case Checkpoint():
            return {"c": dict(message.cursors), "n": message.count, "x": message.checksum}
        case End():
            end: dict[str, Json] = {"c": dict(message.cursors), "m": message.has_more}
            if message.digests:
                end["d"] = {scope: str(digest) for scope, digest in message.digests.items()}
            if message.highest is not None:
                end["n"] = message.highest
            if message.audit is not None:
                end["a"] = message.audit
            if message.wanted is not None:
                end["w"] = message.wanted
            if message.witnessed:
                end["z"] = list(message.witnessed)
            return end
    raise TypeError(f"no frame for {type(message).__name__}")


def _verdicts_body(message: Verdicts) -> dict[str, Json]:
    body: dict[str, Json] = {}
    if message.applied:
        body["a"] = [list(entry) for entry in message.applied]
    if message.duplicate:
        body["d"] = [list(entry) for entry in message.duplicate]
    if message.set_aside:
        body["q"] = [
            [*entry.dot, entry.code] if entry.behind is None else [*entry.dot, entry.code, *entry.behind]
            for entry in message.set_aside
        ]
    if message.waits_for:
        body["w"] = [list(dot) for dot in message.waits_for]
    return body


def _read_request_hello(body: Json) -> RequestHello:
    epoch = None if body["e"] is None else _text(body["e"])
    return RequestHello(
        _whole(body["v"]), epoch, _counts(body["c"]), _counts(body["k"]), _counts(body["h"]), _count(body["m"]),
        _whole(body["t"]), _whole(body["p"]),
    )  # fmt: skip


def _read_reply_hello(body: Json) -> ReplyHello:
    known = {i: (_count(n), _hash(link)) for i, (n, link) in body.get("k", {}).items()}
    scopes = tuple(_text(scope) for scope in body["s"]) if "s" in body else None
    return ReplyHello(_text(body["e"]), _whole(body["v"]), _whole(body["t"]), scopes, known, _whole(body["p"]))


def _read_compare(body: Json) -> Compare:
    ids = {
        int(bucket): {record: int(digest) for record, digest in entries.items()}
        for bucket, entries in body.get("i", {}).items()
    }
    return Compare(_text(body["s"]), tuple(int(number) for number in body.get("b", ())), ids)


def _read_verdicts(body: Json) -> Verdicts:
    ranges = [tuple((_id(i), _count(a), _count(z)) for i, a, z in body.get(key, ())) for key in ("a", "d")]
    aside = tuple(
        SetAside(_dot(entry[:2]), _text(entry[2]), _dot(entry[3:]) if len(entry) > 3 else None)
        for entry in body.get("q", ())
    )
    return Verdicts(ranges[0], ranges[1], aside, tuple(_dot(entry) for entry in body.get("w", ())))


def _read_gone(body: Json) -> Gone:
    home = _text(body["h"]) if "h" in body else None
    return Gone(_text(body["s"]), _text(body["y"]), tuple(_id(record) for record in body.get("i", ())), home)


def _read_end(body: Json) -> End:
    digests = {scope: int(digest) for scope, digest in body.get("d", {}).items()}
    highest = _count(body["n"]) if "n" in body else None
    wanted = _count(body["w"]) if "w" in body else None
    witnessed = tuple(_count(number) for number in body.get("z", ()))
    return End(_counts(body["c"]), digests, bool(body["m"]), highest, body.get("a"), wanted, witnessed)


def _counts(value: Json) -> dict[str, int]:
    return {key: _count(number) for key, number in value.items()}


def _whole(value: Json) -> int:
    if type(value) is not int or abs(value) >= _INT_LIMIT:
        raise TypeError("not a whole number")
    return value


def _count(value: Json) -> int:
    if _whole(value) < 0:
        raise ValueError("less than nothing")
    return int(value)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _id(value: Json) -> Id:
    if not is_id(value):
        raise ValueError("not an identifier")
    return str(value)


def _dot(value: Json) -> Dot:
    device, n = value
    return (_id(device), _count(n))


def _hash(value: Json) -> bytes:
    data = decode_bytes(value)
    if len(data) != HASH_BYTES:
        raise ValueError("not a hash")
    return data


_LETTERS = {
    RequestHello: "H", Compare: "Q", Want: "W",
    ReplyHello: "h", Notice: "n", Verdicts: "v", Gone: "g", Checkpoint: "k", End: "e",
}  # fmt: skip
_RAW: Mapping[str, Callable[[bytes], Message]] = {"I": IncarnationStatement, "Z": Witness, "K": SeenCheckpoint}
_READERS: Mapping[str, Callable[[Json], Message]] = {
    "H": _read_request_hello,
    "Q": _read_compare,
    "W": lambda body: Want(tuple(_id(record) for record in body["i"])),
    "h": _read_reply_hello,
    "n": lambda body: Notice(dict(body)),
    "v": _read_verdicts,
    "g": _read_gone,
    "k": lambda body: Checkpoint(_counts(body["c"]), _count(body["n"]), _count(body["x"])),
    "e": _read_end,
}


__all__ = [
    "PROTOCOL",
    "Checkpoint",
    "Checksum",
    "Compare",
    "Cursors",
    "End",
    "Gone",
    "IncarnationStatement",
    "Message",
    "Notice",
    "Range",
    "ReplyHello",
    "ReplyMessage",
    "ReplyReader",
    "RequestHello",
    "RequestMessage",
    "SeenCheckpoint",
    "SetAside",
    "StateFrame",
    "Verdicts",
    "Want",
    "Witness",
    "read_request",
    "write_message",
    "write_state_frame",
]
