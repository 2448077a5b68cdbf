"""LocalCaseBook: the records of one person on her own laptop, as every case screen and command asks for them.

Promise: what is saved is in the log, shown, found and counted when `save` returns; what left this laptop is not found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock

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
from casework.case_list import CasePage, CasesWanted, in_order_of, page_of
from casework.matching.box import FindPlaces, no_places
from casework.outline import Outline
from field_client.store import lists
from field_client.store.comparing import Comparing
from field_client.store.history import HistoryReader
from field_client.store.identity import CLOCK_OFFSET
from field_client.store.local_store import LocalStore
from field_client.store.save import Rules, Saving, Stamp
from field_client.vault.attachment_seal import ChunkSealer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id, Random
from shared_schema.merge.policy import Conflict, Shown
from shared_schema.merge.state import Dot, RecordState
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import day_of_ms


class LocalCaseBook:
    """CaseBook over the encrypted store. One book, one person; every write is one transaction."""

    def __init__(
        self,
        store: LocalStore,
        *,
        rules: Rules,
        clock: Clock,
        random: Random,
        find_places: FindPlaces = no_places,
    ) -> None:
        self._store = store
        self._clock = clock
        self._history = HistoryReader(store.database, records=store.records, log=store.log, cursors=store.cursors)
        self._reader = lists.Reader(store, history=self._history, find_places=find_places)
        self._comparing = Comparing(store, show=self._reader.shown, dated=self._reader.dated)
        self._saving = Saving(
            records=store.records,
            log=store.log,
            kinds=store.kinds,
            rules=rules,
            dossier_with=lambda home, changed: self._reader.dossier(home, person=self.person, changed=changed),
            random=random,
        )
        self._attachments = SealedAttachments(store.chunks, ChunkSealer(random), one_at_a_time=Lock())

    @property
    def attachments(self) -> Attachments:
        """Photos and papers: what was added here and what was received."""
        return self._attachments

    @property
    def person(self) -> Person:
        """The person whose laptop this is."""
        return self._store.identity.read().person

    def open(self, record: Id, *, reason: str | None = None) -> Shown:
        """One record as it is shown; `record.not_found`. A reason is asked at the centre alone."""
        return self._reader.shown(self._state(record))

    def list(self, query: Query, *, after: Id | None = None, limit: int = 50) -> Page:
        """A page of records of one kind, by id."""
        return self._reader.page(query, after=after, limit=limit)

    def search(self, text: str, *, limit: int = 20) -> tuple[Shown, ...]:
        """Records found by words and their beginnings, a name in any spelling, code, telephone or place, best first."""
        return self._reader.search(text, limit=limit)

    def similar(self, sought: Sought, *, limit: int = 100) -> tuple[Found, ...]:
        """Dossiers on this laptop that may be about somebody, most alike first."""
        return self._reader.similar(sought, limit=limit)

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """Of dossiers that are held here what profiles, gates and earlier decisions need."""
        return self._comparing.read(homes)

    def dossier(self, home: Id) -> Dossier:
        """All records of a dossier, what they refer to, and values over time as far as they are held here."""
        dossier = self._reader.dossier(home, person=self.person, changed={})
        if not dossier.records:
            raise HomewardError("record.not_found", record=home)
        return dossier

    def inquiries_of(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """Their dossiers: a laptop holds few."""
        return {home: self.dossier(home) for home in homes}

    def case_page(self, wanted: CasesWanted, today: date) -> CasePage:
        """A page of the cases of this laptop."""
        return page_of(self.outlines(today), wanted, today)

    def outlines_of(self, homes: Sequence[Id], today: date) -> tuple[Outline, ...]:
        """Those of these cases that are here."""
        return in_order_of(homes, self.outlines(today))

    def outlines(self, today: date) -> tuple[Outline, ...]:
        """The outline of every case of this laptop on a day, kept from list to list."""
        return self._reader.outlines(today)

    def save(self, edits: Sequence[Edit], *, draft: Id | None = None) -> Saved | Problems:
        """One transaction = one save set; the anchor follows the commit. The same draft saved twice answers once."""
        if not edits:
            raise ValueError("nothing to save")
        store = self._store
        now = self._clock()
        with store.transaction():
            answered = None if draft is None else store.drafts.answer_of(draft)
            if answered is not None:
                return answered
            stamp = Stamp(now, store.identity.number(CLOCK_OFFSET), self.person, SCHEMA_VERSION)
            dots = self._saving.save(edits, stamp=stamp, unsent=self._is_unsent)
            if isinstance(dots, Problems):
                return dots
            saved = Saved(dots)
            if draft is not None:
                first = edits[0]
                store.drafts.answer(draft, saved, record=first.record, kind=first.kind, home=first.home, now=now)
        store.write_anchor(now=now)
        return saved

    def rehearse(self, sets: Sequence[Sequence[Edit]]) -> tuple[Saved | Problems, ...]:
        """What `save` would answer to each of these save sets in turn; everything is taken back, nothing is written."""
        store = self._store
        outcomes: list[Saved | Problems] = []
        try:
            with store.transaction():
                stamp = Stamp(self._clock(), store.identity.number(CLOCK_OFFSET), self.person, SCHEMA_VERSION)
                for edits in sets:
                    dots = self._saving.save(edits, stamp=stamp, unsent=self._is_unsent)
                    outcomes.append(dots if isinstance(dots, Problems) else Saved(dots))
                raise _Rehearsed
        except _Rehearsed:
            return tuple(outcomes)

    def keep_draft(self, draft: Draft) -> None:
        """Stores or replaces a draft."""
        self._store.drafts.keep(draft)

    def drafts(self) -> tuple[Draft, ...]:
        """Drafts, newest first."""
        return self._store.drafts.all()

    def discard_draft(self, draft: Id) -> None:
        """Removes a draft."""
        self._store.drafts.discard(draft)

    def history(self, record: Id) -> History:
        """Every value this laptop ever held of the record; never complete."""
        state = self._state(record)
        return self._history.of(record, state, is_voided=self._reader.shown(state).is_retracted)

    def conflicts(self, *, limit: int | None = None) -> tuple[Conflict, ...]:
        """Answers with two versions that nobody has decided yet."""
        return self._reader.conflicts()[:limit]

    def set_aside(self) -> tuple[SetAsideEntry, ...]:
        """Own changes that wait for a person, those that raise a safety answer first."""
        entries = self._store.marks.entries()
        return tuple(sorted(entries, key=lambda entry: (not self._raises(entry), entry.dot[1])))

    def receipt_of(self, record: Id) -> Receipt:
        """Where this laptop's changes of the record have arrived."""
        return self._reader.receipt_of(record)

    def next_case_number(self) -> str:
        """The next number of this device's row: `<office code>-<yy>-<device code>-<n>`; given once."""
        prefix = self._number_prefix()
        return f"{prefix}-{self._store.identity.next_number('case_number/' + prefix)}"

    def next_inquiry_number(self) -> str:
        """The next number of this device's row of inquiries: `<office code>-<yy>-<device code>-T<n>`; given once."""
        prefix = self._number_prefix()
        return f"{prefix}-T{self._store.identity.next_number('inquiry_number/' + prefix)}"

    def dated_values(self, record: Id, register: str) -> tuple[Dated, ...]:
        """The values of a register over time, as far as this laptop held them."""
        return self._history.dated(record, register, self._state(record))

    def _number_prefix(self) -> str:
        identity = self._store.identity.read()
        year = day_of_ms(self._clock()).year % 100
        return f"{identity.office_code}-{year:02d}-{self._store.log.current().code}"

    def _state(self, record: Id) -> RecordState:
        state = self._store.records.shown_state(record)
        if state is None:
            raise HomewardError("record.not_found", record=record)
        return state

    def _is_unsent(self, dot: Dot) -> bool:
        reached = self._store.cursors.highest_confirmed(dot[0])
        return dot[1] > reached and any(life.id == dot[0] for life in self._store.log.incarnations())

    def _raises(self, entry: SetAsideEntry) -> bool:
        kind = self._store.kinds.get(entry.kind)
        change = next((c for c in self._store.log.changes_of(entry.record) if c.dot == entry.dot), None)
        if kind is None or change is None:
            return False
        named: Mapping[str, object] = change.set
        return any((r := kind.register_of(name)) is not None and r.protective is not None for name in named)


class _Rehearsed(Exception):
    """Ends a rehearsal by taking its transaction back."""
