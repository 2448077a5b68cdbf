"""New lives of the log: after a restore, a copy, a fork or damage, changes go on under a new incarnation.

Promise: no counter is ever used twice, nothing is discarded, and what a server holds of the old life stays valid.
After a fork every own change that is not known to be in the server's chain is written again, under new dots; the old
bodies are kept as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from field_client.store.local_store import LocalStore
from field_client.store.log import NewEntry, readable_change
from field_client.store.rebuild import rebuild_records
from shared_schema import canonical
from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.change import SALT_BYTES, Change, Signer, write_body
from shared_schema.identifiers import Id, Random
from shared_schema.merge.state import Dot

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Minted:
    """What a fork came to: the new incarnation, old and new dots, records made again."""

    incarnation: Id
    dots: tuple[tuple[Dot, Dot], ...]
    records: tuple[Id, ...]


def begin_life(store: LocalStore, *, new: Id, reason: str, sign: Signer, now: int) -> None:
    """Goes on under incarnation `new` with its signed statement; the caller then writes the incarnation file."""
    with store.transaction():
        _begin(store, new=new, reason=reason, sign=sign)
    store.write_anchor(now=now)


def common_with_servers(store: LocalStore, incarnation: Id, *, n: int) -> int:
    """The highest counter of an own incarnation that every server asked so far has confirmed, at most n.

    What was confirmed once is in the server's chain; of everything later it is in doubt, and doubt mints again.
    """
    known = [store.cursors.confirmed(row.server) for row in store.cursors.servers()]
    found = [confirmed[incarnation] for confirmed in known if incarnation in confirmed]
    return min([*found, n], default=0) if found else 0


def is_left(store: LocalStore, incarnation: Id, *, common: int) -> bool:
    """Whether the log goes on elsewhere and holds nothing of this incarnation that a server might lack.

    What a server says of such a life (its own chain of it may be longer) calls for nothing more.
    """
    if store.log.current().id == incarnation:
        return False
    return not store.log.entries(incarnation, after=common, limit=1)


def mint_again(
    store: LocalStore,
    *,
    incarnation: Id,
    common: int,
    new: Id,
    reason: str,
    sign: Signer,
    random: Random,
    now: int,
) -> Minted:
    """Leaves `incarnation` after n = `common`, known to be in the server's chain, and writes the rest again.

    Same record, `set`, `at`, `by`; own dots inside `seen` mapped; records made again from received state and log.
    """
    with store.transaction():
        rows = store.database.rows(
            "SELECT n, body FROM log WHERE incarnation = ? AND n > ? AND minted_as IS NULL ORDER BY n",
            (incarnation, common),
        )
        changes = [change for n, body in rows if (change := readable_change(body, (incarnation, n))) is not None]
        _begin(store, new=new, reason=reason, sign=sign)
        renewed = _Renewed(store, incarnation, common, new, [change.n for change in changes])
        store.log.append([_entry(renewed.change(change), random) for change in changes])
        dots = tuple(((incarnation, change.n), renewed.dot((incarnation, change.n))) for change in changes)
        _leave_old(store, incarnation, common, dots)
        records = tuple(dict.fromkeys(change.record for change in changes))
        _renew_drafts(store, records, renewed)
        rebuild_records(store, store.records.without_left(records))
    store.write_anchor(now=now)
    return Minted(new, dots, records)


def letter_of(number: int) -> str:
    """What the n-th incarnation puts behind the device code: nothing, B, C … Z, AA, AB …"""
    letters = ""
    left = number if number > 1 else 0
    while left > 0:
        left, at = divmod(left - 1, 26)
        letters = _LETTERS[at] + letters
    return letters


class _Renewed:
    """Old dots above `common` as they are called under the new incarnation."""

    def __init__(self, store: LocalStore, old: Id, common: int, new: Id, counters: Sequence[int]) -> None:
        self._store = store
        self._old = old
        self._common = common
        self._new = new
        self._n = {n: place for place, n in enumerate(counters, start=1)}

    def dot(self, dot: Dot) -> Dot:
        """The new name of a dot; others keep theirs."""
        return (self._new, self._n[dot[1]]) if dot[0] == self._old and dot[1] in self._n else dot

    def seen(self, record: Id, seen: Mapping[Id, int]) -> dict[Id, int]:
        """`seen` of one record: the own part above `common` under new counters, the rest as far as it is common."""
        highest = seen.get(self._old, 0)
        if highest <= self._common:
            return dict(seen)
        rest = {device: counter for device, counter in seen.items() if device != self._old}
        own = [n for (n,) in self._store.database.rows(_OWN, (self._old, record, highest))]
        below = [n for n in own if n <= self._common]
        above = [self._n[n] for n in own if n in self._n]
        if below:
            rest[self._old] = below[-1]
        if above:
            rest[self._new] = above[-1]
        return rest

    def change(self, change: Change) -> Change:
        """The same change under its new dot."""
        device, n = self.dot(change.dot)
        set_of = change.set_of
        if set_of is not None:
            first = self._n.get(set_of[0])
            set_of = None if first is None else (first, set_of[1])
        return change._replace(
            device=device,
            n=n,
            seen=self.seen(change.record, change.seen),
            corrects=None if change.corrects is None else self.dot(change.corrects),
            set_of=set_of,
        )


def _begin(store: LocalStore, *, new: Id, reason: str, sign: Signer) -> None:
    identity, old = store.identity.read(), store.log.current()
    statement = IncarnationStatement(serial=identity.serial, new=new, old=old.id, old_n=old.n, reason=reason)
    store.log.begin(
        new,
        public_key=old.public_key,
        code=identity.code + letter_of(len(store.log.incarnations()) + 1),
        reason=reason,
        statement=make_incarnation_statement(statement, sign=sign),
    )


def _entry(change: Change, random: Random) -> NewEntry:
    return NewEntry(change.record, change.home, write_body(change, salt=random(SALT_BYTES)), change.set_of)


def _leave_old(store: LocalStore, incarnation: Id, common: int, dots: Sequence[tuple[Dot, Dot]]) -> None:
    store.database.execute("UPDATE incarnations SET ends_at = ? WHERE incarnation = ?", (common, incarnation))
    store.database.execute_many(
        "UPDATE log SET minted_as = ?, minted_n = ? WHERE incarnation = ? AND n = ?",
        ((*new, *old) for old, new in dots),
    )
    store.database.execute("DELETE FROM set_aside WHERE incarnation = ? AND n > ?", (incarnation, common))


def _renew_drafts(store: LocalStore, records: Sequence[Id], renewed: _Renewed) -> None:
    rows = store.database.rows("SELECT draft, record, base_seen FROM drafts WHERE answer IS NULL")
    store.database.execute_many(
        "UPDATE drafts SET base_seen = ? WHERE draft = ?",
        (
            (canonical.dumps(renewed.seen(record, orjson.loads(seen))).decode(), draft)
            for draft, record, seen in rows
            if record in records
        ),
    )


_OWN = "SELECT n FROM log WHERE incarnation = ? AND record = ? AND n <= ? ORDER BY n"
