"""Single records fetched again over a line that drops: what arrived stays, and only what lacks is asked for.

And what only one laptop remembers is told until the centre has kept it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from string import ascii_lowercase

import pytest

from field_client.app import Laptop
from field_client.store.rebuild import wanted, write_sums
from field_client.sync.line import Answered, Line, Posted
from field_client.sync.plan import START_BYTES, Sizes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState, Written
from shared_schema.wire.compact import write_state
from shared_schema.wire.exchange import read_request
from shared_schema.wire.frames import read_frames
from shared_schema.wire.messages import Want
from tests.builders.records import a_case, a_visit, an_id
from tests.central import Central
from tests.field_client.sync.laptops import Field, closing, same_everywhere, save
from tests.field_client.sync.lines import CutLine, PassingLine, WsgiLine
from tests.integration.test_exchange import set_sizes
from tests.integration.test_exchange_restored import witnessed

VISITS = 150
TRIES = 30
HEAD_BYTES = 1024  # of a reply besides its states, at most: the head over HTTP, the frames that begin and end it


@dataclass
class Damaged:
    """A laptop that lost received rows, and its sound line."""

    laptop: Laptop
    server: Id
    line: WsgiLine

    @property
    def lacking(self) -> int:
        return len(wanted(self.laptop.store, self.server))

    def use(self, line: Line) -> None:
        self.laptop._lines[self.server] = line

    def asked(self) -> list[int]:
        """How many records each request so far wanted."""
        codings = self.laptop.engine(self.server).carrier.codings  # type: ignore[attr-defined]
        found = []
        for posted in self.line.posted:
            body = codings.decode(posted.body, posted.headers["Content-Encoding"])
            found += [len(one.ids) for one in read_request(read_frames(body)) if isinstance(one, Want)]
        return found


@dataclass
class Measured(PassingLine):
    """Notes how long each reply was, head included."""

    sizes: list[int] = field(default_factory=list)

    @contextmanager
    def post(self, posted: Posted) -> Iterator[Answered]:
        before = self.traffic.down
        with self.inner.post(posted) as answered:
            yield answered
        self.sizes.append(self.traffic.down - before)


def damaged(laptop: Laptop) -> Damaged:
    """Loses every received visit; shown records and the own log stay."""
    case = a_case(worker=laptop.book.person)
    save(laptop, case)
    chance = Random(VISITS)
    for _ in range(VISITS // 30):
        words = ("".join(chance.choices(ascii_lowercase, k=400)) for _ in range(30))
        save(laptop, *(a_visit(home=case.record, narrative=one) for one in words))
    laptop.sync()
    server = laptop.centre().server
    database = laptop.store.database
    visits = [row[0] for row in database.rows("SELECT record FROM received WHERE kind = 'visit'")]
    assert len(visits) == VISITS
    with laptop.store.transaction():
        laptop.store.records.remove_received(server, visits)
        write_sums(laptop.store)
    laptop.engine(server)
    line = laptop._lines[server]
    assert isinstance(line, WsgiLine)
    line.posted.clear()
    found = Damaged(laptop, server, line)
    assert found.lacking == VISITS
    return found


def test_a_repair_keeps_to_the_size_of_a_reply(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        one = damaged(laptop)
        set_sizes(laptop, Sizes(reply_bytes=4096))
        replies = Measured(one.line)
        one.use(replies)
        assert laptop.sync().requests > 3
        one.use(one.line)
        assert one.lacking == 0
        assert replies.sizes[0] <= 4096 + HEAD_BYTES
        assert max(replies.sizes) > 4096 + HEAD_BYTES  # what goes well may grow
        assert same_everywhere(laptop)


def test_a_repair_over_a_line_that_drops_goes_on_where_it_was_cut(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        one = damaged(laptop)
        set_sizes(laptop, Sizes(reply_bytes=64 * 1024))
        left = [one.lacking]
        for _try in range(TRIES):
            central.clock.advance(hours=1)
            one.use(CutLine(one.line, reply_bytes=9500))
            try:
                laptop.sync()
            except HomewardError as error:
                assert error.code == "sync.cut"
            left.append(one.lacking)
            if not left[-1]:
                break
        one.use(one.line)
        assert left[-1] == 0, left
        assert left == sorted(left, reverse=True)
        asked = one.asked()
        assert asked[-1] < asked[0]
        assert same_everywhere(laptop)


def test_what_stands_before_a_checkpoint_of_the_answer_stays(sokha: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.services.reply.CHECKPOINT_STATES", 10)
    with closing(sokha) as (laptop,):
        one = damaged(laptop)
        set_sizes(laptop, Sizes(reply_bytes=256 * 1024))
        one.use(CutLine(one.line, reply_bytes=9500))
        with pytest.raises(HomewardError):
            laptop.sync()
        one.use(one.line)
        assert 0 < one.lacking < VISITS
        assert one.lacking % 10 == 0
        lacking = one.lacking
        laptop.sync()
        assert one.asked() == [VISITS, lacking]
        assert one.lacking == 0
        assert same_everywhere(laptop)


def test_after_a_cut_less_is_asked_for(sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        one = damaged(laptop)
        set_sizes(laptop, Sizes(reply_bytes=START_BYTES // 2))
        one.use(CutLine(one.line, reply_bytes=100))
        for _ in range(2):
            with pytest.raises(HomewardError):
                laptop.sync()
        one.use(one.line)
        first, second = one.asked()
        assert second < first == VISITS


def test_what_a_laptop_remembers_is_told_until_the_centre_has_kept_it(
    central: Central, sokha: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sokha) as (laptop,):
        case = a_case(worker=laptop.book.person)
        save(laptop, case)
        laptop.sync()
        server = laptop.centre().server
        remember(laptop, case.record)
        monkeypatch.setattr("sync_server.services.witness._is_hers", lambda *_: False)
        laptop.sync()
        assert witnessed(central) == []
        assert [record for record, _ in laptop.store.records.witnesses(server)] == [case.record]
        monkeypatch.undo()
        report = laptop.sync()
        assert report.requests == 1  # it goes with what is sent anyway
        assert witnessed(central) == [case.record]
        assert laptop.store.records.witnesses(server) == ()


def test_a_witness_that_is_lost_on_the_way_is_told_again(central: Central, sokha: Field) -> None:
    with closing(sokha) as (laptop,):
        case = a_case(worker=laptop.book.person)
        save(laptop, case)
        laptop.sync()
        server = laptop.centre().server
        remember(laptop, case.record)
        laptop.engine(server)
        line = laptop._lines[server]
        for cut in (CutLine(line, lose_request=True), CutLine(line, lose_reply=True)):
            laptop._lines[server] = cut
            with pytest.raises(HomewardError):
                laptop.sync()
            assert len(laptop.store.records.witnesses(server)) == 1
        laptop._lines[server] = line
        laptop.sync()
        assert laptop.store.records.witnesses(server) == ()
        assert witnessed(central) == [case.record]


def remember(laptop: Laptop, record: Id) -> None:
    """This laptop once received what nobody can supply any more."""
    server = laptop.centre().server
    row = laptop.store.records.received(server, [record])[record]
    dot = (an_id("a lost device"), 3)
    known = RecordState(
        record,
        "case",
        record,
        {dot[0]: dot[1]},
        {"nickname": {dot: Written("Pov", 1, 0, an_id("w"))}},
        {},
    )
    with laptop.store.transaction():
        laptop.store.database.execute(
            "INSERT INTO witnesses VALUES (?, ?, ?)", (server, row.record, write_state(known))
        )
