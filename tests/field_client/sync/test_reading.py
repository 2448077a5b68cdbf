"""A reply as it is read: whole pages are written together where they may be, and each stands before it is told of."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from field_client.sync.plan import Page
from field_client.sync.reading import HELD_PAGES, Reading
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.exchange import Checksum, write_message, write_state_frame
from shared_schema.wire.frames import Frame, read_frames, write_frame
from shared_schema.wire.messages import Checkpoint, End, Gone, ReplyHello, ReplyMessage
from tests.builders.records import an_id

SCOPE = "directory"


class Written:
    """Stands where the store does; each call of `apply` is one transaction."""

    def __init__(self) -> None:
        self.pages: list[tuple[Page, dict[str, int], bool]] = []
        self.store = self.server = None

    def apply(self, page: Page, cursors: dict[str, int], _request: Any, reading: Reading, *, end: End | None) -> None:
        self.pages.append((page, cursors, end is not None))
        if end is not None:
            reading.note_end()


def a_reply(pages: Sequence[Sequence[ReplyMessage | Id]], *, has_end: bool = True) -> list[Frame]:
    """Frames of a reply: the hello, then each page with its checkpoint; an id stands for the state of a case."""
    written, since = [], Checksum()

    def add(data: bytes) -> None:
        for frame in read_frames(data):
            since.add(write_frame(frame.letter, frame.payload))
            written.append(frame)

    add(write_message(ReplyHello("e1", 1, 1)))
    for number, page in enumerate(pages, start=1):
        for one in page:
            add(
                write_state_frame([0], dumps({"i": one, "k": "case", "r": []}))
                if isinstance(one, str)
                else write_message(one)
            )
        written.extend(read_frames(write_message(Checkpoint({SCOPE: number}, *since.take()))))
    if has_end:
        add(write_message(End({SCOPE: len(pages)}, {}, False)))
    return written


def _state(record: Id) -> bytes:
    return write_state_frame([0], dumps({"i": record, "k": "case", "r": []}))


def a_reading(pages: Written, **more: Any) -> Reading:
    """All frames have arrived before the first page is written, as while a request is under way."""
    hello = SimpleNamespace(epoch="e1", cursors={})
    request = SimpleNamespace(errand=SimpleNamespace(is_repair=False), scopes=(SCOPE,), hello=hello, own=())
    flight = SimpleNamespace(is_quiet=lambda: False)
    return Reading(pages, request, flight=flight, **more)  # type: ignore[arg-type]


def test_pages_of_states_that_wait_are_written_together_with_the_last_cursors() -> None:
    pages, told = Written(), []
    reading = a_reading(pages, note_end=lambda: told.append(len(pages.pages)))
    reading.read(iter(a_reply([[an_id("a")], [an_id("b")], [an_id("c")]])))
    assert pages.pages == []
    reading.finish()
    ((page, cursors, is_end),) = pages.pages
    assert [state.body["i"] for state in page.states] == [an_id("a"), an_id("b"), an_id("c")]
    assert (cursors, is_end, told) == ({SCOPE: 3}, True, [1])


def test_a_page_in_which_a_record_leaves_begins_a_transaction_of_its_own() -> None:
    pages = Written()
    reading = a_reading(pages)
    leaving = Gone(SCOPE, "reassigned", (an_id("a"),))
    reading.read(iter(a_reply([[an_id("a")], [leaving, an_id("b")], [an_id("c")]])))
    reading.finish()
    assert [(len(page.states), len(page.gone), cursors[SCOPE]) for page, cursors, _end in pages.pages] == [
        (1, 0, 1),
        (2, 1, 3),
    ]
    assert [is_end for _page, _cursors, is_end in pages.pages] == [False, True]


def test_no_transaction_holds_more_than_so_many_pages() -> None:
    pages = Written()
    reading = a_reading(pages)
    reading.read(iter(a_reply([[an_id(str(n))] for n in range(HELD_PAGES + 5)])))
    reading.finish()
    assert max(len(page.states) for page, _cursors, _end in pages.pages) == HELD_PAGES
    assert sum(len(page.states) for page, _cursors, _end in pages.pages) == HELD_PAGES + 5


def test_what_was_whole_before_a_cut_is_written_without_an_end() -> None:
    pages = Written()
    reading = a_reading(pages)
    frames = a_reply([[an_id("a")], [an_id("b")], [an_id("c")]], has_end=False)[:-1]

    def cut() -> Any:
        yield from frames
        raise HomewardError("sync.cut")

    with pytest.raises(HomewardError):
        reading.read(cut())
    ((page, cursors, is_end),) = pages.pages
    assert (len(page.states), cursors, is_end) == (2, {SCOPE: 2}, False)
