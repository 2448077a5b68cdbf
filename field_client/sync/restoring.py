"""What a laptop gives a server that may have lost something: lives that it does not know any more, and witnesses.

Promise: nothing is decided here; the server says what it keeps. Refused: telling one thing twice in a sync.
"""

from field_client.store.local_store import LocalStore
from shared_schema.identifiers import Id
from shared_schema.merge.state import covers
from shared_schema.wire.compact import read_state
from shared_schema.wire.messages import MAX_WITNESSES


def state_lives_again(store: LocalStore, server: Id, *, at: int) -> bool:
    """A restored server may not know a later incarnation: it is told of it again, with everything in it; whether there
    is one. `at` = now (ms)."""
    confirmed = store.cursors.confirmed(server)
    stated = [life for life in store.log.incarnations() if life.statement is not None and confirmed.get(life.id)]
    with store.transaction():
        for life in stated:
            store.cursors.confirm(server, life.id, 0, at=at)
    return bool(stated)


class Witnesses:
    """States with dots whose bodies nobody can supply, each told once in a sync; the server says which are kept."""

    def __init__(self, store: LocalStore, server: Id) -> None:
        self._store, self._server = store, server
        self._told: set[Id] = set()

    def next(self) -> tuple[tuple[Id, bytes], ...]:
        """(record, compact state) for the next request; what the server holds by now is forgotten."""
        records = self._store.records
        own = {life.id for life in self._store.log.incarnations()}
        found: list[tuple[Id, bytes]] = []
        for record, compact in records.witnesses(self._server):
            row = records.received(self._server, [record]).get(record)
            held = {} if row is None else read_state(row.state).seen
            dots = [dot for dot in read_state(compact).seen.items() if dot[0] not in own]
            if all(covers(held, dot) for dot in dots):
                records.forget_witness(self._server, record)
            elif record not in self._told and len(found) < MAX_WITNESSES:
                found.append((record, compact))
                self._told.add(record)
        return tuple(found)
