"""Review items: what a merge, a broken rule or a number on two records asks a person to look at.

An item is open while some of its dots is covered by no judgement; its code is derived, so it stays the same for ever.
Eight characters are shown and stored; where two items share them, both are told by more characters of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union_all,
)

from shared_schema import canonical
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import lies_with_its_head
from sync_server.store.coded_lists import FEW_SCOPES
from sync_server.store.review_places import drop_places, note_places
from sync_server.store.statements import fetch, is_among, put_rows
from sync_server.store.tables_records import feed, review_items, review_places

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: read aloud without doubt
CODE_CHARACTERS, LONG_CODE_CHARACTERS = 8, 16
_COLUMNS = (
    "item_kind", "record", "item", "code", "kind", "home", "dots", "decided", "is_open", "is_restricted", "is_warning",
    "opened_at", "urgency", "question", "question_state",
)  # fmt: skip
_RESTRICTED = "/restricted"
_MANY, _OFFICES, _OWN = "many", "offices", "own"  # how far somebody's scopes reach
_APART = sorted(name for name, kind in KINDS.items() if not lies_with_its_head(kind))
RAISE, ASSIGNED_TWICE, ORDINARY, MARK = range(4)  # which lines stand first in the queue


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One question: what kind, which record, which register or rule; dots it is about, dots already judged."""

    item_kind: str
    record: Id
    item: str
    kind: str
    home: str
    dots: frozenset[Dot]
    decided: frozenset[Dot] = frozenset()
    is_open: bool = True
    is_restricted: bool = False
    is_warning: bool = False
    opened_at: int = 0
    question: Id | None = None  # the newest question about it, and whether it is open or answered
    question_state: str | None = None

    @property
    def urgency(self) -> int:
        """An assignment to two people first, marks last; what was set aside has an order of its own."""
        if self.item_kind == "two_versions" and self.item == "group:assignment":
            return ASSIGNED_TWICE
        return MARK if self.is_warning else ORDINARY

    @property
    def undecided(self) -> frozenset[Dot]:
        """The dots that no judgement covers."""
        return self.dots - self.decided

    @property
    def code(self) -> str:
        """What people type."""
        return item_code(self.item_kind, self.record, self.item)

    @property
    def long_code(self) -> str:
        """What people type where another item begins with the same eight characters."""
        return item_code(self.item_kind, self.record, self.item, characters=LONG_CODE_CHARACTERS)

    @property
    def place(self) -> tuple[str, Id, str]:
        """The key of the row."""
        return (self.item_kind, self.record, self.item)


def item_code(item_kind: str, record: Id, item: str, *, characters: int = CODE_CHARACTERS) -> str:
    """Eight characters that follow from what the item is about, or the first so many of sixteen."""
    digest = sha256(canonical.dumps([item_kind, record, item])).digest()
    number = int.from_bytes(digest[:10], "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(75, 75 - 5 * characters, -5))


def items_of_records(connection: Connection, records: Iterable[Id]) -> dict[tuple[str, Id, str], ReviewItem]:
    """Every item, open or not, of these records."""
    found = map(_item, fetch(connection, review_items, _COLUMNS, key="record", values=records))
    return {one.place: one for one in found}


def items_of_home(connection: Connection, home: str, *, item_kind: str | None = None) -> list[ReviewItem]:
    """Every item of a dossier."""
    found = map(_item, fetch(connection, review_items, _COLUMNS, key="home", values=[home]))
    return [one for one in found if item_kind is None or one.item_kind == item_kind]


def items_with_code(connection: Connection, code: str) -> list[ReviewItem]:
    """The items that people may mean by `code`, open or not: usually one; more where it is too short to tell."""
    typed = code.upper()
    found = map(_item, fetch(connection, review_items, _COLUMNS, key="code", values=[typed[:CODE_CHARACTERS]]))
    return [one for one in found if one.long_code.startswith(typed)]


def open_items(connection: Connection, *, homes: Iterable[str] | None = None) -> list[ReviewItem]:
    """Open items, oldest first; of these homes only, where given."""
    query = select(*[review_items.c[name] for name in _COLUMNS]).where(review_items.c.is_open.is_(True))
    found = [
        _item(tuple(row)) for row in connection.execute(query.order_by(review_items.c.opened_at, review_items.c.code))
    ]
    if homes is None:
        return found
    wanted = set(homes)
    return [one for one in found if one.home in wanted]


def oldest_open(
    connection: Connection, item_kind: str, *, scopes: Iterable[str], first: int, limit: int
) -> list[ReviewItem]:
    """Some of the open items of a kind about records in these scopes, those that stand first in the queue first."""
    within, is_sqlite = sorted(scopes), connection.dialect.name == "sqlite"
    homes = sorted(one for one in {scope.removesuffix(_RESTRICTED) for scope in within} if _may_hold_heads(one))
    facts = {"item_kind": item_kind, "scopes": within, "first": first, "limit": limit, "homes": homes, "apart": _APART}
    reach = _MANY if len(homes) > FEW_SCOPES else _OFFICES if any(map(_is_of_office, homes)) else _OWN
    return [_item(tuple(row)) for row in connection.execute(_oldest(reach, is_sqlite=is_sqlite), facts)]


def _may_hold_heads(scope: str) -> bool:
    place, _slash, rest = scope.partition("/")
    return bool(rest) and "/" not in rest and place in ("worker", "office")


def _is_of_office(scope: str) -> bool:
    return scope.startswith("office/")


@cache
def _oldest(reach: str, *, is_sqlite: bool) -> Select[Any]:
    """Item by item, each by the index of its record, which lies in few scopes. Where there are many scopes, some are
    soon found in their order; of few only those are looked at whose dossier lies there, and those of kinds that may lie
    where it does not; of a person's own these are so few that they are found first, and put in order then."""
    found, key = review_items.c, ("urgency", "opened_at", "code")
    among = is_among(feed.c.scope + "", "scopes", is_sqlite=is_sqlite)
    placed = (feed.c.record == found.record) & among & feed.c.is_gone.is_(False)
    look = select(feed.c.record).where(placed).limit(1).correlate(review_items).scalar_subquery()
    query = select(*[found[name] for name in _COLUMNS])
    if reach != _MANY:
        homes = select(review_places.c.home).where(is_among(review_places.c.scope, "homes", is_sqlite=is_sqlite))
        lies_apart = is_among(found.kind, "apart", is_sqlite=is_sqlite)
        if reach == _OFFICES:
            query = query.where(found.home.in_(homes).is_(true()) | lies_apart)
        elif is_sqlite:
            query = query.where(found.code.in_(_codes(homes)))
        else:
            listed: ColumnElement[Any] = any_(func.array(homes.scalar_subquery()))
            query = query.where((found.home == listed) | lies_apart)
    query = query.where(found.is_open, found.item_kind == bindparam("item_kind"), look.is_not(None))
    return query.order_by(*(found[name] for name in key)).limit(bindparam("limit")).offset(bindparam("first"))


def _codes(homes: Select[Any]) -> CompoundSelect[Any]:
    """Of the open items of these dossiers and of the kinds apart: SQLite does not take two indexes at once."""
    one = review_items.alias("one").c
    open_ones = select(one.code).where(is_open_by_home(one.is_open))
    return union_all(open_ones.where(one.home.in_(homes)), open_ones.where(is_among(one.kind, "apart", is_sqlite=True)))


def is_open_by_home(is_open: ColumnElement[bool]) -> ColumnElement[bool]:
    """As the short indexes of open items say it to SQLite, which then takes none of those in the queue's order."""
    return type_coerce(is_open, Integer) + literal_column("0") > literal_column("0")


def put_items(connection: Connection, items: Iterable[ReviewItem]) -> None:
    """Insert or replace, and note where their dossiers lie (`note_places` says under which lock)."""
    written = list(items)
    rows = [
        (
            one.item_kind,
            one.record,
            one.item,
            one.code,
            one.kind,
            one.home,
            _text(one.dots),
            _text(one.decided),
            one.is_open,
            one.is_restricted,
            one.is_warning,
            one.opened_at,
            one.urgency,
            one.question,
            one.question_state,
        )
        for one in written
    ]
    put_rows(connection, review_items, _COLUMNS, rows)
    waiting = {one.home for one in written if one.is_open}
    note_places(connection, waiting)
    drop_places(connection, {one.home for one in written} - waiting)


def with_dots(item: ReviewItem, dots: Iterable[Dot]) -> ReviewItem:
    """The item with further dots: open again unless a judgement covers them."""
    joined = item.dots | frozenset(dots)
    is_open = not joined <= item.decided
    if is_open and not item.is_open:
        item = replace(item, question=None, question_state=None)  # what was asked then was about other values
    return replace(item, dots=joined, is_open=is_open)


def judged(item: ReviewItem, dots: Iterable[Dot]) -> ReviewItem:
    """The item with a judgement over these dots."""
    decided = item.decided | frozenset(dots)
    return replace(item, decided=decided, is_open=not item.dots <= decided)


def asked(item: ReviewItem, question: Id, state: str) -> ReviewItem:
    """The item with a question about it: `open` or `answered`; one that was withdrawn leaves nothing."""
    if state == "withdrawn":
        return replace(item, question=None, question_state=None) if item.question == question else item
    return replace(item, question=question, question_state=state)


def closed(item: ReviewItem) -> ReviewItem:
    """The item when what it asked is no longer so."""
    return replace(item, is_open=False)


def _text(dots: frozenset[Dot]) -> str:
    return canonical.dumps(sorted(dots)).decode()


def _item(row: tuple[Any, ...]) -> ReviewItem:
    item_kind, record, item, _code, kind, home, dots, decided, is_open, is_restricted, is_warning, opened_at = row[:12]
    return ReviewItem(
        item_kind,
        record,
        item,
        kind,
        home,
        frozenset((one[0], one[1]) for one in orjson.loads(dots)),
        frozenset((one[0], one[1]) for one in orjson.loads(decided)),
        bool(is_open),
        bool(is_restricted),
        bool(is_warning),
        opened_at,
        row[13],
        row[14],
    )
