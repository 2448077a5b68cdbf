"""Drafts: forms not yet saved. They never travel; the same draft saved twice answers with the first result."""

import orjson

from casework.book import Draft, Saved
from field_client.store.database import Database
from shared_schema import canonical
from shared_schema.identifiers import Id

ANSWERED_KEPT_MS = 35 * 86_400_000


class Drafts:
    """The table `drafts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: Draft) -> None:
        """Stores or replaces a draft; one that was saved already stays saved."""
        self._database.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (draft) DO UPDATE SET"
            " record = excluded.record, kind = excluded.kind, home = excluded.home, base_seen = excluded.base_seen,"
            " form = excluded.form, saved_at = excluded.saved_at WHERE answer IS NULL",
            (
                *(draft.draft, draft.record, draft.kind, draft.home),
                *(_text(dict(draft.base_seen)), _text(draft.form), draft.saved_at),
            ),
        )

    def all(self) -> tuple[Draft, ...]:
        """Drafts that wait for their author, newest first."""
        rows = self._database.rows(
            "SELECT draft, record, kind, home, base_seen, form, saved_at FROM drafts WHERE answer IS NULL"
            " ORDER BY saved_at DESC, draft"
        )
        return tuple(
            Draft(draft, record, kind, home, orjson.loads(seen), orjson.loads(form), saved_at)
            for draft, record, kind, home, seen, form, saved_at in rows
        )

    def discard(self, draft: Id) -> None:
        """Removes a draft; one that was saved keeps its answer."""
        self._database.execute("DELETE FROM drafts WHERE draft = ? AND answer IS NULL", (draft,))

    def answer_of(self, draft: Id) -> Saved | None:
        """What saving this draft gave the first time, None if it was not saved yet."""
        answer = self._database.value("SELECT answer FROM drafts WHERE draft = ?", (draft,))
        return None if answer is None else Saved(tuple((device, n) for device, n in orjson.loads(answer)))

    def answer(self, draft: Id, saved: Saved, *, record: Id, kind: str, home: Id, now: int) -> None:
        """Notes the result in the transaction of the save; what was typed is in the log now and leaves the draft."""
        text = _text([list(dot) for dot in saved.dots])
        self._database.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?, '{}', 'null', ?, ?)"
            " ON CONFLICT (draft) DO UPDATE SET base_seen = '{}', form = 'null', saved_at = ?, answer = ?",
            (draft, record, kind, home, now, text, now, text),
        )
        self._database.execute(
            "DELETE FROM drafts WHERE answer IS NOT NULL AND saved_at < ?", (now - ANSWERED_KEPT_MS,)
        )


def _text(value: canonical.Json) -> str:
    return canonical.dumps(value).decode()
