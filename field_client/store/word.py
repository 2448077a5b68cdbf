"""Whose word counts where a laptop speaks with the centre and with hubs that may lag behind it (sync.md sections 4, 6).

A hub knows of a case what the centre knew at the hub's last complete contact. So each server has a time, by the
centre's clock, up to which it knew; of two, the later word says who may still hold a record:

- what a server takes away, servers that knew no later lose too: the record is not held on their account;
- what a server that knew less still sends of it is passed over, and its digest of that scope says nothing;
- what was taken from another server's scope is compared with that server at the next contact, so that a word which was
  nevertheless out of date is mended by repair.

Promise: nobody goes on seeing a case because an office's server has not heard yet. Refused: judging by device clocks.
"""

from collections.abc import Iterable
from dataclasses import replace

from field_client.store.cursors import CENTRE, Cursors
from field_client.store.database import Database
from shared_schema.identifiers import Id
from shared_schema.wire.messages import ReplyHello, StateFrame

DIFFERS = "differs/"  # fact: scopes of a server to be compared at the next contact
_TAKEN, _REVOKED = "taken/", "revoked/"  # facts: known_at of the last word that took from a scope, or the scope itself


class Word:
    """The times, kept with the rows about servers; every method runs inside the caller's transaction."""

    def __init__(self, database: Database, *, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def note(self, server: Id, hello: ReplyHello, *, is_live: bool = True) -> None:
        """How far `server` knew the centre when it gave this reply: the centre to its own clock, a hub as it says. The
        centre never knows less than before, whatever becomes of its clock; and when it speaks itself (`is_live`: not by
        an answer on a stick), nobody knew it later than now, whatever a hub said."""
        is_centre = self._cursors.server(server).kind == CENTRE
        known_at = max(hello.clock, self.known_at(server)) if is_centre else (hello.upstream_at or 0)
        self._database.execute("UPDATE servers SET known_at = ? WHERE server = ?", (known_at, server))
        if is_centre and is_live:
            self._bound(known_at)

    def known_at(self, server: Id) -> int:
        """How far it knew the centre when it last spoke (ms by the centre's clock); 0 for never."""
        return int(self._database.value("SELECT known_at FROM servers WHERE server = ?", (server,)) or 0)

    def yielding(self, server: Id) -> tuple[Id, ...]:
        """Other servers, which knew no later than this one."""
        sql = "SELECT server FROM servers WHERE server <> ? AND known_at <= ? ORDER BY server"
        return tuple(row[0] for row in self._database.rows(sql, (server, self.known_at(server))))

    def took_from(self, server: Id, scope: str) -> None:
        """`server` took records out of a scope."""
        self._raise_fact(_TAKEN + scope, self.known_at(server))

    def took_scope(self, server: Id, scope: str) -> None:
        """`server` took a whole scope away."""
        self.took_from(server, scope)
        self._raise_fact(_REVOKED + scope, self.known_at(server))

    def gave_scopes(self, server: Id, scopes: Iterable[str]) -> None:
        """`server` names scopes of this laptop: one that was taken away by an older word counts again, and whoever was
        passed over meanwhile is compared with."""
        known_at = self.known_at(server)
        for scope in scopes:
            taken = self._fact(_REVOKED + scope)
            if taken is not None and taken <= known_at:
                self._database.execute("DELETE FROM meta WHERE name = ?", (_REVOKED + scope,))
                for row in self._cursors.servers():
                    if row.server != server and scope in self._cursors.of(row.server):
                        self.compare_again(row.server, [scope])

    def is_behind(self, server: Id, scope: str) -> bool:
        """Whether somebody who knew more than this server took records out of the scope: its digest cannot fit."""
        taken = self._fact(_TAKEN + scope)
        return taken is not None and taken > self.known_at(server)

    def believed(self, server: Id, frames: Iterable[StateFrame]) -> Iterable[StateFrame]:
        """The states that count: not those of records and scopes that a later word took away. What was passed over is
        compared with this server when it knows more."""
        known_at = self.known_at(server)
        revoked = {scope for scope, taken in self._facts(_REVOKED).items() if taken > known_at}
        sql = 'SELECT record FROM "left" WHERE known_at > ?'
        left = {row[0] for row in self._database.rows(sql, (known_at,))}
        if not revoked and not left:
            return frames
        kept, passed_over = [], set[str]()
        for frame in frames:
            scopes = tuple(scope for scope in frame.scopes if scope not in revoked)
            if scopes and frame.body["i"] not in left:
                kept.append(frame if scopes == frame.scopes else replace(frame, scopes=scopes))
                passed_over |= set(frame.scopes) - set(scopes)
            else:
                passed_over |= set(frame.scopes)
        self.compare_again(server, passed_over)
        return kept

    def differing(self, server: Id) -> tuple[str, ...]:
        """Scopes to be compared with a server at the next contact, where its answer can mean something."""
        listed = (self._text(DIFFERS + server) or "").split()
        return tuple(scope for scope in listed if not self.is_behind(server, scope))

    def compare_again(self, server: Id, scopes: Iterable[str]) -> None:
        """Adds scopes to those."""
        held = set((self._text(DIFFERS + server) or "").split())
        self._write_differing(server, held | set(scopes))

    def remember_differing(self, server: Id, scopes: Iterable[str]) -> None:
        """Puts the scopes in the place of those that were remembered; scopes of which the server's word means nothing
        yet stay."""
        held = (self._text(DIFFERS + server) or "").split()
        self._write_differing(server, {*scopes, *(scope for scope in held if self.is_behind(server, scope))})

    def _bound(self, known_at: int) -> None:
        """A word from later than the centre's own clock was a lie: it counts as this old from now on."""
        for table in ("servers", '"left"'):
            self._database.execute(f"UPDATE {table} SET known_at = ?1 WHERE known_at > ?1", (known_at,))
        for prefix in (_TAKEN, _REVOKED):
            for scope, at in self._facts(prefix).items():
                if at > known_at:
                    self._database.execute("UPDATE meta SET value = ? WHERE name = ?", (str(known_at), prefix + scope))

    def _write_differing(self, server: Id, scopes: Iterable[str]) -> None:
        listed = " ".join(sorted(scopes))
        if listed != (self._text(DIFFERS + server) or ""):
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (DIFFERS + server, listed))

    def _raise_fact(self, name: str, value: int) -> None:
        if value > (self._fact(name) or 0):
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(value)))

    def _fact(self, name: str) -> int | None:
        text = self._text(name)
        return None if text is None else int(text)

    def _facts(self, prefix: str) -> dict[str, int]:
        sql = "SELECT substr(name, ?), value FROM meta WHERE name >= ? AND name < ?"
        rows = self._database.rows(sql, (len(prefix) + 1, prefix, prefix[:-1] + "0"))  # "0" follows "/"
        return {name: int(value) for name, value in rows}

    def _text(self, name: str) -> str | None:
        value: str | None = self._database.value("SELECT value FROM meta WHERE name = ?", (name,))
        return value
