"""Two sendings of one laptop at once: one runs, the other says so, and request numbers only rise."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from field_client.sync.line import Answered, Posted
from tests.builders.records import a_case
from tests.field_client.sync.laptops import Field, closing, refused, same_everywhere, save
from tests.field_client.sync.lines import PassingLine, WsgiLine


@dataclass
class HeldLine(PassingLine):
    """A line that waits in the middle of a request until the test lets it go on."""

    entered: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        self.entered.set()
        assert self.let_go.wait(30)
        with self.inner.post(posted) as answered:
            yield answered


def test_a_second_sync_says_that_one_is_going_on(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        save(laptop, a_case(worker=laptop.book.person))
        server = laptop.centre().server
        laptop.engine(server)
        inner = laptop._lines[server]
        assert isinstance(inner, WsgiLine)
        held = HeldLine(inner)
        laptop._lines[server] = held
        reports = []
        thread = threading.Thread(target=lambda: reports.append(laptop.sync()))
        thread.start()
        assert held.entered.wait(30)
        refused(laptop.sync, "sync.busy")
        save(laptop, a_case(worker=laptop.book.person))  # typing goes on meanwhile
        held.let_go.set()
        thread.join(30)
        assert reports[0].sent["case"] >= 1
        laptop.sync()
        assert laptop.store.outbox.waiting(server) == 0
        assert same_everywhere(laptop)
        assert numbers_rise(inner)


def test_request_numbers_rise_over_restarts_of_the_program(sokha: Field) -> None:
    numbers: list[int] = []
    for _ in range(3):
        with closing(sokha) as (laptop,):
            laptop.sync()
            laptop.sync()
            line = laptop._lines[laptop.centre().server]
            assert isinstance(line, WsgiLine)
            numbers += numbers_of(line)
    assert numbers == sorted(set(numbers))
    assert numbers[2] - numbers[1] >= 64 - 2  # a block is reserved before it is used, and never used again


def numbers_rise(line: WsgiLine) -> bool:
    numbers = numbers_of(line)
    return numbers == sorted(set(numbers))


def numbers_of(line: WsgiLine) -> list[int]:
    heads = [posted.headers.get("Signature-Input", "") for posted in line.posted]
    return [int(head.split('nonce="')[1].split('"')[0]) for head in heads if 'nonce="' in head]
