"""A second store with only what goes on a trip: the identity, the directory, the chosen dossiers, and a new life.

Promise: the first store is read and never changed. What was written under the lives before has been received by the
centre, so the second store holds none of their log; it goes on under a new incarnation. Every scope but the directory
begins at 0, so an ordinary exchange brings everything back.
"""

from collections.abc import Collection, Sequence

from field_client.store.identity import NONE_LACKING, SLOT_GENERATION
from field_client.store.lives import begin_life
from field_client.store.local_store import LocalStore
from field_client.store.rebuild import rebuild
from field_client.store.record_rows import parts
from shared_schema.change import Signer
from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY

TRAVELLING = "travelling"  # fact: when the trip began (ms); nothing while at home
REASON = "travel"
_WHOLE = ("identity", "servers", "lists", "confirmed")
_NOT_FACTS = (SLOT_GENERATION, NONE_LACKING)
_NOT_FACTS_BEGIN = "differs/"


def fill_for_travel(
    source: LocalStore, target: LocalStore, *, keep: Collection[Id], new: Id, sign: Signer, now: int
) -> int:
    """Fills an empty store; gives how many records went into it. `new` = the incarnation that begins there."""
    with target.transaction():
        for table in _WHOLE:
            _copy(source, target, table)
        _copy_facts(source, target)
        _copy_lives(source, target)
        _copy_scopes(source, target)
        records = _records_that_stay(source, keep)
        for some in parts(records):
            for table in ("received", "history_values", "chunks_whole"):
                _copy(source, target, table, where="record", values=some)
            _copy(source, target, "memberships", where="record", values=some)
        _copy_drafts(source, target, keep)
    rebuild(target)
    begin_life(target, new=new, reason=REASON, sign=sign, now=now)
    return len(records)


def drafts_left_behind(source: LocalStore, keep: Collection[Id]) -> tuple[str, ...]:
    """Ids of drafts (not yet saved) of dossiers that would leave; a draft of a new dossier always stays."""
    rows = source.database.rows("SELECT draft, home FROM drafts WHERE answer IS NULL ORDER BY saved_at")
    known = _dossiers(source, [home for _draft, home in rows])
    return tuple(draft for draft, home in rows if home in known and home not in keep)


def _records_that_stay(source: LocalStore, keep: Collection[Id]) -> list[Id]:
    sql = "SELECT DISTINCT m.record FROM memberships m JOIN scopes s ON s.number = m.scope WHERE s.scope = ?"
    found = {row[0] for row in source.database.rows(sql, (DIRECTORY,))}
    for some in parts(sorted(keep)):
        marks = ",".join("?" * len(some))
        rows = source.database.rows(f"SELECT record FROM received WHERE home IN ({marks})", tuple(some))
        found.update(row[0] for row in rows)
    return sorted(found)


def _dossiers(source: LocalStore, homes: Sequence[Id]) -> set[Id]:
    return {record for record, row in source.records.shown(sorted(set(homes))).items() if row.home == record}


def _copy(
    source: LocalStore, target: LocalStore, table: str, *, where: str = "", values: Sequence[object] = ()
) -> None:
    condition = f" WHERE {where} IN ({','.join('?' * len(values))})" if where else ""
    rows = source.database.rows(f"SELECT * FROM {table}{condition}", tuple(values))
    if rows:
        marks = ",".join("?" * len(rows[0]))
        target.database.execute_many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)


def _copy_facts(source: LocalStore, target: LocalStore) -> None:
    for name, value in source.database.rows("SELECT name, value FROM meta"):
        if name not in _NOT_FACTS and not name.startswith(_NOT_FACTS_BEGIN) and target.identity.fact(name) is None:
            target.identity.put_fact(name, value)


def _copy_lives(source: LocalStore, target: LocalStore) -> None:
    """The lives before, as lives of which nothing counts here any more: their codes, heads and statements."""
    _copy(source, target, "incarnations")
    target.database.execute("UPDATE incarnations SET ends_at = 0, told = 1")


def _copy_scopes(source: LocalStore, target: LocalStore) -> None:
    _copy(source, target, "scopes")
    target.database.execute("UPDATE scopes SET seq = 0 WHERE scope <> ?", (DIRECTORY,))


def _copy_drafts(source: LocalStore, target: LocalStore, keep: Collection[Id]) -> None:
    left = set(drafts_left_behind(source, keep))
    rows = source.database.rows("SELECT * FROM drafts WHERE answer IS NULL")
    staying = [row for row in rows if row[0] not in left]
    target.database.execute_many("INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", staying)
