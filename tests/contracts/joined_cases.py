"""What every CaseBook promises of cases that were joined: nothing moves, both are looked at together."""

from datetime import date
from typing import Protocol

from casework.book import CaseBook, Edit, Person, Saved
from casework.joined import kept_case, together
from casework.matching.joining import join_cases
from casework.matching.proposing import Judgement, propose_link
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.dossier import Dossier
from tests.builders.records import a_case, a_family_member, a_record_id, a_visit

OTHER = "BTB-25-K1-2"
TODAY = date(2025, 11, 21)


class Joinable(Protocol):
    """A book and the person whose it is."""

    book: CaseBook
    person: Person


def numbered(setting: Joinable, number: str) -> Id:
    """A case with a number of its own."""
    case = a_case(worker=setting.person, case_number=number)
    assert isinstance(setting.book.save([case]), Saved)
    return case.record


def written(setting: Joinable, edit: Edit) -> Id:
    """A record that the person of the setting has saved."""
    saved = setting.book.save([edit])
    assert isinstance(saved, Saved), saved
    return edit.record


def joined(setting: Joinable, kept: Id, other: Id, *, at_once: bool = True) -> Id:
    """The link by which `other` was joined to `kept`."""
    book = setting.book
    link = written(setting, propose_link(kept, other, record=a_record_id()))
    judgement = Judgement(setting.person, TODAY, None, "same scar")
    edits = join_cases(book.open(link), book.open(kept), book.open(other), chosen={}, judgement=judgement)
    if at_once:
        assert isinstance(book.save(edits), Saved)
    else:  # a laptop receives them, one after the other; `kept` is the lower id, so that no rule sees the half of it
        assert [written(setting, edit) for edit in edits]
    return link


class JoinedCasesContract:
    """The promises, one test each."""

    def test_joined_cases_are_looked_at_together_and_every_record_says_where_it_stands(self, setting: Joinable) -> None:
        kept, other = numbered(setting, "BTB-25-K1-1"), numbered(setting, OTHER)
        mine = written(setting, a_visit(home=kept))
        theirs = written(setting, a_family_member(home=other))
        joined(setting, kept, other)
        late = written(setting, a_visit(home=other, visited_on="2025-11-22"))
        book = setting.book
        found = together(book.dossier(kept), book.dossier)
        whole = found.whole
        assert {mine, theirs, late, kept, other} <= set(whole.records)
        assert [found.number_of(whole.records[one]) for one in (mine, theirs, late)] == [
            "",
            "BTB-25-K1-2",
            "BTB-25-K1-2",
        ]
        assert whole.head is not None and whole.head.record_id == kept
        assert book.open(theirs).home == other, "nothing moved"
        pages = [found.page("visit", after=None, limit=1)]
        pages.append(found.page("visit", after=pages[0].after, limit=1))
        assert {one.record_id for page in pages for one in page.records} == {mine, late} and pages[1].after is None
        alias = book.dossier(other)
        leads_to = kept_case(alias, book.dossier)
        assert leads_to is not None and leads_to.record_id == kept
        assert together(alias, book.dossier).others == () and kept_case(book.dossier(kept), book.dossier) is None

    def test_a_chain_of_joinings_leads_to_the_last_case_and_shows_all(self, setting: Joinable) -> None:
        one, two, three = (numbered(setting, f"BTB-25-K1-{n}") for n in (1, 2, 3))
        first = written(setting, a_visit(home=one))
        joined(setting, two, one)
        joined(setting, three, two)
        book = setting.book
        found = together(book.dossier(three), book.dossier)
        assert sorted(found.numbers.values()) == ["BTB-25-K1-1", "BTB-25-K1-2"]
        assert found.number_of(found.whole.records[first]) == "BTB-25-K1-1"
        leads_to = kept_case(book.dossier(one), book.dossier)
        assert leads_to is not None and leads_to.record_id == three

    def test_a_dossier_that_may_not_be_seen_adds_nothing(self, setting: Joinable) -> None:
        kept, other = numbered(setting, "BTB-25-K1-1"), numbered(setting, OTHER)
        joined(setting, kept, other)
        dossiers = {home: setting.book.dossier(home) for home in (kept, other)}

        def all_but(hidden: Id, home: Id) -> Dossier:
            if home == hidden:
                raise HomewardError("record.not_found", record=home)
            return dossiers[home]

        alone = together(dossiers[kept], lambda home: all_but(other, home))
        assert alone.others == () and alone.whole is dossiers[kept]
        assert kept_case(dossiers[other], lambda home: all_but(kept, home)) is None
