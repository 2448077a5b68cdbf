"""Trainings of the own office: who came, by name or counted without, tests before and after, the list to print.

Promise: a row without a name counts like one with it. The average of tests is over those who took both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit, Query
from casework.forms.presets import Beginning, presets_of
from casework.forms.sections import FormSpec, Section
from casework.web.acting import addition, take_step
from casework.web.bilingual import Bilingual
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.record_places import OFFICE_BASE, Stand
from casework.web.record_rights import may_write
from casework.web.record_screen import opened
from casework.web.saying import say
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.directory import TRAINING_GROUP
from shared_schema.vocabularies.person import SEX
from shared_schema.words.sentence import Words

MOST_READ, MOST_COUNTED = 500, 100
ATTENDANCE_LIST = "attendance_list"  # as the audit knows it
TRAINING, ATTENDEE = KINDS["training"], KINDS["training_attendee"]
TITLE = Words("Training", "វគ្គបណ្តុះបណ្តាល")
PERSON = Words("Training participant", "អ្នកចូលរួមវគ្គ")


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training in the list and how many took part."""

    shown: Shown
    people: int
    url: str


@dataclass(frozen=True, slots=True)
class Tests:
    """Mean scores before and after, of those who took both tests."""

    before: int
    after: int
    people: int


def blueprint(desk: Desk) -> Blueprint:
    """The pages of trainings."""
    pages = Blueprint("trainings", __name__)

    @pages.get("/trainings")
    def index() -> Response:
        return _index(desk)

    @pages.route("/trainings/new", methods=["GET", "POST"])
    def new() -> Response:
        return _form(desk, _spec(TRAINING.name, TITLE, "training"), None, None)

    @pages.route("/trainings/<training>", methods=["GET", "POST"])
    def show(training: str) -> Response:
        return _show(desk, _training(desk, training))

    @pages.route("/trainings/<training>/edit", methods=["GET", "POST"])
    def edit(training: str) -> Response:
        shown = _training(desk, training)
        return _form(desk, _spec(TRAINING.name, TITLE, "training"), shown, shown)

    @pages.route("/trainings/<training>/people/new", methods=["GET", "POST"])
    @pages.route("/trainings/<training>/people/<row>", methods=["GET", "POST"])
    def person(training: str, row: str = "") -> Response:
        shown = _training(desk, training)
        one = opened(desk.book(), row) if row else None
        if one is not None and answer(one, "training_id") != training:
            abort(404)
        return _form(desk, _spec(ATTENDEE.name, PERSON, f"person-{training[-8:]}"), shown, one)

    @pages.get("/trainings/<training>/list")
    def paper(training: str) -> Response:
        return _paper(desk, _training(desk, training))

    return pages


def tests_of(people: Sequence[Shown]) -> Tests | None:
    """The mean of both tests; None where nobody took both."""
    scores = [(answer(one, "pre_score"), answer(one, "post_score")) for one in people]
    both = [(a, b) for a, b in scores if isinstance(a, int) and isinstance(b, int)]
    if not both:
        return None
    return Tests(round(sum(a for a, _b in both) / len(both)), round(sum(b for _a, b in both) / len(both)), len(both))


def _index(desk: Desk) -> Response:
    book = desk.book()
    people = book.list(Query(ATTENDEE.name), limit=MOST_READ).records
    trainings = sorted(
        book.list(Query(TRAINING.name), limit=MOST_READ).records,
        key=lambda one: str(answer(one, "held_on") or ""),
        reverse=True,
    )
    lines = [
        TrainingLine(
            one,
            sum(answer(person, "training_id") == one.record_id for person in people),
            url_for("trainings.show", training=one.record_id),
        )
        for one in trainings
    ]
    year = str(desk.today().year)
    this_year = [line for line in lines if str(answer(line.shown, "held_on") or "").startswith(year)]
    page = render_template(
        "trainings/index.html",
        lines=this_year,
        earlier=[line for line in lines if line not in this_year],
        new_url=url_for("trainings.new") if may_write(TRAINING, book.person) else "",
    )
    return make_response(page)


def _show(desk: Desk, shown: Shown) -> Response:
    book, language = desk.book(), desk.reader().language
    around, can_write = Surroundings(desk, shown.home), may_write(TRAINING, book.person) and not shown.is_retracted
    not_taken = None
    if request.method == "POST" and can_write:
        edits = _counted(desk, shown)
        if edits:
            not_taken = take_step(desk, around, edits, link_of=lambda _record: "")
            if not_taken is None:
                url = url_for("trainings.show", training=shown.record_id, saved=desk.clock())
                return make_response(redirect(url, code=303))
    is_wrong = request.method == "POST" and not_taken is None
    problem = say(language, "Write how many people, from 1 to %(most)s.", most=MOST_COUNTED) if is_wrong else ""
    people = _people(desk, shown)
    named = sum(answer(one, "name") is not None for one in people)
    if named:
        desk.note_names(ATTENDANCE_LIST, shown.record_id, named)
    page = render_template(
        "trainings/show.html",
        shown=shown,
        people=people,
        tests=tests_of(people),
        can_write=can_write,
        sexes=[(code.code, code.label(language)) for code in SEX],
        groups=[(code.code, code.label(language)) for code in TRAINING_GROUP],
        draft=request.form.get("draft") or desk.new_id(),
        not_taken=not_taken,
        problem=problem,
        receipt=book.receipt_of(shown.record_id),
        saved_at=_moment(request.args.get("saved")),
        void_url=lambda record: Stand(OFFICE_BASE).url("void", ATTENDEE.name, record=record),
    )
    return make_response(page, 422 if is_wrong or not_taken else 200)


def _counted(desk: Desk, shown: Shown) -> Sequence[Edit]:
    """Rows without a name, as many as were counted."""
    text = request.form.get("_count", "").strip()
    count = int(text) if text.isdecimal() and len(text) <= 3 else 0
    sex, group = request.form.get("_sex", ""), request.form.get("_group", "")
    if not 0 < count <= MOST_COUNTED:
        return ()
    values = {
        "training_id": shown.record_id,
        "sex": sex if sex in SEX else None,
        "attendee_group": group if group in TRAINING_GROUP else None,
    }
    return tuple(addition(ATTENDEE.name, desk.new_id(), shown.home, values) for _one in range(count))


def _form(desk: Desk, spec: FormSpec, training: Shown | None, record: Shown | None) -> Response:
    book = desk.book()
    if not may_write(TRAINING, book.person):
        abort(404)
    is_person = spec.kind == ATTENDEE.name
    home = training.home if training is not None else book.person.office
    beginning = Beginning(person=book.person, today=desk.today())
    fixed: dict[str, Id] = {"training_id": training.record_id} if is_person and training and record is None else {}
    back = url_for("trainings.index") if training is None else url_for("trainings.show", training=training.record_id)
    sheet = Sheet(
        spec=spec,
        home=home,
        record=record,
        back_url=back,
        after=lambda taken: url_for(
            "trainings.show",
            training=training.record_id if training is not None else taken.record,
            saved=desk.clock(),
        ),
        presets=presets_of(KINDS[spec.kind], beginning),
        fixed=fixed,
        short=dict.fromkeys(("pre_score", "post_score"), True),
    )
    return form_page(desk, sheet)


def _paper(desk: Desk, shown: Shown) -> Response:
    two = Bilingual(Surroundings(desk, shown.home))
    words = {
        "title": two.say("Attendance list"),
        "signature": two.say("Signature"),
        "trainer": two.say("Trainer: name, signature, date"),
        "number": two.say("No."),
    }
    people = _people(desk, shown)
    page = render_template(
        "trainings/paper.html", shown=shown, people=people, two=two, words=words, empty=range(max(6, 20 - len(people)))
    )
    return make_response(page)


def _training(desk: Desk, training: str) -> Shown:
    shown = opened(desk.book(), training) if is_id(training) else None
    if shown is None or shown.kind != TRAINING.name:
        abort(404)
    return shown


def _people(desk: Desk, training: Shown) -> tuple[Shown, ...]:
    query = Query(ATTENDEE.name, equals={"training_id": training.record_id})
    return desk.book().list(query, limit=MOST_READ).records


def _spec(kind: str, title: Words, key: str) -> FormSpec:
    names = tuple(name for name in KINDS[kind].fields if name not in ("training_id", "retracted", "retracted_reason"))
    return FormSpec(kind, title, (Section(key, title, names),))


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
