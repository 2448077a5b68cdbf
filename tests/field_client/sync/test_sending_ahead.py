"""While a receipt is written down here, the centre works on the next request already; a cut between is harmless."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event

import pytest

from field_client.app import Laptop
from field_client.store.check import find_damage
from field_client.store.cursors import Cursors
from field_client.sync.carrier import Unwatched
from field_client.sync.line import Answered, Posted
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.messages import End, Range, ReplyHello, ReplyMessage, RequestHello, RequestMessage
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import Field, closing, refused, same_everywhere, save
from tests.field_client.sync.lines import CutLine, PassingLine
from tests.field_client.sync.test_engine import meet, taking_all

WAIT_SECONDS = 20  # nobody waits so long: the request is there, or the test is red
LETTERS = "abcdefghijklmnopqrstuvwxyz "


@dataclass
class Pen:
    """Stands where the store writes a receipt down: waits there for the request that follows it, and may break."""

    laptop: Laptop
    arrived: Event = field(default_factory=Event)
    seen: list[bool] = field(default_factory=list)
    error: HomewardError | None = None

    def hold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        marks = self.laptop.store.marks
        write = marks.stand

        def stand(server: Id, ranges: Sequence[Range]) -> None:
            last = ranges[-1][2] == self.laptop.store.log.current().n
            if not last:
                self.seen.append(self.arrived.wait(WAIT_SECONDS))
                self.arrived.clear()
            if self.error is not None:
                raise self.error
            write(server, ranges)

        monkeypatch.setattr(marks, "stand", stand)


def fill(laptop: Laptop, *, visits: int = 40) -> None:
    """Words for many requests (they do not pack well), over a line that carries little at once."""
    case = a_case(worker=laptop.book.person)
    save(laptop, case)
    chance = Random(laptop.store.log.current().n)
    for _ in range(visits):
        save(laptop, a_visit(home=case.record, narrative="".join(chance.choices(LETTERS, k=2000)).strip()))
    carry_little(laptop)


def carry_little(laptop: Laptop) -> None:
    row = laptop.centre()
    laptop.store.cursors.note_contact(row.server, at=1, batch_bytes=1024, reply_bytes=32768, codings=row.codings)


def test_the_next_request_is_under_way_while_a_receipt_is_written_down(
    laptop: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        fill(opened)
        epoch = opened.store.cursors.epoch(opened.centre().server)
        pen = Pen(opened)
        pen.hold(monkeypatch)
        answer = taking_all(str(epoch))

        def noted(asked: list[RequestMessage]) -> list:  # type: ignore[type-arg]
            if len(carrier.requests) > 1:
                pen.arrived.set()
            return answer(asked)

        engine, carrier = meet(opened, noted)
        report = engine.sync()
        assert report.waiting == 0
        assert len(carrier.requests) >= 3
        assert pen.seen == [True] * (len(carrier.requests) - 1)


def test_a_receipt_that_cannot_be_written_down_leaves_everything_to_be_sent_again(
    laptop: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        fill(opened)
        server = opened.centre().server
        before = opened.store.outbox.waiting(server)
        full = HomewardError("files.disk_full", reason="SQLITE_FULL")
        line = _passing(opened)
        pen = Pen(opened, line.arrived, error=full)
        pen.hold(monkeypatch)
        refused(opened.sync, "files.disk_full")
        assert pen.seen == [True]  # the second request had left already, and the centre has taken it
        assert opened.store.outbox.waiting(server) == before
        monkeypatch.undo()
        assert opened.sync().waiting == 0
        assert find_damage(opened.store) == ()
        assert same_everywhere(opened)


@pytest.mark.parametrize("cut", ["lose_request", "lose_reply", "reply_bytes"])
def test_a_cut_at_any_request_of_a_long_push_is_harmless(laptop: Field, cut: str) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        for sound in range(4):
            fill(opened)
            with cut_line(opened, cut, sound=sound):
                with pytest.raises(HomewardError) as caught:
                    opened.sync()
                assert caught.value.code in ("sync.no_contact", "sync.cut")
            assert opened.store.outbox.waiting(opened.centre().server) > 0
            assert opened.sync().waiting == 0
            assert find_damage(opened.store) == ()
        assert same_everywhere(opened)


def test_whoever_stops_a_long_push_between_two_receipts_loses_none_of_them(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        fill(opened)
        waiting = opened.store.outbox.waiting(opened.centre().server)

        class Stopping(Unwatched):
            def sent(self, done: int, total: int) -> None:
                raise HomewardError("sync.paused")

        refused(lambda: opened.sync(watch=Stopping()), "sync.paused")
        assert opened.store.outbox.waiting(opened.centre().server) < waiting
        assert opened.sync().waiting == 0
        assert same_everywhere(opened)


def test_words_saved_during_a_long_push_leave_with_it(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        opened.sync()
        fill(opened)
        late = a_case(worker=opened.book.person)

        @dataclass
        class Typing(Unwatched):
            is_done: bool = False

            def sent(self, done: int, total: int) -> None:
                if not self.is_done:
                    self.is_done = True
                    save(opened, late)

        report = opened.sync(watch=Typing())
        assert (report.waiting, report.sent["case"]) == (0, 2)
        assert same_everywhere(opened)


# the lines


@dataclass
class _Passing(PassingLine):
    """Tells when a second request has been answered."""

    arrived: Event = field(default_factory=Event)
    posts: int = 0

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        with self.inner.post(posted) as answered:
            self.posts += 1
            if self.posts > 1:
                self.arrived.set()
            yield answered


def _passing(laptop: Laptop) -> _Passing:
    server = laptop.centre().server
    laptop.engine(server)
    laptop._lines[server] = line = _Passing(laptop._lines[server])
    return line


@contextmanager
def cut_line(laptop: Laptop, cut: str, *, sound: int) -> Iterator[None]:
    server = laptop.centre().server
    laptop.engine(server)
    inner = laptop._lines[server]
    line = CutLine(inner, sound=sound)
    setattr(line, cut, 60 if cut == "reply_bytes" else True)
    laptop._lines[server] = line
    yield
    laptop._lines[server] = inner


def test_the_next_part_of_a_caseload_is_asked_for_while_the_last_is_written_down(
    laptop: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three parts of a directory: the second and third are asked for ahead; what fits is the same as one by one."""
    with closing(laptop) as (opened,):
        opened.sync()
        scopes = dict(opened.store.cursors.of(opened.centre().server))
        epoch = str(opened.store.cursors.epoch(opened.centre().server))
        arrived = Event()
        seen: list[bool] = []
        put = type(opened.store.cursors).put

        def waiting(self: Cursors, server: Id, cursors: Mapping[str, int]) -> None:
            part = cursors.get("directory", 0) - scopes["directory"]
            if part in (1, 2):
                seen.append(arrived.wait(WAIT_SECONDS))
                arrived.clear()
            put(self, server, cursors)

        def answer(asked: list[RequestMessage]) -> list[ReplyMessage]:
            hello = asked[0]
            assert isinstance(hello, RequestHello)
            if len(carrier.requests) > 1:
                arrived.set()
            at = hello.cursors["directory"] + 1
            return [ReplyHello(epoch, 1, 1), End({"directory": at}, {}, at < scopes["directory"] + 3)]

        monkeypatch.setattr(Cursors, "put", waiting)
        engine, carrier = meet(opened, answer)
        engine.sync()
        assert len(carrier.requests) == 3
        assert seen == [True, True]
        assert opened.store.cursors.of(opened.centre().server)["directory"] == scopes["directory"] + 3
