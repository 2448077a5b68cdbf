"""One reply as it is read: frames make pages, whole pages wait to be applied, and what has to follow is remembered.

Promise: whatever is whole is applied, also where the reply breaks off. Refused: applying half a page.
"""

from collections import deque
from collections.abc import Callable, Iterator

from field_client.sync import plan
from field_client.sync.flight import Flight
from field_client.sync.pages import Pages
from field_client.sync.request import Known, Request, known_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.exchange import ReplyReader
from shared_schema.wire.frames import Frame
from shared_schema.wire.messages import Checkpoint, End, ReplyMessage, StateFrame, Verdicts

HELD_PAGES = 8  # of about 64 kB on the wire: read ahead, not yet applied


class Reading:
    """One reply as it is read: pages that are whole and wait to be applied, and what has to follow from it.

    Where it comes in by itself (`flight`), what has arrived is read before pages are applied, up to a bound: the sooner
    the end is known, the sooner the next request may leave. `note_end` is called in the transaction of the last page.
    """

    def __init__(
        self,
        pages: Pages,
        request: Request,
        *,
        flight: Flight | None = None,
        note_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.pages, self.request, self.flight = pages, request, flight
        self.note_end = note_end
        self.end: End | None = None
        self.epoch: str | None = None
        self.missing: list[Id] = []
        self.want: list[Id] = []
        self.forked: dict[Id, tuple[int, bytes]] = {}
        self.relayed_after: dict[Id, int] = {}
        self.has_progress = False  # the server took more than it had confirmed
        self.has_states = False
        self.damaged: dict[Id, int] = {}
        self._whole: deque[tuple[list[ReplyMessage], dict[str, int]]] = deque()  # pages with their cursors
        self._verdicts: list[Verdicts] = []
        self._is_open = request.errand.is_repair  # what comes next is known only when everything is applied

    @property
    def known(self) -> Known | None:
        """How far laptop and server will be with each other when the whole reply is applied; None where only the
        applying can tell."""
        if self.end is None or self._is_open or self.missing:
            return None
        before = known_of(self.pages.store, self.pages.server)
        cursors = {scope: seq for _messages, page in self._whole for scope, seq in page.items()}
        confirmed = plan.confirmations(self.request.own, self._verdicts)
        return Known({**before.cursors, **cursors}, {**before.confirmed, **confirmed})

    def read(self, frames: Iterator[Frame]) -> None:
        """Applies pages as soon as something follows them and nothing more has arrived; the last ones wait for
        `finish`. Where the reply ends without its end, or breaks off, every whole page is applied."""
        try:
            self._read(frames)
        except HomewardError:
            self._apply_whole()
            raise
        if self.end is None:
            self._apply_whole()

    def finish(self) -> None:
        """Applies what is left, the last page together with the end of the reply."""
        self._apply_whole(end=self.end)

    def _read(self, frames: Iterator[Frame]) -> None:
        reader = ReplyReader(scopes=self.request.scopes)
        begun: list[ReplyMessage] = []
        for frame in frames:
            message = reader.read(frame)
            if isinstance(message, End):
                self._note_end(message, begun)
                return
            if isinstance(message, Checkpoint):
                self._whole.append((begun, dict(message.cursors)))
                begun = []
                continue
            if len(self._whole) > HELD_PAGES or self.flight is None or self.flight.is_quiet():
                self._apply_whole()
            if message is not None:
                self._note(message)
                begun.append(message)

    def _note(self, message: ReplyMessage) -> None:
        self._is_open = self._is_open or plan.leaves_open(message, epoch=self.request.hello.epoch)
        if isinstance(message, Verdicts):
            self._verdicts.append(message)

    def _note_end(self, end: End, begun: list[ReplyMessage]) -> None:
        messages, cursors = self._whole.pop() if self._whole else ([], {})
        self._whole.append(([*messages, *begun], {**cursors, **end.cursors}))
        self.end = end

    def _apply_whole(self, *, end: End | None = None) -> None:
        """In as few transactions as there may be; `end` belongs to the last of them."""
        while self._whole:
            messages, cursors = self._next()
            last = None if self._whole else end
            self.pages.apply(plan.collect(messages), cursors, self.request, self, end=last)

    def _next(self) -> tuple[list[ReplyMessage], dict[str, int]]:
        """A page, with those after it that hold nothing but states: one wait for the disk instead of many."""
        messages, cursors = self._whole.popleft()
        joined = 1
        while self._whole and joined < HELD_PAGES and all(isinstance(one, StateFrame) for one in self._whole[0][0]):
            more, further = self._whole.popleft()
            messages, cursors, joined = [*messages, *more], {**cursors, **further}, joined + 1
        return messages, cursors
