"""A laptop in a few lines: a log, received states, cursors. Speaks the real exchange with a central server."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson
from flask.testing import FlaskClient

from casework.book import Edit
from shared_schema import canonical
from shared_schema.change import Batch, BatchItem, read_body
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Change, RecordState, empty_state
from shared_schema.records.kinds import KINDS, SCHEMA_VERSION
from shared_schema.scopes import NOBODY, Holders, creator_of, holders_of, links_of, scopes_of
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.compact import read_state, state_digest, withheld_of, write_state
from shared_schema.wire.delta import put_delta
from shared_schema.wire.exchange import ReplyReader, write_message
from shared_schema.wire.frames import read_frames
from shared_schema.wire.messages import (
    Checkpoint,
    Compare,
    End,
    Gone,
    IncarnationStatement,
    Notice,
    ReplyHello,
    RequestHello,
    StateFrame,
    Verdicts,
    Want,
    Witness,
)
from tests.builders.device import TestDevice
from tests.central import Central, Laptop

MODULUS = 2**64


@dataclass(slots=True)
class Answer:
    """What one exchange brought."""

    hello: ReplyHello
    verdicts: Verdicts
    states: list[StateFrame]
    gone: list[Gone]
    batches: list[Batch]
    compares: list[Compare]
    notice: Notice | None
    checkpoints: list[Checkpoint]
    end: End
    body_bytes: int

    def codes(self) -> dict[int, str]:
        """{n: code} of what was set aside."""
        return {one.dot[1]: one.code for one in self.verdicts.set_aside}


@dataclass(slots=True)
class FieldLaptop:
    """One person's laptop as far as the exchange goes."""

    device: TestDevice
    laptop: Laptop
    client: FlaskClient
    cursors: dict[str, int] = field(default_factory=dict)
    epoch: str | None = None
    confirmed: dict[Id, int] = field(default_factory=dict)
    received: dict[Id, RecordState] = field(default_factory=dict)
    withheld: dict[Id, tuple[str, ...]] = field(default_factory=dict)
    members: dict[str, set[Id]] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()

    @property
    def worker(self) -> Id:
        """Whose it is."""
        return self.laptop.worker

    def save(self, edit: Edit, **other: object) -> tuple[Id, int]:
        """Log an edit as a form would: over the state that this laptop shows."""
        state = self.shown(edit.record)
        seen = state.seen if state is not None else {}
        values: dict[str, object] = {"reason": edit.reason, "corrects": edit.corrects, "resolves": edit.resolves}
        values.update(other)
        return self.device.save(
            edit.kind,
            edit.registers,
            record=edit.record,
            home=edit.home,
            seen=values.pop("seen", seen),  # type: ignore[arg-type]
            **{key: value for key, value in values.items() if value},
        )

    def change(self, record: Id, registers: Mapping[str, object], **other: object) -> tuple[Id, int]:
        """Change registers of a record that this laptop shows."""
        state = self.shown(record)
        assert state is not None
        return self.save(Edit(record, state.kind, state.home, dict(registers)), **other)

    def shown(self, record: Id) -> RecordState | None:
        """The received state with the own changes that are not in it yet."""
        state = self.received.get(record)
        for n, body in enumerate(self.device.bodies, start=1):
            change = _readable(body, device=self.device.incarnation, n=n)
            if change is not None and change.record == record:
                state, _events = apply(
                    state or empty_state(record, change.kind, change.home), change, KINDS[change.kind]
                )
        return state

    def exchange(
        self,
        *more: Compare | Want | Witness | IncarnationStatement,
        batches: tuple[Batch, ...] | None = None,
        max_reply_bytes: int = 1_000_000,
        lose_reply: bool = False,
    ) -> Answer:
        """One request with everything not yet confirmed; applied as it comes, unless the reply is lost."""
        mine = self.confirmed.get(self.device.incarnation, 0)
        if batches is None:
            batches = (self.device.batch(after=mine),) if self.device.n > mine else ()
        hello = RequestHello(
            SCHEMA_VERSION, self.epoch, dict(self.cursors), dict(self.confirmed), {}, max_reply_bytes, 0
        )
        statements = [one for one in more if isinstance(one, IncarnationStatement)]
        rest = [one for one in more if not isinstance(one, IncarnationStatement)]
        data = b"".join(map(write_message, [hello, *statements, *batches, *rest]))
        codings = Codings()
        body = codings.encode(data, ZSTD)
        response = self.client.post("/api/v1/exchange", data=body, headers=self.laptop.headers(body))
        if response.status_code != 200:
            raise AssertionError(response.get_data(as_text=True))
        answer = self._read(codings.decode(response.get_data(), ZSTD), len(response.get_data()))
        if not lose_reply:
            self._apply(answer)
        return answer

    def settle(self, *, max_reply_bytes: int = 1_000_000) -> int:
        """Exchange until nothing more waits; how many requests it took."""
        count = 1
        while self.exchange(max_reply_bytes=max_reply_bytes).end.has_more:
            count += 1
            assert count < 10_000
        return count

    def digests(self) -> dict[str, int]:
        """Per scope the sum over what this laptop received."""
        return {
            scope: sum(self._digest(record, scope) for record in members) % MODULUS
            for scope, members in self.members.items()
        }

    def is_as_the_server_says(self, answer: Answer) -> bool:
        """Whether every digest of the answer is this laptop's."""
        mine = self.digests()
        return all(mine.get(scope, 0) == digest for scope, digest in answer.end.digests.items())

    def _digest(self, record: Id, scope: str) -> int:
        state = self.received[record]
        kind = KINDS[state.kind]
        withheld = set(self.withheld.get(record, ()))
        if kind.home_only_registers and state.kind != "case":
            home = self._holders(state.home)
            if scope.partition("/")[2].partition("/")[0] not in home.workers | home.offices:
                withheld |= kind.home_only_registers & state.registers.keys()
        return state_digest(record, _with_withheld(state, withheld))

    def _holders(self, home: str) -> Holders:
        head = self.received.get(home)
        return holders_of(head) if head is not None else NOBODY

    def _read(self, data: bytes, size: int) -> Answer:
        reader = ReplyReader(scopes=self.cursors)
        messages = [one for frame in read_frames(data) if (one := reader.read(frame)) is not None]
        assert isinstance(messages[0], ReplyHello) and isinstance(messages[-1], End)
        verdicts = next((one for one in messages if isinstance(one, Verdicts)), Verdicts())
        return Answer(
            messages[0],
            verdicts,
            [one for one in messages if isinstance(one, StateFrame)],
            [one for one in messages if isinstance(one, Gone)],
            [one for one in messages if isinstance(one, Batch)],
            [one for one in messages if isinstance(one, Compare)],
            next((one for one in messages if isinstance(one, Notice)), None),
            [one for one in messages if isinstance(one, Checkpoint)],
            messages[-1],
            size,
        )

    def _apply(self, answer: Answer) -> None:
        if answer.hello.scopes is not None:
            self.scopes = answer.hello.scopes
            for scope in [one for one in self.cursors if one not in self.scopes]:
                del self.cursors[scope]
                self._leave(scope, self.members.pop(scope, set()))
        self.epoch = answer.hello.epoch
        for frame in answer.states:
            self._take(frame)
        for incarnation, first, last in (*answer.verdicts.applied, *answer.verdicts.duplicate):
            self._take_own(incarnation, first, last)
        for gone in answer.gone:
            self._leave(gone.scope, gone.ids)
        for incarnation, n in self._told(answer):
            self.confirmed[incarnation] = n
        self.cursors.update(answer.end.cursors)

    def _told(self, answer: Answer) -> Iterator[tuple[Id, int]]:
        for incarnation, _first, last in (*answer.verdicts.applied, *answer.verdicts.duplicate):
            yield incarnation, max(last, self.confirmed.get(incarnation, 0))
        for one in answer.verdicts.set_aside:
            yield one.dot[0], max(one.dot[1], self.confirmed.get(one.dot[0], 0))
        for incarnation, (n, _link) in answer.hello.known.items():
            yield incarnation, n

    def _take(self, frame: StateFrame) -> None:
        body = frame.body
        record = body["i"]
        self.received[record] = put_delta(self.received[record], body) if frame.is_delta else read_state(body)
        self.withheld[record] = withheld_of(body)
        for scope in frame.scopes:
            self.members.setdefault(scope, set()).add(record)

    def _take_own(self, incarnation: Id, first: int, last: int) -> None:
        if incarnation != self.device.incarnation:
            return
        for n in range(first, last + 1):
            body = self.device.bodies[n - 1]
            if not isinstance(body, bytes):
                continue
            change = read_body(body, device=incarnation, n=n)
            before = self.received.get(change.record) or empty_state(change.record, change.kind, change.home)
            state, _events = apply(before, change, KINDS[change.kind])
            self.received[change.record] = state
            for scope in self._scopes_of(state):
                self.members.setdefault(scope, set()).add(change.record)

    def _scopes_of(self, state: RecordState) -> list[str]:
        kind = KINDS[state.kind]
        links = links_of(state)
        other = self._holders(links.dossier) if links.dossier is not None else NOBODY
        found = scopes_of(
            state,
            kind,
            home=self._holders(state.home),
            links=links,
            other=other,
            is_restricted=kind.restricted,
            author=creator_of(state, kind),
        )
        return [scope for scope in found if scope in (self.scopes or self.cursors)]

    def _leave(self, scope: str, ids: object) -> None:
        for record in set(ids):  # type: ignore[call-overload]
            self.members.get(scope, set()).discard(record)
            if not any(record in members for members in self.members.values()):
                self.received.pop(record, None)


def _readable(body: BatchItem, *, device: Id, n: int) -> Change | None:
    try:
        return read_body(body, device=device, n=n) if isinstance(body, bytes) else None
    except HomewardError:
        return None


def _with_withheld(state: RecordState, withheld: set[str]) -> bytes:
    """Compact bytes as the scope received them: what was withheld is named though the laptop has no value of it."""
    body = orjson.loads(write_state(state, withheld=withheld))
    if withheld:
        body["w"] = sorted(withheld)
    return canonical.dumps(body)


def a_laptop(central: Central, login: str, client: FlaskClient | None = None) -> FieldLaptop:
    """An enrolled laptop of this account."""
    browser = client or central.client()
    laptop = central.enrol(login, browser)
    device = TestDevice(laptop.key, laptop.worker, laptop.incarnation, central.clock)
    return FieldLaptop(device, laptop, browser)
