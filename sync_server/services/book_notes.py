"""What a book writes into the audit: who read what, and an alert where somebody opens very many dossiers."""

from sqlalchemy import Connection

from casework.book import Query
from shared_schema.identifiers import Id
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.limits import count_opened
from sync_server.services.reading_notes import note_reading
from sync_server.store.audit import AuditRow, append_rows


class BookNotes:
    """Of one person's book, for one request: the same list asked or record opened twice in it is one row."""

    def __init__(self, server: Server, actor: Actor) -> None:
        self._server = server
        self._worker = actor.person.worker
        self._listed: set[tuple[str, Id | None]] = set()
        self._opened: set[tuple[Id, str | None]] = set()

    def write(self, action: str, kind: str | None, record: Id | None, *, reason: str | None = None) -> None:
        """One row; ids and codes alone."""
        now = self._server.clock()
        note_reading(self._server, AuditRow(now, action, self._worker, None, kind, record, reason_code=reason))

    def opened(self, kind: str, record: Id, *, reason: str | None) -> None:
        """A record was opened: a row the first time, before anything of it is shown."""
        if (record, reason) not in self._opened:
            self.write("record.open", kind, record, reason=reason)
            self._opened.add((record, reason))

    def listed(self, query: Query) -> None:
        """A list was asked for: a row where it lies in dossiers; directory and office book are everybody's to read."""
        kind = KINDS.get(query.kind)
        asked = (query.kind, query.home)
        if kind is None or kind.placement is not Placement.DOSSIER or asked in self._listed:
            return
        self._listed.add(asked)
        self.write("record.list", query.kind, query.home)

    def opened_dossier(self, home: Id) -> None:
        """A dossier was opened; many in a short time are an alert to the auditors, never a block."""
        now_ms = self._server.clock()
        self._server.database.run_at_end(lambda connection: self._note_opened(connection, home, now_ms=now_ms))

    def _note_opened(self, connection: Connection, home: Id, *, now_ms: int) -> None:
        rows = [AuditRow(now_ms, "dossier.open", self._worker, None, None, home)]
        alert = count_opened(connection, self._worker, now_ms=now_ms)
        if alert is not None:
            rows.append(AuditRow(now_ms, alert, self._worker, outcome="alarm"))
        append_rows(connection, rows, random=self._server.random)
