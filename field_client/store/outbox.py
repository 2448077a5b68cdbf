"""The outbox: own changes above what a server has confirmed, cut into signed batches that never split a save set."""

from collections.abc import Mapping, Sequence

from field_client.store.cursors import Cursors
from field_client.store.log import Entry, Incarnation, OwnLog
from shared_schema.change import Batch, BodyHash, Signer, make_batch
from shared_schema.identifiers import Id

READ_AT_ONCE = 2000
LEAST_READ = 64
SHORT_BODY_BYTES = 400  # most bodies are longer: more than fits is seldom read


class Outbox:
    """What waits for each server."""

    def __init__(self, *, log: OwnLog, cursors: Cursors) -> None:
        self._log = log
        self._cursors = cursors

    def next_batches(
        self,
        server: Id,
        *,
        max_bytes: int,
        max_changes: int = 5000,
        signer: Signer,
        confirmed: Mapping[Id, int] | None = None,
    ) -> tuple[Batch, ...]:
        """Batches for the next request, at most `max_bytes` of bodies (one save set may stand alone above it).

        Older incarnations come first. Give the result to the server, then call `Cursors.confirm` with its answer.
        `confirmed` = what the server will hold by then, where that is not yet in the store.
        """
        if confirmed is None:
            confirmed = self._cursors.confirmed(server)
        batches: list[Batch] = []
        left_bytes, left_changes = max_bytes, max_changes
        for life in self._log.incarnations():
            after = confirmed.get(life.id, 0)
            while after < _end(life) and left_bytes > 0 and left_changes > 0:
                fitting = max(LEAST_READ, left_bytes // SHORT_BODY_BYTES)
                limit = min(left_changes, READ_AT_ONCE, fitting, _end(life) - after)
                entries = self._log.entries(life.id, after=after, limit=limit)
                taken = _take(entries, max_bytes=left_bytes, may_exceed=not batches)
                if not taken:
                    return tuple(batches)
                batches.append(self._batch(life, after, taken, signer))
                after = taken[-1].n
                left_bytes -= sum(entry.size for entry in taken)
                left_changes -= len(taken)
        return tuple(batches)

    def waiting(self, server: Id) -> int:
        """How many own changes the server has not confirmed."""
        confirmed = self._cursors.confirmed(server)
        return sum(max(0, _end(life) - confirmed.get(life.id, 0)) for life in self._log.incarnations())

    def waiting_anywhere(self) -> int:
        """How many own changes no server has confirmed."""
        known = [self._cursors.confirmed(row.server) for row in self._cursors.servers()]
        total = 0
        for life in self._log.incarnations():
            highest = max((confirmed.get(life.id, 0) for confirmed in known), default=0)
            total += max(0, _end(life) - highest)
        return total

    def _batch(self, life: Incarnation, after: int, taken: Sequence[Entry], signer: Signer) -> Batch:
        link = self._log.link_at(life.id, after)
        if link is None:
            raise LookupError("a confirmed counter is beyond the log")
        return make_batch(
            incarnation=life.id,
            n_before=after,
            link_before=link,
            items=[BodyHash(entry.hash) if entry.body is None else entry.body for entry in taken],
            signer=signer,
        )


def _end(life: Incarnation) -> int:
    return life.n if life.ends_at is None else min(life.n, life.ends_at)


def _take(entries: Sequence[Entry], *, max_bytes: int, may_exceed: bool) -> tuple[Entry, ...]:
    taken: list[Entry] = []
    size = 0
    for group in _sets(entries):
        group_size = sum(entry.size for entry in group)
        if size + group_size > max_bytes and (taken or not may_exceed):
            break
        taken += group
        size += group_size
    return tuple(taken)


def _sets(entries: Sequence[Entry]) -> list[list[Entry]]:
    groups: list[list[Entry]] = []
    for entry in entries:
        if groups and entry.set_of is not None and groups[-1][-1].set_of == entry.set_of:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    whole = [group for group in groups if group[-1].set_of is None or group[-1].n == sum(group[-1].set_of) - 1]
    return whole if len(whole) == len(groups) else groups[: len(whole)]
