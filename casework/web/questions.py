"""Review questions: what a supervisor or coordinator asks about an answer, and the worker's reply."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.agenda import questions_of
from casework.case_list import QUESTIONS
from casework.forms.sections import FormSpec, Section
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import form_page
from casework.web.form_sheet import Sheet
from casework.web.hidden_answers import hidden_answers
from casework.web.history import opened, value_words
from casework.web.looked_through import left_out, looked_through
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of, url_if_there
from casework.web.record_rights import may_change
from casework.web.today import question_line, register_words
from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.words.rules import rule_words
from shared_schema.words.sentence import Words

PER_PAGE = 50
QUESTION, OPEN, WORKER = "review_question", "open", "social_worker"
_TITLE = Words("Answer the question", "ឆ្លើយសំណួរ")
_SPEC = FormSpec(QUESTION, _TITLE, (Section("answer", _TITLE, ("answer",)),))


def blueprint(desk: Desk) -> Blueprint:
    """`/questions`, `/questions/<question>`."""
    pages = Blueprint("questions", __name__)

    @pages.get("/questions")
    def index() -> Response:
        page = looked_through(desk, desk.book(), holding=QUESTIONS)
        every = questions_of(page.cases)
        first = PER_PAGE * max(0, (request.args.get("page", 1, type=int) or 1) - 1)
        lines = [question_line(desk, one) for one in every[first : first + PER_PAGE]]
        is_more, next_page = len(every) > first + PER_PAGE, first // PER_PAGE + 2
        next_url = url_for("questions.index", page=next_page) if is_more else ""
        shown = render_template("questions/index.html", lines=lines, left_out=left_out(page), next_url=next_url)
        return make_response(shown)

    @pages.route("/questions/<question>", methods=["GET", "POST"])
    def show(question: str) -> Response:
        return _show(desk, question)

    return pages


def _show(desk: Desk, question: str) -> Response:
    book = desk.book()
    shown = opened(book, question)
    if shown.kind != QUESTION:
        abort(404)
    own_page = stand_of(book, shown).url("show", QUESTION, record=question)
    is_asked = shown.values.get("state") == OPEN and book.person.role == WORKER
    if not is_asked or not may_change(KINDS[QUESTION], book.person) or shown.is_retracted:
        return make_response(redirect(own_page, code=303))
    sheet = Sheet(
        spec=_SPEC,
        home=shown.home,
        record=shown,
        back_url=url_for("questions.index"),
        after=lambda _taken: url_for("questions.index", saved=desk.clock()),
        fixed={"state": "answered", "answered_by": book.person.worker, "answered_on": desk.today().isoformat()},
        template="questions/show.html",
        context=_about(desk, shown),
    )
    return form_page(desk, sheet)


def _about(desk: Desk, question: Shown) -> dict[str, object]:
    """The question, who asked it, and the answer in doubt as it stands now."""
    around, language = Surroundings(desk, question.home), desk.reader().language
    record, register = str(question.values.get("record_id")), str(question.values.get("register"))
    head = around.dossier.head if around.dossier is not None else None
    found: dict[str, object] = {
        "question": question,
        "asked_by": around.name_of(str(question.values.get("asked_by"))),
        "head": head,
        "case_code": "" if head is None else str(head.values.get("case_number") or ""),
        "in_doubt": (),
        "record_url": "",
        "versions_url": "",
    }
    try:
        about = around.book.open(record)
    except HomewardError:
        return found
    known = KINDS[about.kind].register_of(register) if about.kind in KINDS else None
    hidden = hidden_answers(about, around.book.person.worker)
    fields = () if known is None else tuple(name for name in known.fields if name not in hidden)
    found["in_doubt"] = [
        (KINDS[about.kind].fields[name].label(language), value_words(about.kind, name, about.values.get(name), around))
        for name in fields
    ] or [(_about_what(about, register, language), "")]
    if any(one.register == register for one in about.conflicts):
        found["versions_url"] = url_if_there("versions.show", record=record, field=register)
    found["record_url"] = stand_of(around.book, about).url("show", about.kind, record=record)
    return found


def _about_what(about: Shown, register: str, language: str) -> str:
    """What was asked about where it is no single answer: what a rule says, or the record."""
    try:
        return rule_words(register, "E").say(language)
    except KeyError:
        known = register in KINDS[about.kind].registers if about.kind in KINDS else False
        return register_words(about.kind, register, language) if known else kind_name(about.kind, language)
