"""What a server sends is put into the store: states, own changes it has taken, records that left, scopes.

Promise: what comes is joined against the row as it is now, inside the transaction, so an edit made during a long
download survives; a value that a received state no longer holds goes into the history. Every method runs inside the
caller's transaction.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

import orjson

from field_client.store import states
from field_client.store.cursors import Cursors
from field_client.store.log import OwnLog
from field_client.store.record_rows import NewRow, NewState, ReceivedRow, new_state, parts, state_to_put
from field_client.store.records import Records
from field_client.store.scopes import Joining, Memberships, Placing
from field_client.store.word import Word
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.change import Change
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.join import join
from shared_schema.merge.state import Dot, RecordState, empty_state
from shared_schema.records.kind import Kind
from shared_schema.wire.compact import read_state, withheld_of
from shared_schema.wire.delta import put_delta
from shared_schema.wire.messages import Range, StateFrame


class Receiving:
    """Applies states and verdicts of one server."""

    def __init__(
        self,
        *,
        records: Records,
        log: OwnLog,
        memberships: Memberships,
        cursors: Cursors,
        kinds: Mapping[str, Kind],
        word: Word,
    ) -> None:
        self._word = word
        self._records = records
        self._log = log
        self._memberships = memberships
        self._cursors = cursors
        self._kinds = kinds
        self._looked_up: dict[tuple[bytes, bytes], states.Difference] = {}  # by the hashes of two rows

    def apply_states(self, server: Id, frames: Iterable[StateFrame]) -> tuple[Id, ...]:
        """Puts full states and deltas, but for what a later word took away; gives the records whose delta does not
        fit, to be wanted as full states."""
        missing: list[Id] = []
        for part in _without_repeats(self._word.believed(server, frames)):
            missing += self._apply_part(server, part)
        return tuple(missing)

    def apply_own(self, server: Id, ranges: Sequence[Range]) -> dict[Id, str]:
        """The server took these own changes: they belong to what it would send, so no state comes back for them. Gives
        {record: kind} of the records that they wrote to and that are shown here."""
        taken = Taken(ranges)
        touched: dict[Id, None] = {}
        for incarnation, first, last in taken.merged():
            touched.update(dict.fromkeys(self._log.records_between(incarnation, first=first, last=last)))
        here = self._records.without_left(list(touched))
        kinds: dict[Id, str] = {}
        for part in parts(here):
            kinds.update(self._apply_own_part(server, part, taken))
        self._looked_up.clear()
        return kinds

    def look_up(self, server: Id, ranges: Iterable[Range]) -> None:
        """Reads what `apply_own` of these changes will read and write, and leaves it: pages of the store that were
        deciphered, and rows that were compared, while the server worked need not be when its answer is there."""
        self._looked_up.clear()
        touched: dict[Id, None] = {}
        for incarnation, first, last in ranges:
            touched.update(dict.fromkeys(self._log.records_between(incarnation, first=first, last=last)))
        for part in parts(list(touched)):
            held, _elsewhere = self._records.received_here_and_elsewhere(server, part)
            for record, row in self._records.shown_rows(part).items():
                if record in held:
                    self._looked_up[held[record].hash, row.hash] = states.difference(held[record].state, row.data)
            self._records.count_replaced(part)
            self._log.heads_of(part)
            self._memberships.of(server, part)

    def make_shown(self, record: Id) -> NewState | None:
        """What is shown of a record, from received states and the own log alone; None where neither holds it."""
        rows = self._records.received_states(record)
        own = self._log.changes_of(record)
        if len(rows) == 1 and not own:
            return new_state(rows[0].state, orjson.loads(rows[0].state))
        found = self._merge([states.read_kept(row.state) for row in rows], own)
        return None if found is None else state_to_put(found)

    def _apply_part(self, server: Id, frames: Sequence[StateFrame]) -> list[Id]:
        ids = [frame.body["i"] for frame in frames]
        held = self._records.received(server, ids)
        missing = [frame.body["i"] for frame in frames if frame.is_delta and frame.body["i"] not in held]
        new = [_read_frame(frame, held) for frame in frames if frame.body["i"] not in missing]
        scopes = {frame.body["i"]: frozenset(frame.scopes) for frame in frames}
        changed = [one for one in new if one.record not in held or held[one.record].hash != one.hash]
        self._keep_old(server, changed, held)
        replaced = {one.record: held[one.record] for one in changed if one.record in held}
        self._records.put_received(server, changed, held=replaced)
        joining = [Joining(one.record, one.kind, one.data, one.hash, scopes[one.record]) for one in new]
        self._memberships.join(server, joining, before={record: row.hash for record, row in held.items()})
        self._records.put_shown(list(self._shown(server, changed)))
        self._records.come_back([one.record for one in new])
        return missing

    def _shown(self, server: Id, new: Sequence[NewState]) -> Iterable[NewState]:
        ids = [one.record for one in new]
        elsewhere = self._records.received_elsewhere(server, ids)
        own = self._log.heads_of(ids)
        for one in new:
            waiting = not states.is_covered(own.get(one.record, {}), states.seen_in(one.body))
            if waiting or one.record in elsewhere:
                rows = [states.read_kept(row.state) for row in elsewhere.get(one.record, ())]
                changes = self._log.changes_of(one.record) if one.record in own else ()
                merged = self._merge([read_state(dict(one.body)), *rows], changes)
                yield one if merged is None else state_to_put(merged)
            else:
                yield one

    def _merge(self, received: Sequence[RecordState], own: Sequence[Change]) -> RecordState | None:
        state: RecordState | None = None
        for one in received:
            state = one if state is None else _join(state, one)
        for change in own:
            if state is None:
                state = empty_state(change.record, change.kind, change.home)
            state, _events = apply(state, change, self._kinds.get(change.kind))
        return state

    def _keep_old(self, server: Id, new: Sequence[NewRow], held: Mapping[Id, ReceivedRow]) -> None:
        values: list[states.Replaced] = []
        for one in new:
            row = held.get(one.record)
            if row is None:
                continue
            known = self._looked_up.get((row.hash, one.hash))
            found = known if known is not None else states.difference(row.state, one.data)
            values += found.values
            if found.knew_more:
                self._records.keep_witness(server, row)
        self._records.keep_replaced(values)

    def _apply_own_part(self, server: Id, ids: Sequence[Id], taken: "Taken") -> dict[Id, str]:
        held, elsewhere = self._records.received_here_and_elsewhere(server, ids)
        heads = self._log.heads_of(ids)
        shown = self._records.shown_rows(ids)
        new: list[NewRow] = []
        for record in ids:
            row = shown.get(record)
            is_all = all(dot in taken for dot in heads.get(record, {}).items())
            if row is not None and is_all and record not in elsewhere and not self._is_partly_withheld(row.kind):
                # Nothing of its own is left waiting, so what is shown is what the server holds now.
                new.append(row)
            else:
                made = self._with_own(held.get(record), record, taken)
                if made is not None:
                    new.append(made)
        new = [one for one in new if one.record not in held or held[one.record].hash != one.hash]
        self._place_own(server, new, held)
        return {record: row.kind for record, row in shown.items()}

    def _with_own(self, row: ReceivedRow | None, record: Id, taken: "Taken") -> NewState | None:
        state = None if row is None else states.read_kept(row.state)
        changes = [change for change in self._log.changes_of(record) if change.dot in taken]
        merged = self._merge([] if state is None else [state], changes)
        if merged is None or merged is state:
            return None
        withheld = () if row is None else withheld_of(orjson.loads(row.state))
        return state_to_put(merged, withheld=withheld)

    def _is_partly_withheld(self, kind: str) -> bool:
        declared = self._kinds.get(kind)
        return declared is None or bool(declared.home_only_registers)

    def _place_own(self, server: Id, new: Sequence[NewRow], held: Mapping[Id, ReceivedRow]) -> None:
        scopes_held = self._cursors.of(server).keys()
        present = self._memberships.of(server, [one.record for one in new])
        placing = Placing(self._records, self._kinds)
        placing.expect(one.home for one in new if one.record not in present)
        joining, kept = [], []
        for one in new:
            scopes = frozenset(present.get(one.record, ())) or placing.scopes_of(one) & scopes_held
            if scopes:
                kept.append(one)
                joining.append(Joining(one.record, one.kind, one.data, one.hash, scopes))
        replaced = {one.record: held[one.record] for one in kept if one.record in held}
        self._keep_old(server, kept, replaced)
        self._records.put_received(server, kept, held=replaced)
        before = {record: row.hash for record, row in replaced.items()}
        self._memberships.join(server, joining, before=before, present=present)


class Taken:
    """The own changes that a server took, as ranges of counters."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._firsts: dict[Id, list[int]] = {}
        self._lasts: dict[Id, list[int]] = {}
        for incarnation, first, last in sorted(ranges):
            firsts, lasts = self._firsts.setdefault(incarnation, []), self._lasts.setdefault(incarnation, [])
            if lasts and first <= lasts[-1] + 1:
                lasts[-1] = max(lasts[-1], last)
            else:
                firsts.append(first)
                lasts.append(last)

    def __contains__(self, dot: Dot) -> bool:
        place = bisect_right(self._firsts.get(dot[0], ()), dot[1]) - 1
        return place >= 0 and dot[1] <= self._lasts[dot[0]][place]

    def merged(self) -> tuple[Range, ...]:
        """The ranges, those that touch made one."""
        return tuple(
            (incarnation, first, last)
            for incarnation, firsts in self._firsts.items()
            for first, last in zip(firsts, self._lasts[incarnation], strict=True)
        )


def _join(a: RecordState, b: RecordState) -> RecordState:
    try:
        return join(a, b)
    except HomewardError as error:
        if error.code != "state.dot_forked":
            raise
        # A copied laptop wrote one dot twice. The newer message is shown; the other stays in its received row.
        return a


def _read_frame(frame: StateFrame, held: Mapping[Id, ReceivedRow]) -> NewState:
    body: Json = frame.body
    try:
        if not frame.is_delta:
            return new_state(canonical.dumps(body), body)
        state = put_delta(states.read_kept(held[body["i"]].state), body)
        return state_to_put(state, withheld=withheld_of(body))
    except (KeyError, TypeError, AttributeError) as error:
        raise HomewardError("wire.malformed", at=0) from error


def _without_repeats(frames: Iterable[StateFrame], *, limit: int = 500) -> Iterable[list[StateFrame]]:
    part: list[StateFrame] = []
    ids: set[Id] = set()
    for frame in frames:
        if frame.body["i"] in ids or len(part) == limit:
            yield part
            part, ids = [], set()
        part.append(frame)
        ids.add(frame.body["i"])
    if part:
        yield part
