"""One pair has one score, on the laptop and at the centre; nobody whom the gate closes is found on either."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casework.book import CaseBook, Edit, Saved
from casework.matching.evidence import evidence_codes
from casework.matching.finding import candidates_for, duplicates_of
from casework.matching.office import duplicates_among
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of_dossier
from casework.matching.proposing import Pair, propose_match
from casework.places import place_of
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from sync_server.store.audit import find_rows
from tests.builders.records import a_case, a_family_member, a_record_id, an_edit
from tests.builders.town import Town, a_town
from tests.contracts.test_central_case_book import CentralSetting
from tests.field_client.store.laptops import a_laptop
from tests.stores import StoreUrls

TODAY = date(2025, 11, 21)
TOTAL = 111  # -16.6 + name 10.7, sex 1.0, birth 1.8, district 5.2, mother 9.0
BANAN: Json = dict(place_of("0203"))


class MatchingOnBoth:
    """The promises, one test each."""

    @pytest.fixture
    def book(self) -> CaseBook:
        raise NotImplementedError

    def test_one_pair_has_one_total_wherever_it_is_scored(self, book: CaseBook) -> None:
        girl, inquiry = a_girl(book), an_inquiry(book)
        found = candidates_for(book, inquiry, today=TODAY).every
        assert [(one.home, one.scored.total, one.scored.band) for one in found] == [(girl, TOTAL, "likely")]
        back = candidates_for(book, girl, today=TODAY).every
        assert [(one.home, one.scored.total) for one in back] == [(inquiry, TOTAL)]

    def test_nobody_is_compared_without_consent(self, book: CaseBook) -> None:
        girl, inquiry = a_girl(book, decision="refused"), an_inquiry(book)
        assert candidates_for(book, inquiry, today=TODAY).every == ()
        assert [one.code for one in candidates_for(book, girl, today=TODAY).missing] == ["consent_tracing"]

    def test_a_proposed_match_holds_codes_and_levels_alone(self, book: CaseBook) -> None:
        girl, inquiry = a_girl(book), an_inquiry(book)
        one = candidates_for(book, inquiry, today=TODAY).every[0]
        edit = propose_match(
            Pair(girl, inquiry), record=a_record_id(), found_by="person", scored=one.scored, step="verify"
        )
        save(book, edit)
        shown = book.open(edit.record)
        assert shown.home == girl and shown.values["score"] == TOTAL and shown.values["band"] == "likely"
        assert shown.values["evidence"] == evidence_codes(one.scored)
        again = candidates_for(book, inquiry, today=TODAY).every[0]
        assert again.match is not None and again.match.record_id == edit.record and not again.is_folded

    def test_what_is_compared_holds_what_gates_ask_and_nothing_of_an_unknown_dossier(self, book: CaseBook) -> None:
        girl = a_girl(book)
        held = book.compared([girl, a_record_id()])
        assert list(held) == [girl]
        assert {one.kind for one in held[girl].records.values()} >= {"case", "consent", "family_member"}

    def test_duplicates_of_one_person_are_one_cluster(self, book: CaseBook) -> None:
        one, two = a_girl(book), a_girl(book, given_name_km="ចិន្ដា")
        other = a_girl(book, given_name_km="បុប្ផា", mother="គឹម លី")
        people = [profile_of(book, home) for home in (one, two, other)]
        clusters = duplicates_among(book, people, today=TODAY)
        assert [set(cluster.dossiers) for cluster in clusters] == [{one, two}]
        assert [found.home for found in duplicates_of(book, people[0], today=TODAY)][:1] == [two]


class TestMatchingOnTheLaptop(MatchingOnBoth):
    @pytest.fixture
    def book(self, tmp_path: Path) -> CaseBook:
        return a_laptop(tmp_path).book


class TestMatchingAtTheCentre(MatchingOnBoth):
    @pytest.fixture
    def book(self, sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[CaseBook]:
        town = a_town(sqlite_urls, tmp_path)
        yield CentralSetting(town).book
        town.close()

    def test_a_list_of_candidates_opens_no_dossier_but_the_one_it_is_for(
        self, sqlite_urls: StoreUrls, tmp_path: Path
    ) -> None:
        town = a_town(sqlite_urls, tmp_path)
        book = CentralSetting(town).book
        girl, inquiry = a_girl(book), an_inquiry(book)
        an_inquiry(book)
        before = opened(town)
        assert [one.home for one in candidates_for(book, inquiry, today=TODAY).every] == [girl]
        assert opened(town)[len(before) :] == [inquiry]
        town.close()


def opened(town: Town) -> list[str | None]:
    """The dossiers that the audit says were opened, in order."""
    with town.central.server.database.snapshot() as connection:
        return [chained.row.object_id for chained in find_rows(connection, action="dossier.open")]


def save(book: CaseBook, *edits: Edit) -> None:
    saved = book.save(edits)
    assert isinstance(saved, Saved), saved


def profile_of(book: CaseBook, home: Id) -> Profile:
    profile = profile_of_dossier(book.dossier(home))
    assert profile is not None
    return profile


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


def a_girl(book: CaseBook, *, decision: str = "given", mother: str = "ម៉ៅ សុភាព", **values: Json) -> Id:
    whole: dict[str, Json] = {"given_name_km": "ចិន្តា", "home_place": BANAN, "wishes_tracing": "yes", **values}
    case = a_case(worker=book.person, **whole)
    registers = {name: value for name, value in case.registers.items() if name != "group:name_latin"}
    member = a_family_member(home=case.record, name_km=mother)
    known = {name: value for name, value in member.registers.items() if name != "name_latin"}
    save(
        book,
        Edit(case.record, "case", case.record, registers),
        Edit(member.record, "family_member", case.record, known),
        a_consent(case.record, decision=decision),
    )
    return case.record


def an_inquiry(book: CaseBook) -> Id:
    values: dict[str, Json] = {
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
        "separated_on": {"none": "not_asked"},
        "separated_at": {"none": "not_asked"},
        "status": "open",
        "office": book.person.office,
        "case_worker": book.person.worker,
    }
    edit = an_edit("tracing_inquiry", values)
    save(book, edit, a_consent(edit.record))
    return edit.record
