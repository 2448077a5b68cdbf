"""Candidates and duplicates among the records of a real laptop: found, explained, gated, remembered."""

from datetime import date
from pathlib import Path

import pytest

from casework.book import Edit, Saved
from casework.matching.explain import explain
from casework.matching.finding import Candidates, candidates_for, duplicates_of
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of_dossier, profile_of_values
from casework.matching.proposing import Judgement, Pair, not_duplicate, propose_match, propose_step, reject_match
from casework.places import place_of
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from tests.builders.records import SUPERVISOR, a_case, a_family_member, a_record_id, an_edit, changed
from tests.field_client.store.laptops import ALaptop, a_laptop

TODAY = date(2025, 11, 21)
BANAN: Json = dict(place_of("0203"))


@pytest.fixture
def laptop(tmp_path: Path) -> ALaptop:
    return a_laptop(tmp_path)


def save(laptop: ALaptop, *edits: Edit) -> None:
    assert isinstance(laptop.book.save(edits), Saved)


def a_consent(home: Id, *, decision: str = "given") -> Edit:
    values: dict[str, Json] = {
        "purpose": "tracing",
        "decision": decision,
        "decided_on": "2025-11-20",
        "scope": ["family", "identity"],
        "given_by": "authority",
        "child_assent": "yes",
        "evidence": "signature",
    }
    return an_edit("consent", values, record=a_record_id(), home=home)


def an_inquiry(laptop: ALaptop, *, record: Id | None = None, **values: Json) -> Id:
    whole: dict[str, Json] = {
        "inquiry_number": "INQ-25-K1-1",
        "inquiry_date": "2025-11-20",
        "inquirer_name_latin": "Mao Sopheap",
        "relation": "mother",
        "inquirer_phone": "+85512345678",
        "sought_family_name_latin": "Sok",
        "sought_given_name_latin": "Chenda",
        "sought_sex": "female",
        "sought_age_stated": 16,
        "sought_age_stated_on": "2025-11-20",
        "sought_is_estimated": True,
        "sought_home_place": BANAN,
        "status": "open",
        "office": laptop.person.office,
        "case_worker": laptop.person.worker,
    }
    edit = an_edit("tracing_inquiry", {**whole, **values}, record=record)
    save(laptop, edit, a_consent(edit.record))
    return edit.record


def a_girl(laptop: ALaptop, *, decision: str = "given", mother: str = "ម៉ៅ សុភាព", **values: Json) -> Id:
    khmer: dict[str, Json] = {"family_name_latin": None, "given_name_latin": None, "home_place": BANAN, **values}
    case = a_case(worker=laptop.person, **{"wishes_tracing": "yes", **khmer})
    member = a_family_member(home=case.record, name_km=mother, name_latin=None)
    registers = {name: value for name, value in member.registers.items() if value is not None}
    save(
        laptop,
        case,
        Edit(member.record, member.kind, member.home, registers),
        a_consent(case.record, decision=decision),
    )
    return case.record


def found(laptop: ALaptop, home: Id) -> Candidates:
    return candidates_for(laptop.book, home, today=TODAY)


def test_a_mother_who_looks_for_sok_chenda_finds_the_girl_written_in_khmer(laptop: ALaptop) -> None:
    girl, other = a_girl(laptop), a_girl(laptop, given_name_km="ដារ៉ា", mother="គឹម លី", sex="male")
    inquiry = an_inquiry(laptop)
    candidates = found(laptop, inquiry)
    assert [one.home for one in candidates.in_band("likely")] == [girl]
    assert other not in {one.home for one in candidates.in_band("likely")}
    lines = [str(line) for line in explain(candidates.every[0].scored, "en")]
    assert "Name sounds the same, in the other script: strong" in lines
    assert "Mother's name sounds the same, in the other script: strong" in lines
    assert "Home: same district: agrees" in lines


def test_the_same_pair_has_one_score_from_the_case_and_from_the_inquiry(laptop: ALaptop) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    there, back = found(laptop, inquiry).every[0], found(laptop, girl).every[0]
    assert there.home == girl and back.home == inquiry
    assert there.scored.total == back.scored.total


def test_the_score_does_not_depend_on_what_else_is_held(laptop: ALaptop) -> None:
    a_girl(laptop)
    inquiry = an_inquiry(laptop)
    before = found(laptop, inquiry).every[0].scored
    for name in ("ដារ៉ា", "សុភា", "បុប្ផា"):
        a_girl(laptop, given_name_km=name)
    assert found(laptop, inquiry).every[0].scored == before


@pytest.mark.parametrize(
    "closed",
    [
        {"wishes_tracing": "no"},
        {"do_not_contact_family": True, "do_not_contact_reason": "danger"},
        {"status": "duplicate"},
    ],
    ids=["wish no", "do not contact", "joined to another case"],
)
def test_who_may_not_be_traced_is_in_no_list(laptop: ALaptop, closed: dict[str, Json]) -> None:
    a_girl(laptop, **closed)
    assert found(laptop, an_inquiry(laptop)).every == ()


def test_without_consent_to_tracing_nobody_is_compared(laptop: ALaptop) -> None:
    girl = a_girl(laptop, decision="refused")
    assert found(laptop, an_inquiry(laptop)).every == ()
    answer = found(laptop, girl)
    assert answer.every == () and [one.code for one in answer.missing] == ["consent_tracing"]


def test_a_closed_inquiry_finds_nobody(laptop: ALaptop) -> None:
    a_girl(laptop)
    inquiry = an_inquiry(laptop, status="closed", closed_on="2025-11-21", outcome="withdrawn")
    assert [one.code for one in found(laptop, inquiry).missing] == ["inquiry_open"]


def test_a_rejected_pair_is_folded_away_and_not_forgotten(laptop: ALaptop) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    likely = found(laptop, inquiry).every[0]
    match = a_record_id()
    save(laptop, propose_match(Pair(girl, inquiry), record=match, found_by="laptop", scored=likely.scored))
    judgement = Judgement(SUPERVISOR, TODAY, "denied_by_person", "She says it is not her mother.")
    save(laptop, reject_match(laptop.book.open(match), judgement, scored=likely.scored))
    again = found(laptop, inquiry)
    assert again.in_band("likely") == () and [one.home for one in again.folded] == [girl]
    remembered = again.folded[0].remembered
    assert remembered is not None and remembered.decision.why == "denied_by_person" and not remembered.is_proposed_again
    assert [one.folded[0].home for one in [found(laptop, girl)]] == [inquiry]


def test_a_rejected_pair_returns_only_when_new_facts_say_much_more(laptop: ALaptop) -> None:
    aunt: dict[str, Json] = {"relation": "aunt", "inquirer_name_latin": "Keo Phalla"}
    girl, inquiry = a_girl(laptop), an_inquiry(laptop, **aunt, sought_home_place={"none": "unknown"})
    weak = found(laptop, inquiry).every[0]
    assert weak.scored.band == "possible"
    match = a_record_id()
    save(laptop, propose_match(Pair(girl, inquiry), record=match, found_by="laptop", scored=weak.scored))
    judgement = Judgement(SUPERVISOR, TODAY, "facts_differ")
    save(laptop, reject_match(laptop.book.open(match), judgement, scored=weak.scored))
    assert found(laptop, inquiry).every[0].is_folded
    commune: Json = dict(place_of("020301"))
    for record, kind, name in ((inquiry, "tracing_inquiry", "sought_home_place"), (girl, "case", "home_place")):
        seen = laptop.book.open(record).seen
        save(laptop, changed(Edit(record, kind, record, {}), seen, {name: commune}))
    returned = found(laptop, inquiry).every[0]
    assert returned.scored.band == "likely" and not returned.is_folded
    assert returned.remembered is not None and "place:agree" in returned.remembered.news


def test_a_worker_who_proposes_to_reject_folds_the_candidate_and_leaves_the_pair_open(laptop: ALaptop) -> None:
    girl, inquiry = a_girl(laptop), an_inquiry(laptop)
    match = a_record_id()
    save(laptop, propose_match(Pair(girl, inquiry), record=match, found_by="laptop"))
    save(laptop, propose_step(laptop.book.open(match), step="reject", why="known_other"))
    candidate = found(laptop, inquiry).every[0]
    assert candidate.is_folded and candidate.match is not None and candidate.match.values["state"] == "proposed"


def test_a_person_whom_another_inquiry_fits_better_says_so(laptop: ALaptop) -> None:
    a_girl(laptop)
    an_inquiry(laptop)
    worse = an_inquiry(
        laptop,
        relation="aunt",
        inquirer_name_latin="Keo Phalla",
        inquirer_phone="+85512999888",
        sought_home_place=dict(place_of("0201")),
    )
    candidate = found(laptop, worse).every[0]
    assert candidate.fits_elsewhere


def test_duplicates_are_found_while_typing_and_not_once_held_apart(laptop: ALaptop) -> None:
    girl = a_girl(laptop)
    new = a_record_id()
    typed = profile_of_values(
        "case",
        {"family_name_latin": "Sok", "given_name_latin": "Chinda", "sex": "female", "date_of_birth": "2009-05-02",
         "home_place": BANAN},
        record=new,
        home=new,
    )  # fmt: skip
    assert [one.home for one in duplicates_of(laptop.book, typed, today=TODAY)] == [girl]
    twice = a_case(worker=laptop.person, record=new, given_name_latin="Chinda", home_place=BANAN)
    save(laptop, twice, not_duplicate(girl, new, Judgement(laptop.person, TODAY), record=a_record_id()))
    assert [one.is_folded for one in duplicates_of(laptop.book, typed, today=TODAY)] == [True]


def test_a_case_is_no_duplicate_of_its_own_relatives_or_itself(laptop: ALaptop) -> None:
    girl = a_girl(laptop, mother="សុខ ចិន្តា")
    profile = found_profile(laptop, girl)
    assert duplicates_of(laptop.book, profile, today=TODAY) == ()


def found_profile(laptop: ALaptop, home: Id) -> Profile:
    profile = profile_of_dossier(laptop.book.dossier(home))
    assert profile is not None
    return profile
