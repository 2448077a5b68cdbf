"""How many matches there are in somebody's scopes, by state: remembered in this process, and true of each view.

Some thousand matches are looked up one by one only once; then a scope is read from the number on up to which it is
known. Nothing of it is stored: which matches lie where, and in which state, lies in memory alone.
"""

import threading
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.store.coded_lists import count_coded
from sync_server.store.feed import read_heads
from sync_server.store.match_places import MATCH, Told, heads_of_all, matches_by_scope, matches_since

MOST_TO_FOLLOW = 2000  # numbers that scopes gave since; beyond them all matches are read anew


class MatchCounts:
    """One for each process; made at composition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heads: dict[str, int] | None = None
        self._found: dict[str, dict[str, set[Id]]] = {}  # scope → state → matches

    def count(self, connection: Connection, scopes: Collection[str], *, states: Collection[str]) -> int:
        """How many matches lie in any of these scopes in any of these states, in the view of this connection."""
        heads = {scope: found.head for scope, found in read_heads(connection, scopes).items()}
        with self._lock:
            if self._follow(connection, heads):
                return len(set[Id]().union(*self._in(scopes, states)))
        return count_coded(connection, kind=MATCH, scopes=scopes, codes={"state": states})

    def _follow(self, connection: Connection, heads: Mapping[str, int]) -> bool:
        """Bring what is known to these heads; False where another view has brought it further already."""
        known = self._heads
        if known is not None and any(known.get(scope, 0) > head for scope, head in heads.items()):
            return False
        if known is None or sum(head - known.get(scope, 0) for scope, head in heads.items()) > MOST_TO_FOLLOW:
            # An older view may lie beside newer ones: what it does not hold yet is followed up to when it is asked for.
            self._heads, self._found = heads_of_all(connection), {}
            self._take(matches_by_scope(connection))
            return True
        for scope, head in heads.items():
            if head != known.get(scope, 0):
                self._take(matches_since(connection, scope, known.get(scope, 0)))
                known[scope] = head
        return True

    def _take(self, told: Iterable[Told]) -> None:
        for one in told:
            states = self._found.setdefault(one.scope, {})
            for held in states.values():
                held.discard(one.record)
            if one.state is not None:
                states.setdefault(one.state, set()).add(one.record)

    def _in(self, scopes: Iterable[str], states: Iterable[str]) -> list[set[Id]]:
        wanted = list(states)
        found = (self._found.get(scope, {}) for scope in scopes)
        return [held for by_state in found for state in wanted if (held := by_state.get(state))]
