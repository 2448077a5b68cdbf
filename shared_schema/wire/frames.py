"""A frame is one line: a type letter, a tab, the payload, a line feed. Payloads never hold a raw line feed.

A change's payload is its exact signed bytes (canonical JSON writes line feeds escaped).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared_schema.errors import HomewardError

MAX_FRAME_BYTES = 1024 * 1024


class Frame(NamedTuple):
    """`letter` names the type (exchange.py), `payload` its bytes."""

    letter: str
    payload: bytes


def write_frame(letter: str, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return letter.encode("ascii") + b"\t" + payload + b"\n"


def read_frames(data: bytes) -> Iterator[Frame]:
    """The frames of a whole message; raises `wire.malformed` for anything that is not a sequence of whole frames."""
    if data and not data.endswith(b"\n"):
        raise HomewardError("wire.malformed", at=len(data))
    start = 0
    while start < len(data):  # one line at a time: a body of line feeds alone must not become a list of millions
        end = data.index(b"\n", start)
        if end - start > MAX_FRAME_BYTES:
            raise HomewardError("wire.frame_too_large", limit=MAX_FRAME_BYTES)
        yield _frame(data[start:end])
        start = end + 1


def stream_frames(chunks: Iterable[bytes]) -> Iterator[Frame]:
    """Frames as they arrive; a cut stream yields the whole frames before the cut and ends without the torn one."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_FRAME_BYTES:
            raise HomewardError("wire.frame_too_large", limit=MAX_FRAME_BYTES)
        for line in lines:
            yield _frame(line)


def _frame(line: bytes) -> Frame:
    if len(line) > MAX_FRAME_BYTES:
        raise HomewardError("wire.frame_too_large", limit=MAX_FRAME_BYTES)
    if len(line) < 2 or line[1:2] != b"\t" or not line[:1].isalpha():
        raise HomewardError("wire.malformed", at=0)
    return Frame(line[:1].decode("ascii"), line[2:])
