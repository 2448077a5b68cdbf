"""A new case over HTTP on a real encrypted laptop: one save set, proposals, the duplicate warning that never blocks."""

import pytest

from casework.book import Query
from casework.forms.sections import unreachable
from casework.web.new_case_form import SPEC
from tests.builders.records import WORKER, a_case, a_record_id, an_edit, changed
from tests.casework.web.desks import a_desk

OTHER = a_record_id()
NEW = "/cases/new"
PLAIN = {
    "family_name_km": "ម៉ៅ",
    "given_name_km": "បុប្ផា",
    "sex": "female",
    "age_stated": "30",
    "current_place": "Battambang",
    "current_place.code": "02",
    "identified_by": "none:not_asked",
    "care_arrangement": "none:not_asked",
}
SAME = {
    **PLAIN,
    "family_name_km": "សុខ",
    "given_name_km": "ចិន្តា",
    "age_stated": None,
    "date_of_birth.day": "2",
    "date_of_birth.month": "5",
    "date_of_birth.year": "2009",
    "current_place": "Kandal",
    "current_place.code": "08",
}


@pytest.fixture
def desk(tmp_path):
    return a_desk(tmp_path)


def cases_of(desk):
    return list(desk.laptop.book.list(Query("case"), limit=50).records)


def links_of(desk):
    return list(desk.laptop.book.list(Query("case_link"), limit=50).records)


def with_another(desk):
    desk.saved(
        a_case(
            record=OTHER,
            case_number="PNH-26-K7-4",
            current_place={"country": "KH", "province": "08"},
            home_place={"country": "KH", "province": "08"},
        )
    )


def test_case_number_phone_and_consent_are_one_save(desk):
    consent = {
        "consent.decision": "given",
        "consent.given_by": "person",
        "consent.evidence": "oral",
        "contact.number": "012345678",
        "contact.safety": "unsafe",
        "contact.whose": "none:not_asked",
    }
    answer = desk.send(desk.get(NEW), {**PLAIN, **consent})
    (case,) = cases_of(desk)
    assert case.values["is_estimated"] is True
    assert case.values["age_stated_on"] == "2026-11-21"
    assert case.values["case_worker"] == WORKER.worker
    assert case.values["case_number"].startswith("PNH-26-")
    dossier = desk.laptop.book.dossier(case.record_id)
    (number,), (entry,) = dossier.of_kind("contact_point"), dossier.of_kind("consent")
    assert number.values["owner"] == case.record_id
    assert "giver_member" not in entry.values or entry.values["giver_member"] is None
    said = desk.follow(answer).words
    assert "Saved on this laptop at 12:00" in said
    assert "Not yet accepted by the office" not in said, "her access is countersigned: nobody has to accept it"


def test_a_case_of_somebody_not_yet_countersigned_waits_until_the_office_accepts_it(desk):
    worker = desk.laptop.book.open(WORKER.worker)
    entry = an_edit("worker", {}, record=WORKER.worker, home="directory")
    desk.saved(changed(entry, worker.seen, {"status": "unverified"}))
    said = desk.follow(desk.send(desk.get(NEW), PLAIN)).words
    assert "Not yet accepted by the office" in said
    (case,) = cases_of(desk)
    assert "Not yet accepted by the office" in desk.get(f"/cases/{case.record_id}").words
    judged = {"item_kind": "intake", "record_id": case.record_id, "item": "author", "decision": "accept"}
    dots = [list(next(iter(case.written.values()))[0])]
    desk.saved(an_edit("review_decision", {**judged, "dots": dots}, home=case.record_id))
    assert "accepted by the office" not in desk.get(f"/cases/{case.record_id}").words


def test_phone_consent_and_guardian_are_not_marked_as_needed(desk):
    text = desk.get(NEW).text
    for section in ("phone", "consent", "guardian"):
        assert "(needed)" not in text.split(f'id="section-{section}"')[1].split("</section>")[0]
    assert "(needed)" in text.split('id="section-person"')[1].split("</section>")[0]


def test_child_gets_her_guardians_consent_in_the_same_save(desk):
    child = {
        **PLAIN,
        "age_stated": "12",
        "consent.decision": "given",
        "consent.given_by": "guardian",
        "consent.child_assent": "yes",
        "consent.evidence": "oral",
        "guardian.name_latin": "Mao Sopheap",
        "guardian.relation": "aunt",
        "guardian.contact_safety": "safe",
        "guardian.may_be_told": "yes",
    }
    desk.send(desk.get(NEW), child)
    (case,) = cases_of(desk)
    dossier = desk.laptop.book.dossier(case.record_id)
    (aunt,), (entry,) = dossier.of_kind("family_member"), dossier.of_kind("consent")
    assert entry.values["giver_member"] == aunt.record_id


def test_date_of_birth_alone_needs_no_day_of_a_stated_age(desk):
    born = {"age_stated": None, "date_of_birth.year": "1996"}
    desk.send(desk.get(NEW), {**PLAIN, **born})
    (case,) = cases_of(desk)
    assert case.values.get("age_stated_on") is None
    assert case.values.get("is_estimated") is None


def test_latin_spelling_is_proposed_and_taken_only_when_ticked(desk):
    page = desk.get(NEW)
    form = page.form("record-form").values
    looked = desk.post(NEW + "/look", {**form, **PLAIN}, status=200)
    assert "proposed by the program" in looked.words
    assert "Bopha" in looked.words
    desk.send(page, PLAIN)
    desk.send(desk.get(NEW), {**PLAIN, "given_name_km": "សុភាព", "use_latin": "yes"})
    first, second = sorted(cases_of(desk), key=lambda one: one.created_at)
    assert "given_name_latin" not in first.values or first.values["given_name_latin"] is None
    assert second.values["given_name_latin"] == "Sopheap"


def test_animal_year_says_which_years_fit(desk):
    page = desk.get(NEW)
    typed = {**page.form("record-form").values, **PLAIN, "age_stated": "12", "birth_animal_year": "horse"}
    looked = desk.post(NEW + "/look", typed, status=200)
    assert "2014" in looked.words


def test_warning_comes_while_typing_with_reasons(desk):
    with_another(desk)
    page = desk.get(NEW)
    looked = desk.post(NEW + "/look", {**page.form("record-form").values, **SAME}, status=200)
    assert "This person may already have a case" in looked.words
    assert "PNH-26-K7-4" in looked.words
    assert "For:" in looked.words


def test_warning_comes_once_more_before_saving_and_never_blocks(desk):
    with_another(desk)
    page = desk.send(desk.get(NEW), SAME, status=422)
    assert "nothing keeps you from saving" in page.words
    assert len(cases_of(desk)) == 1
    desk.send(page, {})
    assert len(cases_of(desk)) == 2
    assert links_of(desk) == []


@pytest.mark.parametrize(("said", "state"), [("not_same", "not_duplicate"), ("not_sure", "proposed")])
def test_what_she_says_of_a_candidate_is_kept_for_the_pair(desk, said, state):
    with_another(desk)
    page = desk.send(desk.get(NEW), SAME, status=422)
    desk.send(page, {f"twin.{OTHER}": said})
    (link,) = links_of(desk)
    assert link.values["state"] == state
    assert OTHER in (link.values["case_a"], link.values["case_b"])


def test_intake_asks_what_belongs_to_an_intake():
    later = set(unreachable(SPEC))
    assert not later & {"family_name_km", "sex", "date_of_birth", "home_place", "do_not_contact_family", "risk_level"}


def test_new_case_stands_in_khmer(desk):
    with_another(desk)
    desk.say_khmer()
    page = desk.send(desk.get(NEW), SAME, status=422)
    assert "បុគ្គលនេះប្រហែលជាមានករណីរួចហើយ" in page.words
    assert "Against" not in page.words
    said = desk.follow(desk.send(page, {})).words
    assert "បានរក្សាទុកក្នុងកុំព្យូទ័រនេះម៉ោង 12:00" in said
