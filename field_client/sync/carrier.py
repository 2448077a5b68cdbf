"""What the engine needs of its surroundings: something that carries frames, and somebody who may look on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from field_client.sync.line import Traffic
from shared_schema.wire.frames import Frame


@dataclass(frozen=True, slots=True)
class Packed:
    """Frames at the end of a request that were made ready before its beginning was known; `packed` = in `coding`."""

    frames: bytes
    coding: str = ""
    packed: bytes = b""


class Carrier(Protocol):
    """A transport: HTTP, or in the process of a test; both pass the same contract."""

    def pack(self, frames: bytes) -> Packed:
        """Makes frames ready to travel at the end of a request that will be sent soon."""
        ...

    def exchange(self, body: bytes, ready: Packed | None = None) -> AbstractContextManager[Iterator[Frame]]:
        """Sends the frames of a request, `ready` after `body`; the frames of the reply come as they arrive."""
        ...

    @property
    def read_by_server(self) -> tuple[str, ...]:
        """Codings that the server is now known to read."""
        ...

    @property
    def traffic(self) -> Traffic:
        """What has gone over the line so far."""
        ...


class Watch(Protocol):
    """Who is told how far a sending has come."""

    def sent(self, done: int, total: int) -> None:
        """Own changes that the server holds, of all that waited."""
        ...

    def received(self, records: int) -> None:
        """States applied so far."""
        ...

    def carried(self, moved_bytes: int) -> None:
        """Bytes of records that went over the line so far, both ways."""
        ...

    def photos(self, done_bytes: int, total_bytes: int) -> None:
        """Photos and papers that went or came so far, of all that will, as they travel."""
        ...


class Unwatched:
    """Nobody looks."""

    def sent(self, done: int, total: int) -> None:
        """Nothing."""

    def received(self, records: int) -> None:
        """Nothing."""

    def carried(self, moved_bytes: int) -> None:
        """Nothing."""

    def photos(self, done_bytes: int, total_bytes: int) -> None:
        """Nothing."""
