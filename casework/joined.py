"""Cases that were joined, looked at together: the kept case and what stands under the other numbers. Pure.

Joining moves nothing (records.md 4.7), so this is a way of looking: each record stays in its own dossier and says from
which number it comes. A dossier that the reader may not see adds nothing, not even a count. Steps, gates and rules go
on asking the case's own dossier, as the stores do when something is saved.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from casework.book import Page
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer
from shared_schema.rules.transfer import aliases_of, links_of, survivor_chain

ReadDossier = Callable[[Id], Dossier]


@dataclass(frozen=True, slots=True)
class Together:
    """A case with those that were joined to it: `own` is its dossier, `others` are those that the reader may see."""

    own: Dossier
    others: tuple[Dossier, ...] = ()

    @property
    def whole(self) -> Dossier:
        """The records of all of them under the kept case; of an ordinary case its own dossier."""
        if not self.others:
            return self.own
        every = (*self.others, self.own)
        return replace(
            self.own,
            records={key: one for dossier in every for key, one in dossier.records.items()},
            related={key: one for dossier in every for key, one in dossier.related.items()},
            dated={place: values for dossier in every for place, values in dossier.dated.items()},
        )

    @property
    def numbers(self) -> Mapping[Id, str]:
        """{joined case: its number}."""
        return {one.home: str(answer(one.head, "case_number") or "") for one in self.others}

    def number_of(self, shown: Shown) -> str:
        """The number under which a record was written; "" where it is the kept case's own."""
        return self.numbers.get(shown.home, "")

    def page(self, kind: str, *, after: Id | None, limit: int) -> Page:
        """A page of the records of a kind oldest first, voided ones too, as a book lists those of one dossier."""
        found = list(self.whole.of_kind(kind, with_retracted=True))
        first = next((at for at, one in enumerate(found, 1) if one.record_id == after), 0)
        some = tuple(found[first : first + limit])
        return Page(some, some[-1].record_id if len(found) > first + limit else None)


def together(dossier: Dossier, read: ReadDossier) -> Together:
    """The case and every case that was joined to it, directly or through another one; `read` = `book.dossier`."""
    return Together(dossier, tuple(_joined_to(dossier, read, {dossier.home})))


def kept_case(dossier: Dossier, read: ReadDossier) -> Shown | None:
    """The case that a joined one is looked at under; None where it was not joined or that one may not be seen."""
    at, passed = dossier, {dossier.home}
    while True:
        chain, _is_endless = survivor_chain(aliases_of(links_of(at)), at.home)
        following = None if chain[-1] in passed else _read(read, chain[-1])
        if following is None:
            return None if at is dossier else at.head
        passed.add(following.home)
        at = following


def _joined_to(dossier: Dossier, read: ReadDossier, passed: set[Id]) -> Iterator[Dossier]:
    for alias, survivor in aliases_of(links_of(dossier)).items():
        if survivor != dossier.home or alias in passed:
            continue
        passed.add(alias)
        other = _read(read, alias)
        if other is not None and other.head is not None:
            yield other
            yield from _joined_to(other, read, passed)


def _read(read: ReadDossier, home: Id) -> Dossier | None:
    try:
        return read(home)
    except HomewardError as error:
        if error.code == "record.not_found":
            return None
        raise
