"""Drafts of the console, sealed under the key of the person's office, and what each draft was answered with."""

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, delete, select

from casework.book import Draft
from shared_schema import canonical
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from sync_server.store.sealing import STATES, Sealing
from sync_server.store.statements import put_rows, remove
from sync_server.store.tables_records import case_counters, console_drafts

_COLUMNS = ("id", "person", "sealed", "sealed_for", "saved_at", "answer")
_TABLE = "console_drafts"


@dataclass(frozen=True, slots=True)
class DraftRoom:
    """The drafts of one person."""

    sealing: Sealing
    person: Id
    home: str

    def keep(self, connection: Connection, draft: Draft) -> None:
        """Store or replace; an answered draft stays answered."""
        if self.answer_of(connection, draft.draft) is not None:
            return
        plain = canonical.dumps(
            [draft.draft, draft.record, draft.kind, draft.home, dict(draft.base_seen), draft.form, draft.saved_at]
        )
        sealed = self.sealing.seal(
            self.home, STATES, plain, table=_TABLE, column="sealed", record=draft.draft, version=self.person
        )
        row = (draft.draft, self.person, sealed, self.home, draft.saved_at, None)
        put_rows(connection, console_drafts, _COLUMNS, [row])

    def all(self, connection: Connection) -> tuple[Draft, ...]:
        """Newest first."""
        query = select(console_drafts).where(
            console_drafts.c.person == self.person, console_drafts.c.sealed.is_not(None)
        )
        rows = connection.execute(query.order_by(console_drafts.c.saved_at.desc())).all()
        return tuple(self._open(row.id, row.sealed_for, bytes(row.sealed)) for row in rows)

    def discard(self, connection: Connection, draft: Id) -> None:
        """Remove one that is not answered."""
        mine = delete(console_drafts).where(console_drafts.c.id == draft, console_drafts.c.person == self.person)
        connection.execute(mine.where(console_drafts.c.answer.is_(None)))

    def answer_of(self, connection: Connection, draft: Id) -> tuple[Dot, ...] | None:
        """The save set that a draft became."""
        query = select(console_drafts.c.answer).where(
            console_drafts.c.id == draft, console_drafts.c.person == self.person
        )
        found = connection.scalar(query)
        return None if found is None else tuple((one[0], one[1]) for one in orjson.loads(found))

    def answer(self, connection: Connection, draft: Id, dots: tuple[Dot, ...], *, now_ms: int) -> None:
        """The draft became this save set; what was typed in it is in the records now."""
        row = (draft, self.person, None, self.home, now_ms, canonical.dumps(dots).decode())
        put_rows(connection, console_drafts, _COLUMNS, [row])

    def _open(self, draft: Id, home: str, sealed: bytes) -> Draft:
        plain = self.sealing.open_sealed(
            home, STATES, sealed, table=_TABLE, column="sealed", record=draft, version=self.person
        )
        return Draft(*orjson.loads(plain))


def next_number(connection: Connection, prefix: str) -> int:
    """The next number behind a prefix; its row is locked until the transaction ends."""
    query = select(case_counters.c.last).where(case_counters.c.prefix == prefix).with_for_update()
    last = int(connection.scalar(query) or 0) + 1
    put_rows(connection, case_counters, ("prefix", "last"), [(prefix, last)])
    return last


def drop_drafts_of(connection: Connection, sealing: Sealing, home: Id) -> int:
    """Deletes every person's drafts about one dossier; how many. They lie under the keys of offices, so each is opened
    to see what it is about."""
    rows = connection.execute(select(console_drafts).where(console_drafts.c.sealed.is_not(None))).all()
    sealing.load({row.sealed_for for row in rows})
    gone = []
    for row in rows:
        plain = sealing.open_sealed(
            row.sealed_for, STATES, bytes(row.sealed), table=_TABLE, column="sealed", record=row.id, version=row.person
        )
        if orjson.loads(plain)[3] == home:
            gone.append(row.id)
    remove(connection, console_drafts, key="id", values=gone)
    return len(gone)
