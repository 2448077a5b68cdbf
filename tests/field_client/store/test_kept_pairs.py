"""Candidates that a laptop keeps are those that comparing anew would find; what was changed is compared again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework.book import Edit
from casework.matching import comparing
from casework.matching.finding import Candidates, candidates_for
from casework.places import place_of
from field_client.store.kept_pairs import KeptPairs
from shared_schema.identifiers import Id
from tests.casework.matching.test_finding import TODAY, a_consent, a_girl, an_inquiry, save
from tests.field_client.store.laptops import ALaptop, a_laptop


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def kept_of(laptop: ALaptop) -> KeptPairs:
    return KeptPairs(laptop.store.database, lambda: laptop.book, clock=laptop.clock)


def said(found: Candidates) -> list[tuple[Id, int, bool]]:
    return [(one.home, one.scored.total, one.fits_elsewhere) for one in found.every]


def renamed(laptop: ALaptop, case: Id, given: str) -> Edit:
    shown = laptop.book.open(case)
    name = {"family_name_km": "គឹម", "given_name_km": given}
    return Edit(case, "case", case, {"group:name_km": name}, base_seen=shown.seen)


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[Id]:
    """The dossiers for which the whole laptop was looked through."""
    asked: list[Id] = []
    admitted = comparing._admitted

    def counted(book, profile, today):  # type: ignore[no-untyped-def]
        asked.append(profile.home)
        return admitted(book, profile, today)

    monkeypatch.setattr(comparing, "_admitted", counted)
    return asked


def test_the_second_page_looks_through_nothing_and_says_the_same(laptop: ALaptop, looked_through: list[Id]) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    kept = kept_of(laptop)
    first = kept.candidates(inquiry, TODAY)
    at = laptop.clock.now
    laptop.clock.move(60_000)
    again = kept.candidates(inquiry, TODAY)
    assert first == again and again.compared_at == at and looked_through == [inquiry]
    assert said(again) == said(candidates_for(laptop.book, inquiry, today=TODAY)) and said(again)[0][0] == girl


def test_a_case_that_comes_later_or_is_changed_stands_in_the_list_without_looking_through_all(
    laptop: ALaptop, looked_through: list[Id]
) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    kept = kept_of(laptop)
    before = kept.candidates(inquiry, TODAY).every[0].scored.total
    laptop.clock.move(1_000)
    other = a_girl(laptop, given_name_km="ចិន្ដា", mother="គឹម លី")
    save(laptop, renamed(laptop, girl, "ពិសិដ្ឋ"))
    found = kept.candidates(inquiry, TODAY)
    totals = {home: total for home, total, _elsewhere in said(found)}
    assert totals[girl] < before and other in totals
    assert looked_through == [inquiry]
    assert said(found) == said(candidates_for(laptop.book, inquiry, today=TODAY))


def test_consent_that_is_withdrawn_takes_a_case_off_the_list_at_once_and_given_again_brings_it_back(
    laptop: ALaptop,
) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    kept = kept_of(laptop)
    assert said(kept.candidates(inquiry, TODAY))[0][0] == girl
    withdrawn = a_consent(girl, decision="refused")
    later = {**withdrawn.registers, "decided_on": "2025-11-21"}
    save(laptop, replace(withdrawn, registers=later))
    assert kept.candidates(inquiry, TODAY).every == ()
    again = a_consent(girl)
    save(laptop, replace(again, registers={**again.registers, "decided_on": "2025-11-21"}))
    assert said(kept.candidates(inquiry, TODAY)) == said(candidates_for(laptop.book, inquiry, today=TODAY))


def test_what_was_kept_of_an_inquiry_goes_with_every_change_of_it(laptop: ALaptop, looked_through: list[Id]) -> None:
    a_girl(laptop)
    inquiry = an_inquiry(laptop)
    kept = kept_of(laptop)
    kept.candidates(inquiry, TODAY)
    seen = laptop.book.open(inquiry).seen
    save(laptop, Edit(inquiry, "tracing_inquiry", inquiry, {"sought_sex": "male"}, base_seen=seen))
    assert said(kept.candidates(inquiry, TODAY)) == said(candidates_for(laptop.book, inquiry, today=TODAY))
    assert looked_through == [inquiry, inquiry, inquiry]


def test_an_inquiry_that_fits_better_is_told_also_when_it_comes_later(laptop: ALaptop) -> None:
    girl = a_girl(laptop)
    far = an_inquiry(
        laptop,
        relation="aunt",
        inquirer_name_latin="Keo Phalla",
        inquirer_phone="+85512999888",
        sought_home_place=dict(place_of("0201")),
    )
    kept = kept_of(laptop)
    assert said(kept.candidates(far, TODAY))[0][::2] == (girl, False)
    an_inquiry(laptop)
    found = kept.candidates(far, TODAY)
    assert said(found)[0][::2] == (girl, True)
    assert said(found) == said(candidates_for(laptop.book, far, today=TODAY))


def test_when_a_record_leaves_the_laptop_nothing_is_kept_of_how_it_compared(laptop: ALaptop) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    kept = kept_of(laptop)
    kept.candidates(inquiry, TODAY)
    with laptop.store.transaction():
        laptop.store.records.remove_shown([girl])
    assert laptop.store.database.value("SELECT count(*) FROM kept_pairs") == 0
    assert girl not in {home for home, _total, _elsewhere in said(kept.candidates(inquiry, TODAY))}


def test_in_quiet_moments_each_open_inquiry_is_compared_once(laptop: ALaptop, looked_through: list[Id]) -> None:
    a_girl(laptop)
    one, two = an_inquiry(laptop), an_inquiry(laptop)
    closed = an_inquiry(laptop, status="closed", outcome="withdrawn", closed_on="2025-11-21")
    kept = kept_of(laptop)
    assert [kept.make_one(TODAY) for _ in range(4)] == [True, True, False, False]
    assert sorted(looked_through) == sorted([one, two]) and closed not in looked_through
    kept.candidates(one, TODAY)
    assert len(looked_through) == 2


def test_consent_that_ran_out_by_its_day_takes_a_case_off_the_list_though_nothing_was_written(
    laptop: ALaptop,
) -> None:
    girl, inquiry = a_girl(laptop, decision="refused"), an_inquiry(laptop)
    until = a_consent(girl)
    save(laptop, replace(until, registers={**until.registers, "decided_on": "2025-11-21", "expires_on": "2025-12-01"}))
    kept = kept_of(laptop)
    assert said(kept.candidates(inquiry, TODAY))[0][0] == girl
    assert kept.candidates(inquiry, TODAY + timedelta(days=20)).every == ()


def test_who_may_not_be_compared_takes_no_place_among_those_looked_at(
    laptop: ALaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("LOOKED_AT", 3), ("ENOUGH", 1), ("LOOKED_WIDER", 20)):
        monkeypatch.setattr(comparing, name, number)
    for _ in range(3):
        a_girl(laptop, decision="refused")
    far = a_girl(laptop, given_name_km="ចិន្ដា")
    inquiry = an_inquiry(laptop)
    assert [home for home, _total, _elsewhere in said(kept_of(laptop).candidates(inquiry, TODAY))] == [far]
