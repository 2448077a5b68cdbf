"""Which cases stay for a trip: chosen page by page out of all dossiers of this laptop, and kept until it begins.

Promise: a page shows at most fifty, whatever the laptop holds; what was chosen on one page stays chosen on the next,
also over a lock. Refused: text of a search in an address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson

from casework.book import CaseBook
from field_client.safety.cases import dossiers_here, number_of
from field_client.store.local_store import LocalStore
from shared_schema.identifiers import Id

CHOICE = "travel_choice"  # fact of the store
PER_PAGE, MOST_NAMED, LEAST_LETTERS, MOST_LETTERS = 50, 200, 2, 120
INQUIRIES = ("tracing_inquiry",)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case or an inquiry of the list: its id, its number, and what its name is read from."""

    record: Id
    number: str
    one: object


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list: from 1, out of `pages`; `total` = how many the search found."""

    dossiers: tuple[Dossier, ...]
    text: str
    page: int
    pages: int
    total: int


def dossiers_of(book: CaseBook, *, today: date) -> tuple[Dossier, ...]:
    """Cases as lists know them, so that a long list costs little; inquiries as they are; by number."""
    cases = [Dossier(one.home, str(one.values.get("case_number") or one.home), one) for one in book.outlines(today)]
    inquiries = [Dossier(one.record_id, number_of(one), one) for one in dossiers_here(book, INQUIRIES)]
    return tuple(sorted((*cases, *inquiries), key=lambda one: one.number))


def page_of(dossiers: Sequence[Dossier], book: CaseBook, *, text: str, page: int) -> Listed:
    """The page that was asked for; a search finds by number, and by name as the search box does."""
    text = text.strip()[:MOST_LETTERS]
    found = dossiers if len(text) < LEAST_LETTERS else _found(dossiers, book, text)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(page, 1), pages)
    return Listed(tuple(found[(page - 1) * PER_PAGE : page * PER_PAGE]), text, page, pages, len(found))


def read_choice(store: LocalStore, dossiers: Iterable[Dossier]) -> frozenset[Id]:
    """What was chosen and is here."""
    kept = store.identity.fact(CHOICE)
    return frozenset(orjson.loads(kept) if kept else ()) & {one.record for one in dossiers}


def put_choice(store: LocalStore, chosen: Iterable[Id]) -> None:
    """Keeps what was chosen."""
    store.identity.put_fact(CHOICE, orjson.dumps(sorted(chosen)).decode("ascii"))


def mark_of(chosen: Iterable[Id]) -> str:
    """What a page carries of a choice, so that another one made meanwhile is noticed."""
    return sha256("\n".join(sorted(chosen)).encode("ascii")).hexdigest()


def _found(dossiers: Sequence[Dossier], book: CaseBook, text: str) -> list[Dossier]:
    homes = {one.home for one in book.search(text, limit=PER_PAGE)}
    return [one for one in dossiers if one.record in homes or text.casefold() in one.number.casefold()]
