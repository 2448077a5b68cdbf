"""The one flow of every form: nothing typed is lost, the same form is saved once, problems name their question."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint, Response

from casework.book import Edit, Query, Saved
from casework.forms.sections import FormSpec, Part, Section
from casework.forms.taking import THIS_RECORD, Taken
from casework.web.draft_address import draft_url
from casework.web.form_page import Sheet, form_page
from casework.web.record_places import Stand
from shared_schema.errors import HomewardError
from shared_schema.words.sentence import Words
from tests.builders.records import WORKER, a_case, a_record_id, an_edit, changed
from tests.casework.web.desks import PREFIX, ADesk, a_desk
from tests.field_client.store.laptops import CENTRE

CASE = a_record_id()
VISIT = f"/cases/{CASE}/visit"
SEEN = {"seen": "yes", "safety": "safe", "re_trafficking": "none"}


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    desk = a_desk(tmp_path)
    desk.saved(a_case(record=CASE))
    return desk


def visits(desk: ADesk) -> list[dict[str, object]]:
    return [dict(one.values) for one in desk.laptop.book.list(Query("visit")).records]


def test_a_draft_comes_back_with_every_letter(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    answer = desk.send(
        page, {"narrative": "  She said:\n\n“wait”", "visited_on.day": "99", "place": "Nowhe"}, do="draft"
    )
    assert "draft=" in answer.location
    for again in (desk.follow(answer), desk.get(VISIT + "/new")):
        values = again.form("record-form").values
        assert (values["narrative"], values["visited_on.day"], values["place"]) == (
            "  She said:\n\n“wait”",
            "99",
            "Nowhe",
        )
        assert "This is your draft of" in again.words
    assert visits(desk) == []


def test_a_draft_knows_the_page_it_belongs_to(desk: ADesk) -> None:
    asked = desk.get(f"/cases/{CASE}/contact_point/new?owner={CASE}&saved=1")
    desk.send(asked, {"number": "012"}, do="draft")
    (draft,) = desk.laptop.book.drafts()
    assert PREFIX not in str(draft.form)  # the address of a running program is another one tomorrow
    with desk.app.test_request_context(PREFIX + "/"):
        url = draft_url(draft)
        assert url == f"{PREFIX}/cases/{CASE}/contact_point/new?owner={CASE}&draft={draft.draft}"
        assert draft_url(replace(draft, form={"endpoint": "gone.page", "args": {}})) == ""
        assert draft_url(replace(draft, form={})) == ""
    assert desk.get(url).form("record-form").values["number"] == "012"


def test_a_new_form_may_be_begun_beside_a_draft_and_both_stay(desk: ADesk) -> None:
    desk.send(desk.get(VISIT + "/new"), {"narrative": "first"}, do="draft")
    desk.laptop.clock.move(60_000)
    desk.send(desk.get(VISIT + "/new?new=1"), {"narrative": "second"}, do="draft")
    assert len(desk.laptop.book.drafts()) == 2
    page = desk.get(VISIT + "/new")
    assert page.form("record-form").values["narrative"] == "second"
    assert "Another draft of this form" in page.words


def test_a_script_saves_the_draft_and_is_told_when(desk: ADesk) -> None:
    form = desk.get(VISIT + "/new").form("record-form")
    note = desk.post(form.action, {**form.values, "narrative": "typing"}, status=200, **{"HX-Request": "true"})
    assert "Draft saved 12:00" in note.words
    assert "<html" not in note.text
    (draft,) = desk.laptop.book.drafts()
    assert draft.form["typed"]["narrative"] == ["typing"]


def test_section_buttons_keep_the_draft_and_lead_to_their_section(desk: ADesk) -> None:
    answer = desk.send(desk.get(VISIT + "/new"), {"narrative": "x"}, do="section:answers")
    assert answer.answer.headers["Location"].endswith("#section-answers")
    assert len(desk.laptop.book.drafts()) == 1


def test_switching_the_language_keeps_place_and_typing(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    answer = desk.send(page, {"narrative": "half a sen", "seen": "no"}, do="language:km", status=307)
    assert answer.location.startswith(PREFIX + "/language?language=km&next=")
    switched = desk.follow(desk.post(answer.location, page.form("record-form").values))
    assert 'lang="km"' in switched.text
    assert switched.form("record-form").values["narrative"] == "half a sen"
    assert switched.form("record-form").values["seen"] == "no"


def test_discarding_asks_first(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    desk.send(page, {"narrative": "x"}, do="draft")
    asked = desk.send(desk.get(VISIT + "/new"), {}, do="discard", status=200)
    assert "Discard this draft? It cannot be brought back." in asked.words
    assert len(desk.laptop.book.drafts()) == 1
    gone = desk.send(desk.get(VISIT + "/new"), {}, do="discard-surely")
    assert gone.location == PREFIX + VISIT.removesuffix("/visit")
    assert desk.laptop.book.drafts() == ()


def test_a_form_sent_twice_is_saved_once(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    first = desk.send(page, SEEN)
    second = desk.send(page, SEEN)
    assert first.location == second.location
    assert len(visits(desk)) == 1
    record = first.location.partition("?")[0].rpartition("/")[2]
    edit = desk.get(f"{VISIT}/{record}/edit")
    for _ in range(2):
        desk.send(edit, {"person_says": "all is well"})
    history = desk.laptop.book.history(record)
    assert [entry.value for entry in history.entries if entry.register == "person_says"] == ["all is well"]


def test_other_words_of_a_second_tab_are_not_taken_for_saved(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    desk.send(page, {**SEEN, "narrative": "first tab"})
    refused = desk.send(page, {**SEEN, "narrative": "second tab says more"}, status=409)
    assert "saved already" in refused.words and "second tab says more" in refused.text
    note = desk.send(page, {**SEEN, "narrative": "typed on"}, do="draft", status=409)
    assert "typed on" in note.text
    assert len(visits(desk)) == 1


def test_problems_stand_first_and_every_letter_is_kept(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    wrong = desk.send(
        page,
        {"visited_on.day": "31", "visited_on.month": "Feb", "income_month_khr": "much", "narrative": "stays"},
        status=422,
    )
    words = wrong.words
    assert words.index("There is a problem on this page") < words.index("Record a visit Sok")
    for anchor in ("visited_on-day", "income_month_khr", "seen"):
        assert f'<a href="#{anchor}">' in wrong.text
        assert f'id="{anchor}"' in wrong.text
    values = wrong.form("record-form").values
    assert (values["visited_on.day"], values["income_month_khr"], values["narrative"]) == ("31", "much", "stays")
    assert visits(desk) == []
    desk.send(wrong, {**SEEN, "visited_on.day": "20", "visited_on.month": "11", "income_month_khr": "១២០០០០"})
    assert visits(desk)[0]["income_month_khr"] == 120_000


def test_rules_between_answers_are_said_beside_their_question(desk: ADesk) -> None:
    wrong = desk.send(desk.get(VISIT + "/new"), {**SEEN, "same_caregiver": "no"}, status=422)
    assert "Why changed: this answer is needed." in wrong.words
    desk.say_khmer()
    wrong = desk.send(desk.get(VISIT + "/new"), {**SEEN, "seen": "no", "safety": "safe"}, status=422)
    assert "មានចំណុចត្រូវកែលើទំព័រនេះ" in wrong.words
    assert "%(" not in wrong.words


def test_the_three_non_answers_are_saved_as_what_they_are(desk: ADesk) -> None:
    given = {**SEEN, "working": "none:not_asked", "in_school": "none:declined", "income_month_khr.none": "unknown"}
    answer = desk.send(desk.get(VISIT + "/new"), given)
    (visit,) = visits(desk)
    assert [visit[name]["none"] for name in ("working", "in_school", "income_month_khr")] == [
        "not_asked",
        "declined",
        "unknown",
    ]
    record = answer.location.partition("?")[0].rpartition("/")[2]
    page = desk.get(f"{VISIT}/{record}")
    assert all(words in page.words for words in ("Not asked", "Did not wish to answer", "Not known"))
    desk.send(desk.get(f"{VISIT}/{record}/edit"), {"working": "", "income_month_khr.none": "", "income_month_khr": "5"})
    (visit,) = visits(desk)
    assert (visit.get("working"), visit["income_month_khr"]) == (None, 5)


def test_a_place_with_several_meanings_is_offered_and_one_is_chosen(desk: ADesk) -> None:
    wrong = desk.send(desk.get(VISIT + "/new"), {**SEEN, "place": "Battambang"}, status=422)
    assert "several places have this name" in wrong.words
    desk.send(wrong, {"place.code": "02"})
    assert visits(desk)[0]["place"] == {"country": "KH", "province": "02"}


def test_a_place_nobody_knows_stays_as_it_was_written(desk: ADesk) -> None:
    wrong = desk.send(desk.get(VISIT + "/new"), {**SEEN, "place": "the blue boat"}, status=422)
    assert "Keep it as I wrote it" in wrong.words
    desk.send(wrong, {"place.as_typed": "yes"})
    assert visits(desk)[0]["place"] == {"country": "KH", "detail": "the blue boat"}


def test_without_a_script_the_search_button_offers_places(desk: ADesk) -> None:
    offered = desk.send(
        desk.get(VISIT + "/new"), {"place": "Battambang", "narrative": "x"}, do="find:place", status=200
    )
    assert 'name="place.code"' in offered.text
    assert offered.form("record-form").values["narrative"] == "x"


def test_a_full_disk_keeps_the_page_and_says_so(desk: ADesk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.get(VISIT + "/new")

    def full(*_edits: object, **_draft: object) -> Saved:
        raise HomewardError("files.disk_full")

    monkeypatch.setattr(type(desk.laptop.book), "save", full)
    monkeypatch.setattr(type(desk.laptop.book), "keep_draft", full)
    for button in ("save", "draft"):
        kept = desk.send(page, {**SEEN, "narrative": "not lost"}, do=button, status=507)
        assert "The disk of this laptop is full. Your text is still on this page." in kept.words
        assert kept.form("record-form").values["narrative"] == "not lost"
    form = page.form("record-form")
    note = desk.post(form.action, form.values, status=507, **{"HX-Request": "true"})
    assert "The disk of this laptop is full." in note.words


def test_lowering_a_safety_answer_asks_why(desk: ADesk) -> None:
    answer = desk.send(desk.get(VISIT + "/new"), {**SEEN, "safety": "danger"})
    record = answer.location.partition("?")[0].rpartition("/")[2]
    received(desk)
    wrong = desk.send(desk.get(f"{VISIT}/{record}/edit"), {"safety": "safe"}, status=422)
    assert "Safe now: a safety answer is lowered. Say why." in wrong.words
    assert 'name="_reason"' in wrong.text
    desk.send(wrong, {"_reason": "met her again, the man has left"})
    (visit,) = visits(desk)
    assert visit["safety"] == "safe"


def received(desk: ADesk) -> None:
    """As if the centre had received everything: correcting what has not left the laptop needs no reason."""
    life = desk.laptop.store.log.current()
    desk.laptop.store.cursors.confirm(CENTRE, life.id, life.n, at=desk.laptop.clock())


def test_what_somebody_else_changed_meanwhile_is_left_alone(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/case/{CASE}/edit")
    before = desk.laptop.book.open(CASE)
    desk.saved(changed(a_case(record=CASE), before.seen, {"nickname": "Ra", "languages.khmer": True}))
    form = desk.get(f"/cases/{CASE}/case/{CASE}/edit")
    assert "This record has changed" not in form.words
    desk.send(page, {"other_names": "Mealea", "languages": ["lao"]})
    after = desk.laptop.book.open(CASE)
    assert (after.values["nickname"], after.values["other_names"]) == ("Ra", "Mealea")
    assert after.values["languages"] == ["khmer", "lao"]
    assert after.conflicts == ()
    written = [entry.register for entry in desk.laptop.book.history(CASE).entries if entry.value is False]
    assert written == []  # she did not untick what she never saw ticked


def test_two_people_who_change_one_answer_leave_two_versions(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/case/{CASE}/edit")
    before = desk.laptop.book.open(CASE)
    desk.saved(changed(a_case(record=CASE), before.seen, {"nickname": "Ra"}))
    draft = desk.send(page, {"nickname": "Rara"}, do="draft")
    assert "This record has changed since you opened this form." in desk.follow(draft).words
    saved = desk.send(desk.follow(draft), {})
    assert "Two versions of this answer" in desk.follow(saved).words
    (conflict,) = desk.laptop.book.open(CASE).conflicts
    assert {version.value for version in conflict.versions} == {"Ra", "Rara"}


def test_a_form_that_was_tampered_with_is_not_read(desk: ADesk) -> None:
    page = desk.get(VISIT + "/new")
    for name, value in (("draft", "x"), ("_record", "../x"), ("_seen", "[]"), ("_marks", "no json")):
        lost = desk.send(page, {**SEEN, name: value}, status=400)
        assert "This form cannot be read" in lost.words
    assert visits(desk) == []


def test_a_step_whose_gate_is_closed_says_what_is_missing_and_who_may(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/case/{CASE}/edit")
    closed = desk.send(page, {"stage": "integration", "nickname": "Ra"}, status=422)
    assert "This step cannot be taken yet" in closed.words
    assert "Make a plan with the person and have it approved." in closed.words
    assert closed.form("record-form").values["nickname"] == "Ra"
    assert desk.laptop.book.open(CASE).values["stage"] == "pre_integration"


def test_two_closed_steps_stand_in_one_panel(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/reunification/new")
    closed = desk.send(page, {"return_type": "independent", "approval": "approved", "state": "done"}, status=422)
    assert closed.text.count('id="gate-title"') <= 1
    more = {"date_reunification.day": "1", "date_reunification.month": "11", "date_reunification.year": "2026"}
    more |= {"to_place": "Thailand", "care_arrangement": "independent_living"}
    closed = desk.send(closed, more, status=422)
    assert closed.text.count('id="gate-title"') == 1
    assert "It can be taken by: Supervisor, Coordinator." in closed.words
    assert closed.words.count("Missing:") > 1


def test_a_step_of_somebody_else_names_who_takes_it(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/reintegration_plan/new")
    closed = desk.send(page, {"approval": "approved"}, status=422)
    assert "This step is for somebody else to take" in closed.words
    assert "It can be taken by: Supervisor, Coordinator." in closed.words


def test_who_signs_is_nobody_but_the_reader(desk: ADesk) -> None:
    page = desk.get(f"/cases/{CASE}/reintegration_plan/new")
    offered = page.text.split('name="approved_by"')[1:]
    assert [part.split('value="')[1][:22] for part in offered] == [WORKER.worker]


TITLE = Words("A visit with tasks", "ការចុះជួបជាមួយកិច្ចការ")
SPEC = FormSpec(
    "visit",
    TITLE,
    (
        Section("seen", Words("Seen", "បានជួប"), ("visited_on", "seen", "safety", "re_trafficking")),
        Section("after", Words("After", "បន្ទាប់"), ("person_says", "phone.number"), rows=("action",)),
    ),
    parts=(
        Part("phone", "contact_point", requires=("number",)),
        Part(
            "action", "task", rows=2, fields=("title", "due_on"), requires=("title",), title=Words("Action", "សកម្មភាព")
        ),
    ),
)


@pytest.fixture
def wide(desk: ADesk) -> ADesk:
    """A page of an author's own: two sections, a part, rows, and a further edit in the same save set."""
    pages = Blueprint("wide", __name__)

    def prepare(taken: Taken) -> Sequence[Edit]:
        note = {"noted_on": taken.values["visited_on"], "note_type": "contact", "text": "a visit was made"}
        return [an_edit("case_note", note, record=desk.desk.new_id(), home=taken.home)]

    @pages.route("/wide", methods=["GET", "POST"])
    def page() -> Response:
        return form_page(
            desk.desk,
            Sheet(
                spec=SPEC,
                home=CASE,
                back_url="/back",
                after=lambda taken: Stand("cases", CASE).url("show", "visit", record=taken.record),
                presets={"visited_on": "2026-11-21"},
                fixed={
                    "contact_type": "phone",
                    "action.owner_worker": WORKER.worker,
                    "phone.owner": CASE,
                    "phone.safety": "not_assessed",
                    "phone.whose": {"none": "not_asked"},
                    "action.origin_id": THIS_RECORD,
                },
                last_time={"person_says": "it was hard"},
                prepare=prepare,
            ),
        )

    desk.app.register_blueprint(pages, url_prefix=PREFIX)
    return desk


def test_parts_and_rows_of_a_page_are_saved_in_one_set(wide: ADesk) -> None:
    page = wide.get("/wide")
    assert "Last time: it was hard" in page.words
    assert page.words.count("Action") == 3
    fields = {**SEEN, "phone.number": "012345678", "action.2.title": "call school", "action.2.due_on.year": "2026"}
    wrong = wide.send(page, fields, status=422)
    assert '<a href="#action-2-due_on-day">' in wrong.text
    more = {"action.2.due_on.day": "1", "action.2.due_on.month": "12"}
    answer = wide.send(wrong, more)
    wide.send(wrong, more)
    (visit,) = visits(wide)
    assert visit["contact_type"] == "phone"
    book = wide.laptop.book
    (task,) = book.list(Query("task")).records
    assert (task.values["title"], task.values["due_on"], task.values["state"]) == ("call school", "2026-12-01", "open")
    assert task.values["origin_id"] in answer.location
    (phone,) = book.list(Query("contact_point")).records
    assert (phone.values["number"], phone.home) == ("+85512345678", CASE)
    assert len(book.list(Query("case_note")).records) == 1


def test_parts_that_were_left_empty_are_left_out(wide: ADesk) -> None:
    wide.send(wide.get("/wide"), SEEN)
    assert len(visits(wide)) == 1
    assert wide.laptop.book.list(Query("task")).records == ()
    assert wide.laptop.book.list(Query("contact_point")).records == ()


def test_sections_say_how_far_they_are(wide: ADesk) -> None:
    page = wide.get("/wide")
    assert "Seen started After not started" in page.words
    kept = wide.follow(wide.send(page, SEEN, do="section:after"))
    assert "Seen complete" in kept.words


def test_drafts_of_another_page_are_not_mixed_up(wide: ADesk) -> None:
    wide.send(wide.get("/wide"), {"person_says": "here"}, do="draft")
    assert "here" not in str(wide.get(VISIT + "/new").form("record-form").values.values())
