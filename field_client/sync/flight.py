"""One request on its way in a thread of its own, so that the laptop works on its store while the centre works.

Promise: the thread carries bytes and touches nothing of the store but the request's number; what went wrong on the way
is raised where the reply is read. Refused: a second request before this one has ended.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from field_client.sync.carrier import Carrier, Packed
from shared_schema.wire.frames import Frame


@dataclass(frozen=True, slots=True)
class _Ended:
    """The last thing that arrives: nothing more, or the error that broke it off."""

    error: Exception | None


class Flight:
    """Sends `body` at once, and `ready` after it; `reply` is what `Carrier.exchange` would have given."""

    def __init__(self, carrier: Carrier, body: bytes, ready: Packed | None = None) -> None:
        self._arrived: SimpleQueue[Frame | _Ended] = SimpleQueue()
        self._thread = Thread(target=self._carry, args=(carrier, body, ready), name="exchange", daemon=True)
        self._thread.start()

    @contextmanager
    def reply(self) -> Iterator[Iterator[Frame]]:
        """The frames as they arrive; leaving the block waits until the request has ended."""
        try:
            yield self._frames()
        finally:
            self.wait()

    def is_quiet(self) -> bool:
        """Whether nothing has arrived that was not read yet."""
        return self._arrived.empty()

    def wait(self) -> None:
        """Returns when the request has ended, whatever became of it."""
        self._thread.join()

    def _frames(self) -> Iterator[Frame]:
        while isinstance(one := self._arrived.get(), Frame):
            yield one
        if one.error is not None:
            raise one.error

    def _carry(self, carrier: Carrier, body: bytes, ready: Packed | None) -> None:
        try:
            with carrier.exchange(body, ready) as frames:
                for frame in frames:
                    self._arrived.put(frame)
        except Exception as error:  # noqa: BLE001 - raised again where the reply is read
            self._arrived.put(_Ended(error))
        else:
            self._arrived.put(_Ended(None))
