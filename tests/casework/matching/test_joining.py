"""Two cases of one person: which answers differ, what joining writes, where an alias leads."""

from datetime import date
from pathlib import Path

import pytest

from casework.book import Edit, Person
from casework.matching.joining import BOTH, KEPT, OTHER, differences, join_cases, lead_on, undo_joining
from casework.matching.proposing import Judgement, propose_link
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from tests.builders.records import a_case, a_record_id
from tests.field_client.store.laptops import ALaptop, a_laptop

TODAY = date(2025, 11, 21)


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def saved(laptop: ALaptop, number: str, **values: Json) -> Id:
    case = a_case(worker=laptop.person, case_number=number, **values)
    laptop.save(case)
    return case.record


def judged(laptop: ALaptop) -> Judgement:
    person = laptop.person
    return Judgement(Person(person.worker, "coordinator", person.office), TODAY, None, "same scar")


def joined(laptop: ALaptop, kept: Id, other: Id, **chosen: str) -> Id:
    link = propose_link(kept, other, record=a_record_id())
    laptop.save(link)
    book = laptop.book
    laptop.save(
        *join_cases(book.open(link.record), book.open(kept), book.open(other), chosen=chosen, judgement=judged(laptop))
    )
    return link.record


def test_what_differs_is_offered_and_numbers_status_and_worker_stay_their_own(laptop: ALaptop) -> None:
    one = saved(laptop, "BTB-25-K1-1", nickname="Pov", risk_level="low", risk_reason="calm")
    two = saved(
        laptop, "BTB-25-K1-2", religion="buddhist", languages=["thai"], risk_level="high", risk_reason="threats"
    )
    found = {each.name: each.default for each in differences(laptop.book.open(one), laptop.book.open(two))}
    assert found == {"religion": OTHER, "languages": BOTH, "risk_level": OTHER, "risk_reason": KEPT}


def test_an_alias_leads_to_the_kept_case_however_often_it_was_joined(laptop: ALaptop) -> None:
    one, two, three = (saved(laptop, f"BTB-25-K1-{n}", given_name_latin="Chenda") for n in (1, 2, 3))
    joined(laptop, two, one)
    assert [shown.record_id for shown in laptop.book.search("BTB-25-K1-1")] == [two]
    joined(laptop, three, two)
    assert [shown.record_id for shown in laptop.book.search("BTB-25-K1-1")] == [three]


def test_an_alias_stays_where_the_kept_case_may_not_be_seen(laptop: ALaptop) -> None:
    one, two = (saved(laptop, f"BTB-25-K1-{n}") for n in (1, 2))
    link = joined(laptop, two, one)
    alias, merged = laptop.book.open(one), laptop.book.open(link)
    assert lead_on([alias], links_of=lambda _case: [merged], read=lambda _case: None) == [alias]


def test_taken_apart_the_other_case_has_its_former_status_again(laptop: ALaptop) -> None:
    one, two = (saved(laptop, f"BTB-25-K1-{n}") for n in (1, 2))
    before = laptop.book.open(one).values
    link = joined(laptop, two, one)
    former = laptop.book.history(one).entries
    value = next(entry.value for entry in former if entry.register == "group:status")
    assert isinstance(value, dict)
    edits: tuple[Edit, ...] = undo_joining(
        laptop.book.open(link), laptop.book.open(one), former=value, judgement=judged(laptop)
    )
    laptop.save(*edits)
    assert laptop.book.open(one).values == before
