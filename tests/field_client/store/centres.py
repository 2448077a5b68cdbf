"""A centre in memory for tests of the laptop's store: it applies changes, and sends states, as the real one would."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from casework.book import Edit, Person
from shared_schema import canonical
from shared_schema.change import Change, read_body
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Dot, RecordState, empty_state
from shared_schema.records.kinds import KINDS
from shared_schema.wire.compact import read_state, write_state
from shared_schema.wire.delta import write_delta
from shared_schema.wire.messages import Gone, SetAside, StateFrame, Verdicts
from tests.builders.records import START_MS, SUPERVISOR, WORKER, an_id
from tests.field_client.store.applying import apply_page, apply_verdicts
from tests.field_client.store.laptops import CENTRE, ALaptop

OTHER_DEVICE = an_id("other device")


@dataclass
class ACentre:
    """States by record; `server` is the id it goes by; `refuses` = {dot: code} of changes to set aside."""

    server: Id = CENTRE
    states: dict[Id, RecordState] = field(default_factory=dict)
    refuses: dict[Dot, str] = field(default_factory=dict)
    waiting: dict[tuple[Id, Id], Dot] = field(default_factory=dict)
    others_n: int = 0
    seq: int = 0

    def take(self, laptop: ALaptop) -> Verdicts:
        """The laptop pushes what waits and is answered: every change applied, but for those refused."""
        applied, aside = [], []
        confirmed: dict[Id, int] = {}
        for batch in laptop.store.outbox.next_batches(self.server, max_bytes=10**7, signer=laptop.sign):
            for n, item in enumerate(batch.items, start=batch.n_before + 1):
                dot = (batch.incarnation, n)
                confirmed[batch.incarnation] = n
                if not isinstance(item, bytes):
                    continue
                change = read_body(item, device=batch.incarnation, n=n)
                first = self.waiting.get((batch.incarnation, change.record))
                if dot in self.refuses or first is not None:
                    self.waiting.setdefault((batch.incarnation, change.record), dot)
                    aside.append(SetAside(dot, "change.held" if first else self.refuses[dot], first))
                else:
                    self.apply(change)
                    applied.append((batch.incarnation, n, n))
        verdicts = Verdicts(applied=tuple(applied), set_aside=tuple(aside))
        with laptop.store.transaction():
            apply_verdicts(laptop.store, self.server, verdicts)
            for incarnation, n in confirmed.items():
                laptop.store.cursors.confirm(self.server, incarnation, n, at=laptop.clock())
        return verdicts

    def apply(self, change: Change) -> None:
        state = self.states.get(change.record) or empty_state(change.record, change.kind, change.home)
        self.states[change.record], _events = apply(state, change, KINDS.get(change.kind))

    def write(self, edit: Edit, *, by: Person = SUPERVISOR, device: Id = OTHER_DEVICE, at: int | None = None) -> Dot:
        """Somebody else's change arrives at the centre."""
        self.others_n += 1
        when = START_MS + self.others_n * 500 if at is None else at
        self.apply(
            Change(
                device=device,
                n=self.others_n,
                version=1,
                record=edit.record,
                kind=edit.kind,
                home=edit.home,
                at=when,
                offset=0,
                by=by.worker,
                seen=dict(edit.base_seen),
                set=canonical.nfc(dict(edit.registers)),
                reason=edit.reason,
            )
        )
        return (device, self.others_n)

    def frame(self, record: Id, *scopes: str, changed: Iterable[str] | None = None) -> StateFrame:
        """A state frame, full or (with `changed` registers) a delta."""
        state = self.states[record]
        data = write_state(state) if changed is None else write_delta(state, changed=list(changed))
        named = scopes or (f"worker/{WORKER.worker}",)
        return StateFrame(named, canonical.loads(data, max_depth=16), is_delta=changed is not None)

    def send(self, laptop: ALaptop, *records: Id, scopes: Sequence[str] = ()) -> tuple[Id, ...]:
        """Full states of these records (all, if none is named) reach the laptop in one page."""
        named = tuple(scopes) or (f"worker/{WORKER.worker}",)
        self.seq += 1
        frames = [self.frame(record, *named) for record in records or sorted(self.states)]
        cursors = dict.fromkeys(named, self.seq)
        return apply_page(laptop.store, self.server, frames, cursors=cursors, now=laptop.clock())

    def send_gone(
        self, laptop: ALaptop, *ids: Id, scope: str = "", why: str = "reassigned", home: Id | None = None
    ) -> None:
        """A record or dossier leaves a scope of the laptop."""
        gone = Gone(scope or f"worker/{WORKER.worker}", why, ids, home)
        apply_page(laptop.store, self.server, [gone], cursors={}, now=laptop.clock())

    def holds_what_laptop_received(self, laptop: ALaptop, record: Id) -> bool:
        """Whether the laptop's received bytes are the centre's."""
        row = laptop.store.records.received(self.server, [record]).get(record)
        return row is not None and row.state == write_state(self.states[record])


def shown_equal(laptop: ALaptop, centre: ACentre, record: Id) -> bool:
    """Whether the laptop shows the centre's state."""
    data = laptop.store.records.shown_states([record])[record]
    return read_state(data) == centre.states[record]
