"""CentralCaseBook: the central store as one signed-in person may see it (house.md). Default deny; reading is audited.

`save` writes changes with the server's own device in one transaction, merged and placed like everybody's. History is
complete here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlalchemy import Connection

from casework.attachments import Attachments, SealedAttachments
from casework.book import (
    Dated,
    Draft,
    Edit,
    Found,
    History,
    Page,
    Person,
    Problems,
    Query,
    Receipt,
    Saved,
    SetAsideEntry,
    Sought,
)
from casework.case_list import CasePage, CasesWanted
from casework.matching.box import FindPlaces
from casework.outline import Outline
from casework.place_search import keys_named
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Conflict, Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Actor, actor_of
from sync_server.services.book_history import dated_of, history_of
from sync_server.services.book_listing import list_records
from sync_server.services.book_notes import BookNotes
from sync_server.services.book_numbers import CASE_MARK, INQUIRY_MARK, give_number
from sync_server.services.book_review import conflicts_of, set_aside_of
from sync_server.services.book_saving import save_edits
from sync_server.services.chunk_shelf import CentralShelf
from sync_server.services.comparing import KINDS_LISTED, read_compared
from sync_server.services.dossiers import read_visible
from sync_server.services.finding import Finder
from sync_server.services.limits import count_search
from sync_server.services.names import NameIndex
from sync_server.services.outlines import OutlineMemory
from sync_server.services.sight import Sight
from sync_server.services.standings import page_of_cases, true_lines
from sync_server.store.attachment_seal import ChunkSealer
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.drafts import DraftRoom
from sync_server.store.records import RecordRow

DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Books:
    """Makes books; one for each process, because the name index is."""

    server: Server
    names: NameIndex
    outlines: OutlineMemory
    find_places: FindPlaces
    files: Attachments  # one picture is made anew at a time in a process

    def of(self, person: Id) -> "CentralCaseBook":
        """The book of a person with an active account; `access.no_account`."""
        with self.server.database.snapshot() as connection:
            return self.for_actor(actor_of(connection, person))

    def for_actor(self, actor: Actor) -> "CentralCaseBook":
        """The book of somebody whose rights were read just now: one book for one request."""
        return CentralCaseBook(self, actor)


def make_books(server: Server, *, find_places: FindPlaces = keys_named) -> Books:
    """At composition; `find_places` = search tokens of the areas that a typed text names."""
    files = SealedAttachments(CentralShelf(server), ChunkSealer(server.random), one_at_a_time=Lock())
    return Books(server, NameIndex(server), OutlineMemory(server), find_places, files)


class CentralCaseBook:
    """CaseBook over the central store. `actor` is judged once, when the book is made: one book for one request."""

    def __init__(self, books: Books, actor: Actor) -> None:
        self._server = server = books.server
        self._actor = actor
        self._names = books.names
        self._outlines = books.outlines
        self._find_places = books.find_places
        self._files = books.files
        self._notes = BookNotes(server, actor)
        self._drafts = DraftRoom(server.sealing, actor.person.worker, actor.person.office or DIRECTORY)

    @property
    def person(self) -> Person:
        """Who acts."""
        return self._actor.person

    @property
    def attachments(self) -> Attachments:
        """Photos and papers at the centre."""
        return self._files

    @property
    def actor(self) -> Actor:
        """Who acts, with her offices and standing."""
        return self._actor

    def open(self, record: Id, *, reason: str | None = None) -> Shown:
        """One record; audited. A restricted one may need a reason (a coordinator's always does)."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            row = sight.require(record, is_reasoned=bool(reason))
            shown = sight.show([row])[record]
        self._notes.opened(row.kind, record, reason="given" if reason else None)
        return shown

    def list(self, query: Query, *, after: Id | None = None, limit: int = 50) -> Page:
        """A page of records of one kind, by id. Of what lies in dossiers it is one row of the audit for each question
        of a request; directory and office book are everybody's to read."""
        self._notes.listed(query)
        with self._server.database.snapshot() as connection:
            return list_records(Sight(self._server, connection, self._actor), query, after=after, limit=limit)

    def search(self, text: str, *, limit: int = 20) -> tuple[Shown, ...]:
        """Records found by words, name, code, telephone or place, of those that she may see; 60 a minute,
        each audited without its words. `search.reading_names` in the first seconds of a large centre's process."""
        server = self._server
        self._names.require_read()
        server.database.run(lambda tx: count_search(tx, self.person.worker, now_ms=server.clock()))
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            found = Finder(sight, self._names, self._find_places).search(text, limit=limit)
        self._notes.write("record.search", None, None)
        return found

    def similar(self, sought: Sought, *, limit: int = 100) -> tuple[Found, ...]:
        """Dossiers that may be about somebody, of those that she may see; each question is audited."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            found = Finder(sight, self._names, self._find_places).similar(sought, limit=limit)
        self._notes.write("record.similar", None, None)
        return found

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """What gates and earlier decisions need of dossiers that `similar` found: part of that question, which is
        audited. None is opened for a person, so none is counted as opened."""
        with self._server.database.snapshot() as connection:
            return read_compared(self._server, Sight(self._server, connection, self._actor), homes)

    def dossier(self, home: Id) -> Dossier:
        """The records of a dossier that she may see; audited."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            has_clearance = self._actor.has_clearance
            read = read_visible(self._server, connection, [home], visible=sight.visible, has_clearance=has_clearance)
        dossier = read[home]
        if not dossier.records:
            raise HomewardError("record.not_found", record=home)
        self._notes.opened_dossier(home)
        return dossier

    def inquiries_of(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """What a list says of these inquiries; part of the question that `list` audits, none of them is opened."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            return read_compared(self._server, sight, homes, kinds=KINDS_LISTED)

    def case_page(self, wanted: CasesWanted, today: date) -> CasePage:
        """A page of the cases that she may see, by their coded lines; audited as one question."""
        with true_lines(self._server) as (connection, truth):
            sight = Sight(self._server, connection, self._actor)
            homes, total = page_of_cases(connection, self._actor, wanted, today)
            found = self._outlines.of_homes(sight, homes, today)
        self._notes.write("case.list", "case", None)
        return CasePage(found, total, is_centre=True, waiting=truth.waiting)

    def outlines_of(self, homes: Sequence[Id], today: date) -> tuple[Outline, ...]:
        """Those of these cases that she may see; audited as one question."""
        with self._server.database.snapshot() as connection:
            found = self._outlines.of_homes(Sight(self._server, connection, self._actor), homes, today)
        self._notes.write("case.list", "case", None)
        return found

    def outlines(self, today: date) -> tuple[Outline, ...]:
        """Every case that she may see as lists need it; audited as one question."""
        with self._server.database.snapshot() as connection:
            found = self._outlines.of(Sight(self._server, connection, self._actor), today)
        self._notes.write("case.list", "case", None)
        return found

    def save(self, edits: Sequence[Edit], *, draft: Id | None = None) -> Saved | Problems:
        """One transaction = one save set; the same draft saved twice answers with the first result."""
        server = self._server

        def work(connection: Connection) -> Saved | Problems:
            answered = None if draft is None else self._drafts.answer_of(connection, draft)
            if answered is not None:
                return Saved(answered)
            dots = save_edits(server, connection, self._actor, edits, today=self._today())
            if isinstance(dots, Problems):
                return dots
            if draft is not None:
                self._drafts.answer(connection, draft, dots, now_ms=server.clock())
            row = AuditRow(server.clock(), "record.save", self.person.worker, None, edits[0].kind, edits[0].record)
            append_rows(connection, [row], random=server.random)
            return Saved(dots)

        return server.database.run(work)

    def keep_draft(self, draft: Draft) -> None:
        """Stores or replaces a draft, sealed."""
        self._server.database.run(lambda connection: self._drafts.keep(connection, draft))

    def drafts(self) -> tuple[Draft, ...]:
        """This person's drafts, newest first."""
        with self._server.database.snapshot() as connection:
            return self._drafts.all(connection)

    def discard_draft(self, draft: Id) -> None:
        """Removes a draft."""
        self._server.database.run(lambda connection: self._drafts.discard(connection, draft))

    def history(self, record: Id) -> History:
        """Every value that the centre ever held of the record; audited."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            row = sight.require(record)
            shown = sight.show([row])[record]
            found = history_of(
                self._server,
                connection,
                record,
                sight.state(row),
                withheld=sight.withheld(row, KINDS[row.kind]),
                is_voided=shown.is_retracted,
            )
        self._notes.write("record.history", row.kind, record)
        return found

    def conflicts(self, *, limit: int | None = None) -> tuple[Conflict, ...]:
        """Answers with two versions that wait for a person, of records that she may see; the oldest `limit` of them."""
        with self._server.database.snapshot() as connection:
            return conflicts_of(Sight(self._server, connection, self._actor), limit=limit)

    def set_aside(self) -> tuple[SetAsideEntry, ...]:
        """Changes that wait for a person, those that raise a safety answer first."""
        with self._server.database.snapshot() as connection:
            return set_aside_of(Sight(self._server, connection, self._actor))

    def receipt_of(self, record: Id) -> Receipt:
        """What is saved at the centre is at the centre."""
        self._row(record)
        return Receipt(at_office=True, at_centre=True, waiting=0)

    def next_case_number(self) -> str:
        """The next number of the server's own device: `<office code>-<yy>-<device code>-<n>`; given once."""
        return give_number(self._server, self.person.office, CASE_MARK)

    def next_inquiry_number(self) -> str:
        """The next number of an inquiry of the server's own device: `<office code>-<yy>-<device code>-T<n>`."""
        return give_number(self._server, self.person.office, INQUIRY_MARK)

    def dated_values(self, record: Id, register: str) -> tuple[Dated, ...]:
        """The values of a register over time, from the log."""
        with self._server.database.snapshot() as connection:
            sight = Sight(self._server, connection, self._actor)
            row = sight.require(record)
            if register in sight.withheld(row, KINDS[row.kind]):
                return ()
            return dated_of(self._server, connection, record, register, sight.state(row))

    def note_names(self, paper: str, record: Id | None, names: int) -> None:
        """Writes into the audit that a paper with so many names was made (`route_list`, `attendance_list`)."""
        self._notes.write("print.names", paper, record, reason=f"names:{names}")

    def _row(self, record: Id) -> RecordRow:
        with self._server.database.snapshot() as connection:
            return Sight(self._server, connection, self._actor).require(record)

    def _today(self) -> date:
        return day_of_ms(self._server.clock())
