"""Every kind has its list, new, page, edit and void over HTTP, in both languages, without losing a letter."""

from pathlib import Path

import pytest

from casework.book import Person, Query
from casework.forms.questions import LONG_TEXT, TEXT, component_of
from casework.forms.reading import Around
from casework.forms.sections import MAIN, default_spec
from casework.forms.typed import Typed
from casework.forms.writing import typed_of_values
from casework.web.form_around import Surroundings
from casework.web.record_places import fits_base
from casework.web.record_view import PARENTS
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.implied_fields import RETRACTED_REASON
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Once
from shared_schema.records.types import Choice, Choices
from tests.builders.files import a_file_value
from tests.builders.records import OFFICE, SUPERVISOR, WORKER, an_edit
from tests.casework.web.desks import SEARCH, ADesk, a_desk
from tests.casework.web.whole_records import CASE, CONFERENCE, INQUIRY, a_town, answers_for

HOSTILE = "</textarea><script>x</script>\"'&<b>"
COORDINATOR = Person(SUPERVISOR.worker, "coordinator", OFFICE, "restricted")
ADMINISTRATOR = Person(SUPERVISOR.worker, "administrator", OFFICE)
SCOPES = (f"office/{OFFICE}", f"office/{OFFICE}/restricted", f"office/{OFFICE}/book", "directory")
WRITERS = {
    **dict.fromkeys(("office", "worker", "setting", "wording"), ADMINISTRATOR),
    "provider": COORDINATOR,
}
ABOUT = ("review_question", "review_decision")
BESIDE = {
    "tracing_inquiry": {"consent.decision": "given", "consent.given_by": "person", "consent.evidence": "signature"}
}
EVERY_KIND = pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"attachment"}))  # by file: test_files.py
BOTH = pytest.mark.parametrize("language", ["en", "km"])


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path, person=SUPERVISOR, scopes=SCOPES)
    for edits in a_town(SUPERVISOR):
        desk.saved(*edits)
    return desk


def base_of(kind: Kind) -> str:
    if kind.placement is Placement.DIRECTORY:
        return f"/directory/{kind.name}"
    if kind.placement is Placement.OFFICE:
        return f"/office/{kind.name}"
    return f"/tracing/{INQUIRY}/{kind.name}" if kind.name == "tracing_inquiry" else f"/cases/{CASE}/{kind.name}"


def page_of(kind: Kind, record: Id) -> str:
    heads = {"case": "cases", "tracing_inquiry": "tracing"}
    if kind.name in heads:
        return f"/{heads[kind.name]}/{record}/{kind.name}/{record}"
    return f"{base_of(kind)}/{record}"


def new_path(kind: Kind) -> str:
    about = f"?about={CASE}&register=sex" if kind.name in ABOUT else ""
    return f"{base_of(kind)}/new{about}"


def writer(kind: Kind) -> Person:
    return WRITERS.get(kind.name, SUPERVISOR)


def whole(kind: Kind) -> dict[str, Json]:
    """Answers of a whole record, the first code where any will do."""
    found = dict(answers_for(kind.name, writer(kind)))
    for name, value in found.items():
        declared = kind.fields[name].type
        if value == "__first__" and isinstance(declared, Choice | Choices):
            first = next(iter(declared.vocabulary)).code
            found[name] = [first] if isinstance(declared, Choices) else first
    return found


def typed(desk: ADesk, kind: Kind, values: dict[str, Json]) -> dict[str, object]:
    names = [name for name in default_spec(kind).fields_of(MAIN) if name in values]
    around = Surroundings(desk.desk, CASE)
    found: Typed = typed_of_values(
        kind, names, values, around=Around(SEARCH, around.find, around.number_of), language=desk.language[0]
    )
    return {key: list(texts) for key, texts in found.texts.items()}


def make(desk: ADesk, kind: Kind, **over: Json) -> Id:
    """A new record of a kind, made through its form (a photo or paper: saved with its file); gives its id."""
    desk.become(writer(kind))
    if kind.name == "attachment":
        photo = an_edit(kind.name, {**whole(kind), **over, "file": a_file_value()}, home=CASE)
        desk.saved(photo)
        return photo.record
    before = {one.record_id for one in records(desk, kind)}
    page = desk.get(new_path(kind))
    fields = {**typed(desk, kind, {**whole(kind), **over}), **BESIDE.get(kind.name, {})}
    answer = desk.send(page, fields)
    (made,) = {one.record_id for one in records(desk, kind)} - before
    _parent, name = PARENTS.get(kind.name, ("", ""))
    there = desk.laptop.book.open(made).values.get(name) if name else made
    assert f"/{there or made}?saved=" in answer.location
    assert desk.follow(answer).answer.status_code == 200
    return made


def records(desk: ADesk, kind: Kind):  # type: ignore[no-untyped-def]
    return desk.laptop.book.list(Query(kind.name, with_retracted=True), limit=500).records


@BOTH
@EVERY_KIND
def test_a_record_of_every_kind_is_made_listed_shown_and_voided(desk: ADesk, kind: str, language: str) -> None:
    desk.language[0] = language
    declared = KINDS[kind]
    record = make(desk, declared)
    shown = desk.laptop.book.open(record)
    for name, value in whole(declared).items():
        assert shown.values.get(name) == value, name
    page = desk.get(page_of(declared, record))
    for name in whole(declared):
        assert declared.fields[name].label(language) in page.words
    assert f"/{record}" in desk.get(page_of(declared, record).rpartition("/")[0]).text
    void(desk, page_of(declared, record))
    assert desk.laptop.book.open(record).values[RETRACTED_REASON] == "made twice"
    assert "made twice" in desk.get(page_of(declared, record)).words


def void(desk: ADesk, path: str) -> None:
    refused = desk.post(f"{path}/void", {"_reason": " "}, status=422)
    draft = desk.get(f"{path}/void").text.split('name="draft" value="')[1][:22]
    assert "govuk-error-summary" in refused.text
    fields = {"_reason": "made twice", "draft": draft}
    desk.post(f"{path}/void", fields)
    desk.post(f"{path}/void", fields)  # the same form sent twice is saved once


@EVERY_KIND
def test_every_kind_is_changed_and_only_what_was_changed_is_written(desk: ADesk, kind: str) -> None:
    declared = KINDS[kind]
    record = make(desk, declared)
    path = page_of(declared, record) + "/edit"
    before = desk.laptop.book.open(record)
    unchanged = desk.send(desk.get(path), {})
    assert desk.laptop.book.open(record) == before, unchanged.location
    name = text_to_change(declared)
    if name is None:
        return
    value = "SRPX"[: declared.fields[name].type.limit]  # type: ignore[union-attr]
    desk.send(desk.get(path), {name: value, "_reason": "typed wrongly"})
    after = desk.laptop.book.open(record)
    assert after.values[name] == value
    assert {key for key in after.values if after.values[key] != before.values.get(key)} == {name}


def text_to_change(kind: Kind) -> str | None:
    names = default_spec(kind).fields_of(MAIN)
    fields = [kind.fields[name] for name in names if not name.endswith("_other")]
    free = [one.name for one in fields if component_of(one) in (TEXT, LONG_TEXT) and not isinstance(one.policy, Once)]
    return next((name for name in free if name in whole(kind)), None)


@EVERY_KIND
def test_hostile_markup_in_every_text_comes_back_as_text(desk: ADesk, kind: str) -> None:
    declared = KINDS[kind]
    desk.become(writer(declared))
    page = desk.get(new_path(declared))
    names = [n for n in default_spec(declared).fields_of(MAIN) if component_of(declared.fields[n]) in (TEXT, LONG_TEXT)]
    draft = desk.send(page, dict.fromkeys(names, HOSTILE), do="draft")
    again = desk.follow(draft)
    assert "<script>x" not in again.text
    assert "<b>" not in again.text
    typed_again = again.form("record-form").values
    assert {name: typed_again[name] for name in names} == dict.fromkeys(names, HOSTILE)
    if names and declared.fields[names[-1]].type.limit > 10 and kind not in ("provider", "wording"):  # type: ignore[union-attr]
        values = {name: HOSTILE for name in names if name in whole(declared)}
        record = make(desk, declared, **values)
        shown = desk.get(page_of(declared, record))
        assert "<script>x" not in shown.text
        assert "<b>" not in shown.text
        for value in values.values():
            assert value in shown.words.replace("\u200b", "")


def test_a_voided_record_is_listed_apart_and_may_count_again(desk: ADesk) -> None:
    record = make(desk, KINDS["case_note"])
    path = f"/cases/{CASE}/case_note/{record}"
    void(desk, path)
    assert "Voided (1)" in desk.get(f"/cases/{CASE}/case_note").words
    desk.get(path + "/edit", status=404)
    assert "Why does it count again?" in desk.get(path + "/void").words
    desk.post(path + "/void", {"_reason": "it was the right one"})
    assert desk.laptop.book.open(record).is_retracted is False
    assert "Voided" not in desk.get(f"/cases/{CASE}/case_note").words
    desk.get(path + "/edit")


def test_lists_that_hold_nothing_say_so_and_offer_new(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/closure")
    assert "Nothing recorded yet." in page.words
    assert f"/cases/{CASE}/closure/new" in page.text
    desk.say_khmer()
    assert "មិនទាន់មានអ្វីត្រូវបានកត់ត្រាទេ។" in desk.get(f"/cases/{CASE}/closure").words


def test_rows_stand_inside_their_parent_and_are_added_from_there(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/case_conference/{CONFERENCE}")
    new = f"/cases/{CASE}/conference_attendee/new?conference_id={CONFERENCE}"
    assert new in page.text
    form = desk.get(new)
    answer = desk.send(form, {"name": "Mr Vanna", "agency_text": "the commune"})
    assert f"/case_conference/{CONFERENCE}" in answer.location
    assert "Mr Vanna" in desk.follow(answer).words


@pytest.mark.parametrize("kind", ["trafficking_account", "trafficking_event", "perpetrator"])
def test_restricted_kinds_are_absent_without_the_clearance(tmp_path: Path, kind: str) -> None:
    desk = a_desk(tmp_path, person=SUPERVISOR, scopes=(f"office/{OFFICE}", "directory"))
    other = Person("bm90aGVyIHdvcmtlciBpZA", "social_worker", OFFICE)
    desk.become(other)
    for edits in a_town(other)[:2]:
        desk.saved(*edits)
    desk.become(SUPERVISOR)
    desk.get(f"/cases/{CASE}/{kind}", status=404)
    desk.get(f"/cases/{CASE}/visit")


def test_what_does_not_belong_there_is_not_there(desk: ADesk) -> None:
    for path in (
        f"/cases/{INQUIRY}/visit",
        f"/tracing/{CASE}/task",
        f"/tracing/{INQUIRY}/visit",
        f"/cases/{CASE}/provider",
        "/directory/visit",
        "/directory/training",
        "/office/provider",
        f"/cases/{CASE}/visit/{CONFERENCE}",
        f"/cases/{CASE}/nothing",
        "/cases/nobody/visit",
    ):
        desk.get(path, status=404)
    assert not fits_base(KINDS["tracing_inquiry"], "cases")


def test_the_directory_is_read_by_all_and_written_by_few(desk: ADesk) -> None:
    desk.become(WORKER)
    page = desk.get("/directory/provider")
    assert "Skills Centre" in page.words
    assert "/directory/provider/new" not in page.text
    desk.get("/directory/provider/new", status=404)
    desk.become(COORDINATOR)
    desk.get("/directory/provider/new")


def test_two_versions_of_an_answer_are_shown_on_the_page(desk: ADesk) -> None:
    seen = desk.laptop.book.open(CASE).seen
    values = [{"nickname": "Ra"}, {"nickname": "Rara"}]
    for one in values:
        edit = an_edit("case", one, record=CASE)
        desk.saved(type(edit)(CASE, "case", CASE, edit.registers, seen))
    page = desk.get(f"/cases/{CASE}/case/{CASE}")
    assert "Two versions of this answer" in page.words
    assert "Two versions" in desk.get(f"/cases/{CASE}/case").words


def test_a_question_is_asked_from_the_page_of_its_answer(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/case/{CASE}")
    assert f"/cases/{CASE}/review_question/new?about={CASE}&amp;register=sex" in page.text
    record = make(desk, KINDS["review_question"])
    question = desk.laptop.book.open(record).values
    assert (question["record_id"], question["register"], question["asked_by"]) == (CASE, "sex", SUPERVISOR.worker)
    assert question["dots"] == [list(desk.laptop.book.open(CASE).written["sex"][0])]
    assert "always about one answer" in desk.get(f"/cases/{CASE}/review_question/new").words


def test_a_coordinator_says_why_she_opens_a_restricted_record(desk: ADesk) -> None:
    record = make(desk, KINDS["trafficking_account"])
    desk.become(COORDINATOR)
    path = f"/cases/{CASE}/trafficking_account/{record}"
    assert "as she told it" not in desk.get(path).words
    assert "as she told it" in desk.post(path, {"_reason": "court hearing"}, status=200).words


def test_the_other_side_is_hidden_until_both_have_told(desk: ADesk) -> None:
    record = make(desk, KINDS["verification"], beneficiary_answers="a blue gate")
    path = f"/cases/{CASE}/verification/{record}"
    assert "a blue gate" in desk.get(path).words
    other = Person("b3RoZXIgd29ya2VyIGlkIA", "social_worker", OFFICE)
    desk.become(other)
    assert "a blue gate" not in desk.get(path).text
    assert "a blue gate" not in desk.get(path + "/edit").text
    desk.send(desk.get(path + "/edit"), {"family_answers": "a red gate", "facts_differ": "the gate"})
    assert "a blue gate" in desk.get(path).words


def test_places_are_suggested_while_typing(desk: ADesk) -> None:
    page = desk.post("/look-up/places", {"_key": "current_place", "current_place": "batt"}, status=200)
    assert "Battambang" in page.words
    assert 'name="current_place.code"' in page.text


def test_the_answers_of_last_time_stand_beside_the_questions_and_in_no_box(desk: ADesk) -> None:
    make(desk, KINDS["assessment"], d_safety="2")
    page = desk.get(f"/cases/{CASE}/assessment/new")
    assert "Safety Last time: At risk" in page.words
    assert "d_safety" not in page.form("record-form").values
