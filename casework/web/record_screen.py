"""One generic screen during one request: which kind, where it stands, which records are around; else 404."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort

from casework.book import CaseBook, Page, Query
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.record_names import kind_name
from casework.web.record_places import DIRECTORY_BASE, OFFICE_BASE, TRACING, Stand, fits_base, url_if_there
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY

REPEATED = {"assessment": "assessed_on", "visit": "visited_on", "study_response": "asked_on"}


@dataclass(frozen=True, slots=True)
class Screen:
    """The kind, where it stands, the records around; `head` = the case or inquiry, None outside of dossiers."""

    desk: Desk
    kind: Kind
    stand: Stand
    home: Id
    surroundings: Surroundings
    head: Shown | None

    @property
    def book(self) -> CaseBook:
        """The book of this request."""
        return self.surroundings.book

    def url(self, screen: str, **values: str) -> str:
        """The address of another screen of this kind in this place."""
        return self.stand.url(screen, self.kind.name, **values)

    def record(self, record: str, *, reason: str | None = None) -> Shown:
        """A record that belongs to this screen; 404 for every other."""
        head = self.head  # opened already, with the page
        shown = head if head is not None and head.record_id == record else opened(self.book, record, reason=reason)
        if shown.kind != self.kind.name or (self.stand.home and shown.home != self.home):
            abort(404)
        return shown

    def listed(self, *, after: Id | None, limit: int) -> Page:
        """A page of the records of this kind, voided ones too; of joined cases those of all their numbers together."""
        found = self.surroundings.together if self.stand.home else None
        if found is not None and found.others:
            return found.page(self.kind.name, after=after, limit=limit)
        query = Query(self.kind.name, home=self.home if self.stand.home else None, with_retracted=True)
        return self.book.list(query, after=after, limit=limit)

    def last_time(self) -> Mapping[str, Json]:
        """The answers of the record before this one, of kinds that are repeated over time."""
        found = self.surroundings.together
        if found is None or self.kind.name not in REPEATED:
            return {}
        day = REPEATED[self.kind.name]
        earlier = sorted(found.whole.of_kind(self.kind.name), key=lambda one: str(one.values.get(day) or ""))
        return earlier[-1].values if earlier else {}

    def common(self) -> dict[str, object]:
        """What every template of these screens is told."""
        number = self.head.values.get("case_number") or self.head.values.get("inquiry_number") if self.head else None
        return {
            "kind": self.kind.name,
            "kind_title": kind_name(self.kind.name, self.desk.reader().language),
            "case_code": number,
            "index_url": self.url("index"),
            "dossier_url": self._dossier_url(),
            "head": self.head,
        }

    def _dossier_url(self) -> str:
        if self.head is None:
            return ""
        if self.head.kind == "case":
            return url_if_there("cases.show", case=self.head.record_id)
        return url_if_there("tracing.show", inquiry=self.head.record_id)


def screen_at(desk: Desk, base: str, name: str, home: str) -> Screen:
    """The screen at an address; 404 where the kind does not stand there or the dossier is not held here."""
    kind = KINDS[name]
    if not fits_base(kind, base):
        abort(404)
    if base in (DIRECTORY_BASE, OFFICE_BASE):
        place = DIRECTORY if base == DIRECTORY_BASE else desk.book().person.office
        return Screen(desk, kind, Stand(base), place, Surroundings(desk, place), None)
    surroundings = Surroundings(desk, home)
    head = opened(surroundings.book, home)
    if head.kind != ("tracing_inquiry" if base == TRACING else "case"):
        abort(404)
    return Screen(desk, kind, Stand(base, home), home, surroundings, head)


def opened(book: CaseBook, record: str, *, reason: str | None = None) -> Shown:
    """A record by its id; 404 where it is not held here."""
    try:
        return book.open(record, reason=reason)
    except HomewardError as error:
        if error.code == "record.not_found":
            abort(404)
        raise
