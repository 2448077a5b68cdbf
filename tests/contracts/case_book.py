"""What every CaseBook promises; run against the laptop's and the centre's (house.md).

A test class inherits `CaseBookContract` and gives a fixture `setting` (see `Setting`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from casework.book import CaseBook, Draft, Edit, Person, Problems, Query, Saved, Sought
from casework.case_list import CasesWanted
from casework.matching.box import LEAST_LIKENESS
from casework.outline import Outline
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from tests.builders.records import a_case, a_contact_point, a_family_member, a_record_id, a_visit, an_id, changed
from tests.contracts.attachments import AttachmentsContract
from tests.contracts.joined_cases import JoinedCasesContract


class Setting(Protocol):
    """A book and the world around it: `elsewhere` brings changes that another person made on another device, having
    seen what their `base_seen` says, into the book; what the book wrote before has reached that person.
    `chunk_folder` = where chunks of files lie."""

    book: CaseBook
    person: Person
    chunk_folder: Path

    def elsewhere(self, edits: Sequence[Edit]) -> None: ...


def in_one_script(case: Edit, script: str) -> Edit:
    """A case whose name is known in Khmer (`km`) or in Latin letters (`latin`) only."""
    names = {"group:name_km", "group:name_latin"} - {f"group:name_{script}"}
    return replace(case, registers={name: value for name, value in case.registers.items() if name not in names})


class CaseBookContract(AttachmentsContract, JoinedCasesContract):
    """The promises, one test each."""

    @pytest.fixture
    def setting(self) -> Setting:
        raise NotImplementedError

    def test_what_was_saved_is_shown(self, setting: Setting) -> None:
        case = self.a_case(setting)
        shown = setting.book.open(case.record)
        assert shown.values["given_name_latin"] == "Chenda"
        assert shown.values["case_worker"] == setting.person.worker
        assert shown.author == setting.person.worker

    def test_unknown_record_is_not_found(self, setting: Setting) -> None:
        for ask in (setting.book.open, setting.book.dossier, setting.book.history, setting.book.receipt_of):
            with pytest.raises(HomewardError) as caught:
                ask(a_record_id())
            assert caught.value.code == "record.not_found"

    def test_one_save_set_stands_as_a_whole(self, setting: Setting) -> None:
        case = a_case(worker=setting.person)
        visit = a_visit(home=case.record)
        saved = setting.book.save([case, visit])
        assert isinstance(saved, Saved) and len(saved.dots) == 2
        assert setting.book.open(visit.record).home == case.record

    def test_one_wrong_answer_stops_the_whole_save_set(self, setting: Setting) -> None:
        case = a_case(worker=setting.person)
        wrong = Edit(a_record_id(), "visit", case.record, {"visited_on": "2025-11-21", "seen": "perhaps"})
        problems = setting.book.save([case, wrong])
        assert isinstance(problems, Problems)
        assert ("seen", "unknown_code") in {(problem.field, problem.code) for problem in problems.problems}
        with pytest.raises(HomewardError):
            setting.book.open(case.record)

    def test_required_answer_is_asked_for(self, setting: Setting) -> None:
        case = a_case(worker=setting.person)
        registers = {name: value for name, value in case.registers.items() if name != "sex"}
        problems = setting.book.save([Edit(case.record, "case", case.record, registers)])
        assert isinstance(problems, Problems)
        assert "sex" in {problem.field for problem in problems.problems}

    def test_same_draft_saved_twice_answers_with_the_first_result(self, setting: Setting) -> None:
        case = self.a_case(setting)
        visit = a_visit(home=case.record)
        draft = an_id("draft one")
        setting.book.keep_draft(Draft(draft, visit.record, "visit", case.record, {}, {"seen": "yes"}, 1))
        assert [one.draft for one in setting.book.drafts()] == [draft]
        first = setting.book.save([visit], draft=draft)
        again = setting.book.save([a_visit(home=case.record, record=visit.record, seen="no")], draft=draft)
        assert isinstance(first, Saved) and again == first
        assert setting.book.open(visit.record).values["seen"] == "yes"
        assert setting.book.drafts() == ()

    def test_discarded_draft_is_gone(self, setting: Setting) -> None:
        case = self.a_case(setting)
        draft = Draft(an_id("draft two"), a_record_id(), "visit", case.record, {}, {"seen": "no"}, 1)
        setting.book.keep_draft(draft)
        setting.book.discard_draft(draft.draft)
        assert setting.book.drafts() == ()

    def test_list_goes_page_by_page(self, setting: Setting) -> None:
        case = self.a_case(setting)
        visits = [a_visit(home=case.record) for _ in range(5)]
        assert isinstance(setting.book.save(visits), Saved)
        found: list[Id] = []
        after: Id | None = None
        while True:
            page = setting.book.list(Query("visit", home=case.record), after=after, limit=2)
            assert len(page.records) <= 2
            found += [one.record_id for one in page.records]
            after = page.after
            if after is None:
                break
        assert found == sorted(visit.record for visit in visits)

    def test_list_keeps_to_what_was_asked(self, setting: Setting) -> None:
        case = self.a_case(setting)
        seen, missed = a_visit(home=case.record), a_visit(home=case.record, seen="no")
        assert isinstance(setting.book.save([seen, missed]), Saved)
        page = setting.book.list(Query("visit", home=case.record, equals={"seen": "no"}))
        assert [one.record_id for one in page.records] == [missed.record]

    def test_voided_record_leaves_lists_and_stays_in_history(self, setting: Setting) -> None:
        case = self.a_case(setting)
        visit = a_visit(home=case.record)
        setting.book.save([visit])
        retraction = {"group:retraction": {"retracted": True, "retracted_reason": "Wrong person"}}
        assert isinstance(setting.book.save([self.next(setting, visit, retraction)]), Saved)
        assert setting.book.list(Query("visit", home=case.record)).records == ()
        assert len(setting.book.list(Query("visit", home=case.record, with_retracted=True)).records) == 1
        assert setting.book.open(visit.record).is_retracted
        assert "2025-11-21" in [entry.value for entry in setting.book.history(visit.record).entries]

    @pytest.mark.parametrize(
        "text", ["Sok Chenda", "chen", "ចិន្តា", "Sopheap", "ម៉ៅ", "012 345 678", "+855 12 345", "Phnom Penh"]
    )
    def test_search_finds_the_dossier(self, setting: Setting, text: str) -> None:
        case = self.a_case(setting)
        mother = a_family_member(home=case.record)
        number = a_contact_point(home=case.record, owner=mother.record)
        assert isinstance(setting.book.save([mother, number]), Saved)
        assert case.record in {one.home for one in setting.book.search(text)}

    def test_search_finds_the_case_by_its_number(self, setting: Setting) -> None:
        case = self.a_case(setting)
        number = str(setting.book.open(case.record).values["case_number"])
        assert setting.book.search(number)[0].record_id == case.record
        assert setting.book.search("nobody has this name") == ()

    def test_search_finds_a_name_that_was_corrected_and_not_the_old_one(self, setting: Setting) -> None:
        case = self.a_case(setting)
        name = {
            "group:name_latin": {"family_name_latin": "Keo", "given_name_latin": "Rattana"},
            "group:name_km": {"family_name_km": "កែវ", "given_name_km": "រតនា"},
        }
        assert isinstance(setting.book.save([self.next(setting, case, name)]), Saved)
        assert setting.book.search("rattana")[0].record_id == case.record
        assert setting.book.search("Chenda") == ()
        assert all(one.likeness < LEAST_LIKENESS for one in setting.book.similar(Sought(("Sok Chenda",))))

    @pytest.mark.parametrize("text", ["Sokh Chinda", "Chenda Sok", "សុខ ចិន្ដា", "Sok Chendaa", "Jenda"])
    def test_search_finds_a_name_however_it_is_spelt(self, setting: Setting, text: str) -> None:
        cases = [in_one_script(a_case(worker=setting.person), script) for script in ("km", "latin")]
        assert isinstance(setting.book.save(cases), Saved)
        assert {case.record for case in cases} <= {one.record_id for one in setting.book.search(text)}

    @pytest.mark.parametrize("text", ["Chaeng Mean Chey", "ចែងមានជ័យ", "Banan", "ស្រុកបាណន់", "Kompong Cham", "Battambang"])
    def test_search_finds_a_dossier_by_any_area_that_its_place_lies_in(self, setting: Setting, text: str) -> None:
        homes = {
            "Banan": {"country": "KH", "province": "02", "district": "0201", "commune": "020105"},
            "Cham": {"country": "KH", "province": "03"},
        }
        cases = {name: a_case(worker=setting.person, home_place=home) for name, home in homes.items()}
        assert isinstance(setting.book.save(list(cases.values())), Saved)
        wanted = cases["Cham" if "Cham" in text else "Banan"].record
        assert [one.record_id for one in setting.book.search(text)] == [wanted]

    def test_similar_finds_by_name_by_relatives_and_without_a_name_by_place_and_year(self, setting: Setting) -> None:
        home = {"country": "KH", "province": "02", "district": "0201", "commune": "020101"}
        case = a_case(worker=setting.person, home_place=home)
        mother = a_family_member(home=case.record)
        assert isinstance(setting.book.save([case, mother]), Saved)
        by_name, by_mother, by_place = (
            setting.book.similar(sought)
            for sought in (
                Sought(("សុខ ជិន្តា", "មិនស្គាល់")),
                Sought((), around=("Sophiap",)),
                Sought(("unknown",), commune="020101", birth_year=2011),
            )
        )
        for found in (by_name, by_mother, by_place):
            assert [one.home for one in found] == [case.record]
            assert [one.kind for one in found[0].records] == ["case", "family_member"]
        assert setting.book.similar(Sought(("Sok Chenda",), kinds=frozenset({"tracing_inquiry"}))) == ()
        assert setting.book.similar(Sought(())) == ()
        assert setting.book.similar(Sought((), commune="020101", birth_year=2002)) == ()

    def test_a_voided_record_is_no_candidate(self, setting: Setting) -> None:
        case = self.a_case(setting)
        retraction = {"group:retraction": {"retracted": True, "retracted_reason": "Written twice"}}
        assert isinstance(setting.book.save([self.next(setting, case, retraction)]), Saved)
        assert setting.book.similar(Sought(("Sok Chenda",))) == () and setting.book.search("Sokh Chinda") == ()

    def test_dossier_holds_its_records(self, setting: Setting) -> None:
        case = self.a_case(setting)
        mother = a_family_member(home=case.record)
        setting.book.save([mother])
        other = self.a_case(setting)
        dossier = setting.book.dossier(case.record)
        assert set(dossier.records) == {case.record, mother.record}
        assert dossier.head is not None and other.record not in dossier.records

    def test_two_answers_written_apart_wait_for_a_person(self, setting: Setting) -> None:
        case = self.a_case(setting)
        seen = setting.book.open(case.record).seen
        setting.elsewhere([changed(case, seen, {"nickname": "Pov"})])
        assert isinstance(setting.book.save([changed(case, seen, {"nickname": "Touch"})]), Saved)
        conflicts = [one for one in setting.book.conflicts() if one.record_id == case.record]
        assert [one.register for one in conflicts] == ["nickname"]
        assert {version.value for version in conflicts[0].versions} == {"Pov", "Touch"}
        retraction = {"group:retraction": {"retracted": True, "retracted_reason": "Written twice"}}
        assert isinstance(setting.book.save([self.next(setting, case, retraction)]), Saved)
        assert [one for one in setting.book.conflicts() if one.record_id == case.record] == []

    def test_save_counts_as_seen_only_what_was_shown(self, setting: Setting) -> None:
        case = self.a_case(setting)
        before = setting.book.open(case.record)
        setting.elsewhere([changed(case, before.seen, {"nickname": "Pov"})])
        form_opened_before = changed(case, before.seen, {"nickname": "Touch"})
        assert isinstance(setting.book.save([form_opened_before]), Saved)
        live = [entry.value for entry in setting.book.history(case.record).entries if entry.status == "live"]
        assert "Pov" in live and "Touch" in live

    def test_decision_settles_what_it_has_seen(self, setting: Setting) -> None:
        case = self.a_case(setting)
        seen = setting.book.open(case.record).seen
        setting.elsewhere([changed(case, seen, {"nickname": "Pov"})])
        setting.book.save([changed(case, seen, {"nickname": "Touch"})])
        shown = setting.book.open(case.record)
        decision = Edit(case.record, "case", case.record, {"nickname": "Pov"}, shown.seen, "She says so", ("nickname",))
        assert isinstance(setting.book.save([decision]), Saved)
        assert setting.book.conflicts() == ()
        assert setting.book.open(case.record).values["nickname"] == "Pov"
        assert "Touch" in [entry.value for entry in setting.book.history(case.record).entries]

    def test_lowering_a_safety_answer_needs_a_reason(self, setting: Setting) -> None:
        case = self.a_case(setting)
        seen = setting.book.open(case.record).seen
        setting.elsewhere([changed(case, seen, {"risk_level": "high", "risk_reason": "Threats by telephone"})])
        lower = self.next(setting, case, {"risk_level": "low"})
        problems = setting.book.save([lower])
        assert isinstance(problems, Problems)
        assert ("risk_level", "change.lowering_needs_reason") in {(p.field, p.code) for p in problems.problems}
        assert setting.book.open(case.record).values["risk_level"] == "high"
        with_reason = self.next(setting, case, {"risk_level": "low"}, reason="Moved to her aunt")
        assert isinstance(setting.book.save([with_reason]), Saved)
        assert setting.book.open(case.record).values["risk_level"] == "low"

    def test_every_value_this_book_held_is_in_history(self, setting: Setting) -> None:
        case = self.a_case(setting)
        held: list[Json] = []
        for nickname in ("Pov", "Touch", "Mao"):
            assert isinstance(setting.book.save([self.next(setting, case, {"nickname": nickname})]), Saved)
            held.append(setting.book.open(case.record).values["nickname"])
            seen = setting.book.open(case.record).seen
            setting.elsewhere([changed(case, seen, {"nickname": nickname + " of the village"})])
            held.append(setting.book.open(case.record).values["nickname"])
        kept = [entry.value for entry in setting.book.history(case.record).entries]
        assert [value for value in held if value not in kept] == []
        assert len(set(map(str, held))) == 6

    def test_unknown_register_survives_an_edit_of_another(self, setting: Setting) -> None:
        case = self.a_case(setting)
        seen = setting.book.open(case.record).seen
        setting.elsewhere([changed(case, seen, {"invented_later": "kept"})])
        assert isinstance(setting.book.save([self.next(setting, case, {"nickname": "Pov"})]), Saved)
        shown = setting.book.open(case.record)
        assert "invented_later" in shown.unknown
        assert "kept" in [entry.value for entry in setting.book.history(case.record).entries]

    def test_values_over_time_have_their_days(self, setting: Setting) -> None:
        case = self.a_case(setting)
        assert isinstance(setting.book.save([self.next(setting, case, {"risk_level": "medium"})]), Saved)
        dated = setting.book.dated_values(case.record, "risk_level")
        assert [one.value for one in dated] == ["medium"]
        assert len(dated[0].day) == len("2025-11-21")

    def test_outlines_follow_every_change_of_a_dossier_and_the_days(self, setting: Setting) -> None:
        day, later = date(2026, 12, 1), date(2027, 6, 1)
        case = self.a_case(setting)
        other = self.a_case(setting)
        assert [one.due.day for one in self.outlines(setting, day) if one.due is not None] == ["2025-12-20"] * 2
        visit = a_visit(home=case.record, visited_on="2025-11-25", safety="danger", next_visit_on="2025-11-28")
        assert isinstance(setting.book.save([visit]), Saved)
        mine, untouched = self.outlines(setting, day, case.record, other.record)
        assert (mine.risk, mine.last_seen) == ("high", "2025-11-25"), mine
        assert [(one.record, one.register, one.value) for one in mine.alerts] == [(visit.record, "safety", "danger")]
        assert untouched.alerts == () and untouched.last_seen == ""
        retraction = {"group:retraction": {"retracted": True, "retracted_reason": "Wrong person"}}
        assert isinstance(setting.book.save([self.next(setting, visit, retraction)]), Saved)
        assert self.outlines(setting, later, case.record)[0].alerts == ()
        assert self.outlines(setting, later, case.record)[0].days_late(later) > 100
        assert isinstance(setting.book.save([self.next(setting, case, {"nickname": "Pov"})]), Saved)
        setting.elsewhere([self.next(setting, case, {"nickname": "Touch"})])
        assert self.outlines(setting, later, case.record)[0].values["nickname"] == "Touch"
        assert isinstance(setting.book.save([self.next(setting, case, retraction)]), Saved)
        assert case.record not in {one.home for one in setting.book.outlines(later)}

    def test_a_page_of_cases_says_how_many_there_are_and_leaves_out_what_is_not_wanted(self, setting: Setting) -> None:
        day = date(2026, 11, 18)
        first, second = self.a_case(setting), self.a_case(setting)
        high = self.next(setting, second, {"risk_level": "high", "risk_reason": "threats"})
        assert isinstance(setting.book.save([high]), Saved)
        book, homes = setting.book, {first.record, second.record}
        page = book.case_page(CasesWanted(limit=1), day)
        rest = book.case_page(CasesWanted(first=1, limit=5), day)
        assert (page.total, rest.total) == (2, 2) and {one.home for one in (*page.cases, *rest.cases)} == homes
        assert [one.home for one in book.case_page(CasesWanted(risk="high"), day).cases] == [second.record]
        assert book.case_page(CasesWanted(overdue=True), day).total == 2
        assert book.case_page(CasesWanted(status="closed"), day).total == 0
        assert [one.home for one in book.outlines_of([second.record, a_record_id()], day)] == [second.record]

    def test_case_numbers_are_given_once(self, setting: Setting) -> None:
        first, second = setting.book.next_case_number(), setting.book.next_case_number()
        assert first != second
        assert first.rpartition("-")[0] == second.rpartition("-")[0]
        assert len(first.split("-")) == 4

    def test_inquiries_have_a_row_of_numbers_of_their_own(self, setting: Setting) -> None:
        book = setting.book
        numbers = [book.next_inquiry_number(), book.next_case_number(), book.next_inquiry_number()]
        assert len(set(numbers)) == 3
        case, prefix = numbers[1], numbers[0].rpartition("-")[0]
        assert case.rpartition("-")[0] == prefix, "the same office, year and device"
        first, second = (int(numbers[i].removeprefix(f"{prefix}-T")) for i in (0, 2))
        assert second == first + 1, "a case between them takes none"

    def outlines(self, setting: Setting, on: date, *homes: Id) -> list[Outline]:
        """The outlines of these cases in this order, or all."""
        found = {one.home: one for one in setting.book.outlines(on)}
        return [found[home] for home in homes] if homes else list(found.values())

    def a_case(self, setting: Setting) -> Edit:
        """A case that the person of the setting has saved."""
        case = a_case(worker=setting.person)
        assert isinstance(setting.book.save([case]), Saved)
        return case

    def next(self, setting: Setting, edit: Edit, registers: Mapping[str, Json], *, reason: str | None = None) -> Edit:
        """An edit on top of what the book shows now."""
        shown: Shown = setting.book.open(edit.record)
        return changed(edit, shown.seen, registers, reason=reason)
