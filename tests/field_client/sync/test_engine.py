"""The engine against answers made by hand: what a server says is believed exactly as far as it should be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from field_client.app import Laptop
from field_client.sync import room as room_module
from field_client.sync.carrier import Packed
from field_client.sync.engine import Engine
from field_client.sync.line import Traffic
from field_client.sync.plan import START_BYTES
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.change import Batch
from shared_schema.checkpoint import AuditCheckpoint, make_checkpoint
from shared_schema.identifiers import Id
from shared_schema.signed_lists import RevocationList, make_revocation_list
from shared_schema.wire.exchange import read_request, write_message, write_state_frame
from shared_schema.wire.frames import Frame, read_frames
from shared_schema.wire.messages import (
    Checkpoint,
    End,
    Gone,
    Notice,
    ReplyHello,
    ReplyMessage,
    RequestHello,
    RequestMessage,
    StateFrame,
    Verdicts,
    Want,
)
from tests.builders.records import a_case, an_id
from tests.field_client.store.applying import use_scopes
from tests.field_client.sync.laptops import Field, change, closing, refused, save

HUB = an_id("hub")
Answer = Callable[[list[RequestMessage]], list[ReplyMessage]]


@dataclass
class Answering:
    """A carrier whose server is a function of the test."""

    answer: Answer
    requests: list[list[RequestMessage]] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    read_by_server: tuple[str, ...] = ("zstd",)

    def pack(self, frames: bytes) -> Packed:
        return Packed(frames)

    @contextmanager
    def exchange(self, body: bytes, ready: Packed | None = None) -> Iterator[Iterator[Frame]]:
        asked = list(read_request(read_frames(body + (ready.frames if ready else b""))))
        self.requests.append(asked)
        self.traffic = self.traffic.plus(requests=1, up=len(body))
        yield self._frames(self.answer(asked))

    def _frames(self, messages: list[ReplyMessage]) -> Iterator[Frame]:
        for message in messages:
            yield from read_frames(write_message(message))


def taking_all(epoch: str = "e1", *more: ReplyMessage, audit: Json = None) -> Answer:
    """A server that takes every change and has nothing to say but `more`."""

    def answer(asked: list[RequestMessage]) -> list[ReplyMessage]:
        hello = asked[0]
        assert isinstance(hello, RequestHello)
        batches = [one for one in asked if isinstance(one, Batch)]
        ranges = tuple((one.incarnation, one.n_before + 1, one.head.n) for one in batches)
        verdicts = [Verdicts(applied=ranges)] if ranges else []
        return [ReplyHello(epoch, 1, hello.clock), *more, *verdicts, End(hello.cursors, {}, False, audit=audit)]

    return answer


def meet(laptop: Laptop, answer: Answer, *, server: Id | None = None) -> tuple[Engine, Answering]:
    """An engine whose server answers as told."""
    engine = laptop.engine(server or laptop.centre().server)
    carrier = Answering(answer)
    engine.carrier = carrier
    return engine, carrier


def with_hub(laptop: Laptop) -> None:
    """Makes the laptop know a hub beside the centre."""
    centre = laptop.centre()
    laptop.store.cursors.put_server(
        HUB, kind="hub", url="http://127.0.0.1:1", certificate=centre.certificate, tls_authority=b""
    )
    use_scopes(laptop.store, HUB, list(laptop.store.cursors.of(centre.server)), now=1)


@pytest.mark.parametrize(
    ("mine", "others", "room"),
    [(1, 1, []), (2, 0, ["-65536", "-8192"]), (0, 2, ["-65536", "-8192"])],
    ids=["little goes and comes", "much goes", "much comes"],
)
def test_only_where_much_goes_or_comes_the_pages_held_are_more_and_are_given_back(
    laptop: Field, monkeypatch: pytest.MonkeyPatch, mine: int, others: int, room: list[str]
) -> None:
    monkeypatch.setattr(room_module, "FEW", 1)
    with closing(laptop) as (opened,):
        like = a_case(worker=opened.book.person)
        save(opened, like)
        opened.sync()
        for _ in range(mine):
            save(opened, a_case(worker=opened.book.person))
        engine, carrier = meet(
            opened, taking_all("e1", *(somebody_elses(opened, like=like.record) for _ in range(others)))
        )
        carrier._frames = with_states(carrier, opened)  # type: ignore[method-assign]
        said: list[str] = []
        opened.store.database.connection.set_trace_callback(said.append)
        report = engine.sync()
        opened.store.database.connection.set_trace_callback(None)
        assert (report.sent.get("case", 0), report.arrived.get("case", 0)) == (mine, others)
        assert [one.split(" = ")[1] for one in said if one.startswith("PRAGMA cache_size = ")] == room
        assert ("PRAGMA shrink_memory" in said) == bool(room)


def somebody_elses(laptop: Laptop, *, like: Id) -> StateFrame:
    """A case as the server would send it, with the answers of one that is here."""
    text = laptop.store.records.shown_states([like])[like].decode()
    text = text.replace(like, a_case().record).replace(laptop.store.log.current().id, an_id("other life"))
    return StateFrame((f"worker/{laptop.book.person.worker}",), canonical.loads(text.encode()), is_delta=False)


def test_hub_receipt_shortens_nothing_for_the_centre(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        with_hub(opened)
        case = a_case(worker=opened.book.person)
        save(opened, case)
        engine, _carrier = meet(opened, taking_all(), server=HUB)
        assert engine.sync().waiting == 0
        receipt = opened.book.receipt_of(case.record)
        assert (receipt.at_office, receipt.at_centre) == (True, False)
        centre = opened.centre().server
        assert opened.store.outbox.waiting(centre) == 1
        assert opened.store.cursors.confirmed(centre) == {}
        assert opened.sync().sent == {"case": 1}
        assert opened.book.receipt_of(case.record).at_centre


def test_cursors_and_received_states_of_two_servers_stand_apart(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        with_hub(opened)
        case = a_case(worker=opened.book.person)
        save(opened, case)
        opened.sync()
        before = opened.store.cursors.of(opened.centre().server)
        scope = f"worker/{opened.book.person.worker}"
        engine, _carrier = meet(opened, taking_all("h1", Gone(scope, "reassigned", (case.record,))), server=HUB)
        engine.sync()
        assert opened.store.cursors.of(opened.centre().server) == before
        assert opened.book.open(case.record).values["sex"] == "female"  # the centre still holds it for this worker


def test_a_reply_without_its_end_is_a_cut_and_halves_the_sizes(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        engine, _carrier = meet(opened, lambda asked: taking_all()(asked)[:-1])
        refused(engine.sync, "sync.cut")
        assert opened.centre().reply_bytes == START_BYTES // 2


def test_a_page_whose_checksum_does_not_fit_changes_nothing(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        case = a_case(worker=opened.book.person)
        save(opened, case)

        def answer(asked: list[RequestMessage]) -> list[ReplyMessage]:
            whole = taking_all()(asked)
            return [*whole[:-1], Checkpoint({}, 99, 7), whole[-1]]

        engine, _carrier = meet(opened, answer)
        refused(engine.sync, "wire.checksum")
        assert opened.store.outbox.waiting(opened.centre().server) == 1


def test_a_delta_without_its_state_is_asked_for_in_full(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        record = a_case().record
        scope = f"worker/{opened.book.person.worker}"
        delta = StateFrame((scope,), {"i": record, "s": {an_id("x"): 2}, "r": []}, is_delta=True)

        def answer(asked: list[RequestMessage]) -> list[ReplyMessage]:
            wanted = any(isinstance(one, Want) for one in asked)
            return taking_all()(asked) if wanted else taking_all("e1", delta)(asked)

        engine, carrier = meet(opened, answer)
        carrier.answer = answer
        carrier._frames = with_states(carrier, opened)  # type: ignore[method-assign]
        engine.sync()
        assert [one.ids for request in carrier.requests for one in request if isinstance(one, Want)] == [(record,)]


def with_states(carrier: Answering, laptop: Laptop) -> Callable[[list[ReplyMessage]], Iterator[Frame]]:
    """Writes state frames too, by the numbers of the laptop's scopes."""
    scopes = sorted(laptop.store.cursors.of(laptop.centre().server))

    def frames(messages: list[ReplyMessage]) -> Iterator[Frame]:
        for message in messages:
            if isinstance(message, StateFrame):
                numbers = [scopes.index(scope) for scope in message.scopes]
                data = write_state_frame(numbers, canonical.dumps(message.body), is_delta=message.is_delta)
                yield from read_frames(data)
            else:
                yield from read_frames(write_message(message))

    return frames


def test_a_list_that_the_centre_did_not_sign_is_refused_and_nothing_of_the_page_is_kept(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        forger = Ed25519PrivateKey.generate()
        identity = opened.identity
        forged = make_revocation_list(RevocationList(99, opened.centre().server, ()), sign=forger.sign)
        engine, _carrier = meet(opened, taking_all("e1", Notice({"revocations": canonical.loads(forged)})))
        refused(engine.sync, "certificate.not_valid")
        assert opened.store.identity.list_numbers()["revocations"] < 99
        assert opened.store.identity.read() == identity


def test_an_audit_head_that_does_not_continue_the_last_one_is_an_alert(centre: object, laptop: Field) -> None:
    sign = centre.server.keys.sign  # type: ignore[attr-defined]
    with closing(laptop) as (opened,):
        server = opened.centre().server

        def head(n: int, h: bytes) -> Json:
            return canonical.loads(make_checkpoint(AuditCheckpoint(server, "0" * 16, n, h * 32), sign=sign))

        for n, h, alerts in ((5, b"a", ()), (7, b"b", ()), (6, b"c", ("audit.fork",)), (7, b"x", ("audit.fork",))):
            engine, _carrier = meet(opened, taking_all(audit=head(n, h)))
            assert engine.sync().alerts == alerts
        held = opened.store.identity.read_list(f"checkpoint/{server}")
        assert held is not None
        assert held[0] == 7


def test_a_server_that_answers_nothing_new_is_not_asked_for_ever(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        save(opened, a_case(worker=opened.book.person))

        def stubborn(asked: list[RequestMessage]) -> list[ReplyMessage]:
            """Waits for a change that does not exist, whatever is sent."""
            own = opened.store.log.current().id
            hello = asked[0]
            assert isinstance(hello, RequestHello)
            return [ReplyHello("e1", 1, 1), Verdicts(waits_for=((own, 1),)), End(hello.cursors, {}, False)]

        engine, carrier = meet(opened, stubborn)
        report = engine.sync()
        assert report.waiting == 1
        assert len(carrier.requests) <= 2


def test_a_server_that_says_more_waits_and_sends_nothing_is_not_asked_for_ever(laptop: Field) -> None:
    with closing(laptop) as (opened,):

        def teasing(asked: list[RequestMessage]) -> list[ReplyMessage]:
            hello = asked[0]
            assert isinstance(hello, RequestHello)
            return [ReplyHello("e1", 1, 1), End(hello.cursors, {}, True)]

        engine, carrier = meet(opened, teasing)
        refused(engine.sync, "sync.reply_out_of_order")
        assert len(carrier.requests) <= 2


def test_words_typed_after_the_request_was_made_wait_for_the_next_one(laptop: Field) -> None:
    with closing(laptop) as (opened,):
        case = a_case(worker=opened.book.person)
        save(opened, case)

        def answer(asked: list[RequestMessage]) -> list[ReplyMessage]:
            if len(carrier.requests) == 1:
                change(opened, case.record, {"nickname": "Nita"})
            return taking_all()(asked)

        engine, carrier = meet(opened, answer)
        report = engine.sync()
        assert report.waiting == 0
        assert len(carrier.requests) == 2
        assert opened.book.open(case.record).values["nickname"] == "Nita"
