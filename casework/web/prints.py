"""Papers: blank twins of the forms in both languages, a visit on paper, the consent form with its thumbprint box.

Promise: a paper names the case by its code in the running head; blank papers hold nothing of anybody.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.forms.sections import FormSpec
from casework.web.bilingual import Bilingual, Both, PaperRow
from casework.web.consent import SPEC as CONSENT_SPEC
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.new_case_form import SPEC as NEW_CASE_SPEC
from casework.web.paper_twins import twin_of
from casework.web.printing import head_of_sheets, printing
from casework.web.record_places import CASES, url_if_there
from casework.web.record_screen import Screen, opened, screen_at
from casework.web.tracing_forms import new_inquiry
from casework.web.visit_form import VISIT_SPEC
from shared_schema.identifiers import is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer

FORMS: Mapping[str, FormSpec] = {
    "visit": VISIT_SPEC,
    "intake": NEW_CASE_SPEC,
    "consent": CONSENT_SPEC,
    "inquiry": new_inquiry(),
}
SIGNED = frozenset({"consent", "intake", "inquiry"})  # forms on which somebody gives consent


def blueprint(desk: Desk) -> Blueprint:
    """`/papers`, `/papers/<form>`, `/cases/<case>/papers/<form>`, `/cases/<case>/papers/visit/<visit>`."""
    pages = Blueprint("prints", __name__)

    @pages.get("/papers")
    def index() -> Response:
        titles = [(name, spec.title.say(desk.reader().language)) for name, spec in FORMS.items()]
        return make_response(render_template("print/index.html", papers=titles))

    @pages.get("/papers/<form>")
    def blank(form: str) -> Response:
        return _twin(desk, form, None)

    @pages.get("/cases/<case>/papers/<form>")
    def of_case(case: str, form: str) -> Response:
        head = opened(desk.book(), case) if is_id(case) else None
        if head is None or head.kind != "case" or form in ("intake", "inquiry"):
            abort(404)
        return _twin(desk, form, head)

    @pages.get("/papers/head.css")
    def head() -> Response:
        return head_of_sheets(desk, request.args.get("code", ""))

    @pages.route("/cases/<case>/papers/visit/<visit>", methods=["GET", "POST"])
    def visit(case: str, visit: str) -> Response:
        return _visit(desk, screen_at(desk, CASES, "visit", case), visit)

    return pages


def _twin(desk: Desk, form: str, head: Shown | None) -> Response:
    spec = FORMS.get(form)
    if spec is None:
        abort(404)
    book = desk.book()
    two = Bilingual(Surroundings(desk, book.person.office))
    words = {
        "help": two.say("For typing in later. The numbers are those of the screen. Leave out what was not asked."),
        "case": two.say("Case code"),
        "worker": two.say("Worker, date"),
        "sign": two.say("Signature of who decides"),
        "thumbprint": two.say("Thumbprint"),
        "witness": two.say("Witness: name, signature"),
        "interpreter": two.say("Interpreter: name, signature"),
        "only_if": two.say("If"),
    }
    page = render_template(
        "print/twin.html",
        title=spec.title.say(desk.reader().language),
        both_title=two.say("Consent form") if form == "consent" else Both(spec.title.km, spec.title.en),
        sections=twin_of(spec, two.surroundings),
        words=words,
        case_code=_code(head),
        is_signed=form in SIGNED,
        back_url=url_for("prints.index") if head is None else url_if_there("cases.show", case=head.record_id),
    )
    return make_response(page)


def _visit(desk: Desk, screen: Screen, visit: str) -> Response:
    two, shown = Bilingual(screen.surroundings), screen.record(visit)
    sections: list[tuple[Both, tuple[PaperRow, ...]]] = []
    for section in VISIT_SPEC.sections:
        names = tuple(name for name in section.fields if name in KINDS["visit"].fields)
        if rows := two.rows(shown, *names):
            sections.append((Both(section.title.km, section.title.en), rows))
    worker = answer(screen.head, "case_worker")
    page = render_template(
        "print/visit.html",
        **{
            **screen.common(),
            "two": two,
            "sections": sections,
            "words": {
                "title": two.say("Visit"),
                "worker": two.say("Worker: name, signature"),
                "seen_by": two.say("Read by the supervisor: name, signature, date"),
            },
            "worker": screen.surroundings.name_of(worker) if isinstance(worker, str) else "",
            "back_url": screen.url("show", record=visit),
            "printing": printing(desk, screen.surroundings, screen.home, screen.surroundings.name_of_shown(shown)),
        },
    )
    return make_response(page)


def _code(head: Shown | None) -> str:
    return str(head.values.get("case_number") or "") if head is not None else ""
