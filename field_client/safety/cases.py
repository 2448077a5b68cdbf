"""The dossiers of this laptop, to be chosen from for a trip."""

from collections.abc import Iterable, Iterator, Sequence

from casework.book import CaseBook, Query
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS

NUMBERS = ("case_number", "inquiry_number")
DOSSIERS = tuple(sorted(name for name, kind in KINDS.items() if kind.placement is Placement.DOSSIER_HEAD))
AT_ONCE = 500


def dossiers_here(book: CaseBook, kinds: Sequence[str] = DOSSIERS) -> Iterator[Shown]:
    """Every case and inquiry of the book, in the order of their ids."""
    for kind in kinds:
        after: Id | None = None
        while True:
            page = book.list(Query(kind), after=after, limit=AT_ONCE)
            yield from page.records
            after = page.after
            if after is None:
                break


def number_of(shown: Shown) -> str:
    """The number that stands on papers; the id where none was given yet."""
    return next((str(shown.values[name]) for name in NUMBERS if shown.values.get(name)), shown.record_id)


def chosen_by_number(book: CaseBook, lines: Iterable[str]) -> frozenset[Id]:
    """The dossiers that a list names, a number or id each line; empty lines and `#` count for nothing.

    Raises `travel.case_unknown` with the number of the line.
    """
    known = {name: one.record_id for one in dossiers_here(book) for name in (number_of(one).upper(), one.record_id)}
    found = set()
    for at, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        record = known.get(text) or known.get(text.upper())
        if record is None:
            raise HomewardError("travel.case_unknown", line=at)
        found.add(record)
    return frozenset(found)
