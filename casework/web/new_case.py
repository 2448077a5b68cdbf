"""A new case: the intake form, who it may already be, and the page after saving.

Promise: the duplicate warning comes while typing and once more before saving, and never stops the save. Names, number,
consent and links between cases go in one save set.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.book import Edit
from casework.forms.taking import Taken
from casework.forms.typed import typed_of_post
from casework.web.case_safety import acceptance_tags
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.may_be_same import Looked, links, look, said_of
from casework.web.new_case_form import PROPOSED, SPEC, fixed_of_case, presets_of_case, settled_case
from casework.web.record_places import CASES, Stand, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import screen_at
from shared_schema.identifiers import Id, is_id
from shared_schema.records.kinds import KINDS

CONFIRMED = "_looked_at"  # the candidates that the page asked about before saving


def blueprint(desk: Desk) -> Blueprint:
    """Pages of a new case."""
    pages = Blueprint("new_case", __name__)

    @pages.route("/cases/new", methods=["GET", "POST"])
    def new() -> Response:
        return _NewCase(desk).ask()

    @pages.post("/cases/new/look")
    def look_up() -> Response:
        page = _NewCase(desk)
        return make_response(render_template("new_case/_looked.html", **page.panel(), asks=False))

    @pages.get("/cases/<case>/saved")
    def saved(case: str) -> Response:
        return _say_saved(desk, case)

    return pages


class _NewCase:
    """The form of a new case during one request."""

    def __init__(self, desk: Desk) -> None:
        if not may_write(KINDS["case"], desk.book().person):
            abort(404)
        self.desk = desk
        self.around = Surroundings(desk, desk.book().person.office).around()
        self.typed = typed_of_post(request.form.items(multi=True))
        self._looked: Looked | None = None

    def ask(self) -> Response:
        """The form; on a post, what was found for what is typed stands on it too."""
        person, today = self.desk.book().person, self.desk.today()
        context: dict[str, object] = {"kind": "case", **self.panel(), "asks": False}
        sheet = Sheet(
            spec=SPEC,
            home=person.office,
            back_url=url_if_there("cases.index") or Stand(CASES, person.office).url("index", "case"),
            after=lambda taken: url_for("new_case.saved", case=taken.record, saved=self.desk.clock()),
            presets=presets_of_case(today),
            fixed={
                **fixed_of_case(person.office, person.worker, today),
                "case_number": self.desk.book().next_case_number,
            },
            short={"is_estimated": False, "birth_animal_year": True},
            arrange=lambda taken: settled_case(taken, takes_proposed=self.typed.first(PROPOSED) == "yes"),
            asks_first=lambda _taken: self._asks_first(context),
            prepare=self._links,
            link_of=lambda record: url_of_record(self.desk.book(), record),
            template="new_case/form.html",
            context=context,
        )
        return form_page(self.desk, sheet)

    def panel(self) -> dict[str, object]:
        """What the panel of candidates shows."""
        return {"looked": self._look() if request.method == "POST" else Looked((), "", ()), "case_url": _case_url}

    def _look(self) -> Looked:
        if self._looked is None:
            record = request.form.get("_record", "")
            own = record if is_id(record) else self.desk.new_id()
            self._looked = look(self.desk, self.typed, around=self.around, record=own)
        return self._looked

    def _asks_first(self, context: dict[str, object]) -> bool:
        """Once for each candidate that she has said nothing about."""
        asked = set(request.form.getlist(CONFIRMED))
        new = [record for record in self._look().unanswered if record not in asked]
        context["asks"] = bool(new)
        return bool(new)

    def _links(self, taken: Taken) -> Sequence[Edit]:
        looked, said = self._look(), said_of(self.typed)
        ids = [self.desk.new_id() for _one in looked.twins]
        return links(looked, case=taken.record, person=taken.person, today=self.desk.today(), new_id=ids, said=said)


def _say_saved(desk: Desk, case: Id) -> Response:
    screen = screen_at(desk, CASES, "case", case)
    dossier, head = screen.surroundings.dossier, screen.head
    if dossier is None or head is None:
        abort(404)
    receipt = screen.book.receipt_of(case)
    page = render_template(
        "new_case/saved.html",
        **screen.common(),
        receipt=receipt,
        acceptance=acceptance_tags(dossier, desk.reader().language),
        saved_at=_moment(request.args.get("saved")) or head.created_at or desk.clock(),
        has_consent=any(dossier.of_kind("consent")),
        is_high=head.values.get("risk_level") == "high",
        case_url=_case_url(case),
        visit_url=url_if_there("visits.new", case=case),
        family_url=url_if_there("family.show", case=case),
        consent_url=url_if_there("consent.add", base=CASES, home=case, purpose="services"),
    )
    return make_response(page)


def _case_url(case: Id) -> str:
    return url_if_there("cases.show", case=case) or Stand(CASES, case).url("show", "case", record=case)


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
