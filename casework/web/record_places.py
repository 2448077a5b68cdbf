"""Where the screens of a record stand: `/cases/<id>/<kind>/<record>`, of an inquiry under `/tracing`, of the directory
and the office book under their own names. One place knows these addresses.
"""

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from werkzeug.routing import BuildError

from casework.book import CaseBook
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY

CASES, TRACING, DIRECTORY_BASE, OFFICE_BASE = "cases", "tracing", "directory", "office"
OF_INQUIRY = frozenset(
    {
        "tracing_inquiry",
        "tracing_action",
        "consent",
        "attachment",
        "task",
        "case_note",
        "match",
        "review_question",
        "review_decision",
    }
)
_BY_PLACEMENT = {Placement.DIRECTORY: DIRECTORY_BASE, Placement.OFFICE: OFFICE_BASE}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where records of a kind stand: the base of the address, and the dossier in it ("" outside of dossiers)."""

    base: str
    home: Id = ""

    def url(self, screen: str, kind: str, **values: Any) -> str:
        """The address of a screen: `index`, `new`, `show`, `edit`, `void`."""
        named: dict[str, Any] = {"home": self.home} if self.home else {}
        return address_of(f"records.{screen}", base=self.base, kind=kind, **named, **values)


def fits_base(kind: Kind, base: str) -> bool:
    """Whether a kind has screens under this base."""
    own = _BY_PLACEMENT.get(kind.placement)
    if own is not None:
        return base == own
    return kind.name in OF_INQUIRY if base == TRACING else base == CASES and kind.name != "tracing_inquiry"


def stand_of(book: CaseBook, shown: Shown) -> Stand:
    """Where a record stands; a dossier that is not held here is taken for a case."""
    kind = KINDS.get(shown.kind)
    if shown.home == DIRECTORY or kind is None:
        return Stand(DIRECTORY_BASE)
    if kind.placement is Placement.OFFICE:
        return Stand(OFFICE_BASE)
    head = shown if shown.record_id == shown.home else _head(book, shown.home)
    return Stand(TRACING if head is not None and head.kind == "tracing_inquiry" else CASES, shown.home)


def url_of_record(book: CaseBook, record: Id) -> str:
    """The page of a record by its id; "" where it is not held here."""
    shown = _head(book, record)
    return "" if shown is None else stand_of(book, shown).url("show", shown.kind, record=record)


def own_page_of(shown: Shown, *, base: str = CASES) -> str:
    """The page on which the steps of a record are taken, where its kind has one: signing, sending, a file."""
    if shown.kind == "case_conference":
        return url_if_there("conferences.show", conference=shown.record_id)
    if shown.kind == "attachment":
        return url_if_there("files.one", base=base, home=shown.home, record=shown.record_id)
    return url_if_there("referrals.show", case=shown.home, record=shown.record_id) if shown.kind == "referral" else ""


def files_url(base: str, home: Id, *, named: Id = "", register: str = "") -> str:
    """Photos and papers of a dossier; with `named` and `register` the file that is added stands in that answer."""
    asked = {"for": named, "register": register} if named else {}
    if base == TRACING:
        return url_for("files.of_inquiry", inquiry=home, **asked)  # type: ignore[arg-type]
    return url_for("files.show", case=home, **asked)  # type: ignore[arg-type]


def case_url(book: CaseBook, case: Id) -> str:
    """The page of a case; the generic page of its record where the program mounts no other."""
    return url_if_there("cases.show", case=case) or url_of_record(book, case)


def url_if_there(endpoint: str, **values: Any) -> str:
    """The address of a page that only some programs mount; "" where this one does not."""
    try:
        return address_of(endpoint, **values)
    except BuildError:
        return ""


def address_of(endpoint: str, **values: Any) -> str:
    """What `url_for` says. Of addresses that differ by ids alone a page makes one: a list has a hundred of them."""
    ids = [name for name, value in values.items() if is_id(value)]
    if not ids:
        return url_for(endpoint, **values)
    like: dict[str, Any] = values | {name: _stand_in(at) for at, name in enumerate(ids)}
    made: dict[object, str] = g.setdefault("addresses", {})
    key = (endpoint, *like.items())
    if key not in made:
        made[key] = url_for(endpoint, **like)
    address = made[key]
    for at, name in enumerate(ids):
        address = address.replace(_stand_in(at), values[name])
    return address


def _stand_in(at: int) -> Id:
    return f"{at:-<21}A"


def _head(book: CaseBook, record: Id) -> Shown | None:
    try:
        return book.open(record)
    except HomewardError:
        return None
