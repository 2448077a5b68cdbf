"""Case conferences: planned, held, signed; who sat there, what was said and decided; the minutes on paper.

Promise: every item is a draft from its first letter, so that a meeting without a network or with a weak battery loses
nothing. Without consent to a conference the case is discussed under its number, and its papers say no name.
"""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit
from casework.forms.sections import FormSpec
from casework.web.acting import NotTaken, take_step
from casework.web.bilingual import Bilingual
from casework.web.conference_forms import all_short, item_spec, meeting_spec, person_spec
from casework.web.conference_list import list_conferences, new_conference, state_tag
from casework.web.conference_minutes import agenda_points, minutes_words
from casework.web.conference_steps import (
    ATTENDEE,
    CANCEL,
    DECISION,
    HOLD,
    PICK,
    SIGN,
    TASKS,
    Signing,
    cancelled,
    decision_tasks,
    held,
    known_people,
    picked,
    signed,
    without_task,
)
from casework.web.desk import Desk
from casework.web.draft_address import draft_url
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.pieces import Condition, Gate
from casework.web.printing import printing
from casework.web.record_places import CASES, Stand, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import opened
from casework.web.saying import say
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.conference import rows_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gates_conference import is_under_number_only
from shared_schema.rules.reading import answer, day
from shared_schema.rules.steps import missing_for
from shared_schema.words.gates import GATE_WORDS

CONFERENCE = KINDS["case_conference"]
_STEP_OF = {"planned": "conference.hold", "held": "conference.sign"}


def blueprint(desk: Desk) -> Blueprint:
    """The pages of case conferences."""
    pages = Blueprint("conferences", __name__)

    @pages.get("/conferences")
    def index() -> Response:
        return list_conferences(desk)

    @pages.route("/conferences/new", methods=["GET", "POST"])
    def new() -> Response:
        return new_conference(desk)

    @pages.route("/conferences/<conference>", methods=["GET", "POST"])
    def show(conference: str) -> Response:
        return _Conference(desk, conference).show()

    @pages.route("/conferences/<conference>/edit", methods=["GET", "POST"])
    def edit(conference: str) -> Response:
        return _Conference(desk, conference).edit()

    @pages.route("/conferences/<conference>/people/new", methods=["GET", "POST"])
    @pages.route("/conferences/<conference>/people/<row>", methods=["GET", "POST"])
    def person(conference: str, row: str = "") -> Response:
        return _Conference(desk, conference).row(ATTENDEE, row)

    @pages.route("/conferences/<conference>/items/new", methods=["GET", "POST"])
    @pages.route("/conferences/<conference>/items/<row>", methods=["GET", "POST"])
    def item(conference: str, row: str = "") -> Response:
        return _Conference(desk, conference).row(DECISION, row)

    @pages.route("/conferences/<conference>/minutes", methods=["GET", "POST"])
    def minutes(conference: str) -> Response:
        return _Conference(desk, conference).minutes()

    return pages


class _Conference:
    """The pages of one conference during one request."""

    def __init__(self, desk: Desk, conference: Id) -> None:
        self.desk, self.today, self.language = desk, desk.today(), desk.reader().language
        self.book = desk.book()
        self.shown = opened(self.book, conference)
        if self.shown.kind != CONFERENCE.name:
            abort(404)
        self.around = Surroundings(desk, self.shown.home)
        dossier = self.around.dossier
        if dossier is None or dossier.head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = dossier.head
        self.stand = Stand(CASES, self.shown.home)
        self.is_frozen = answer(self.shown, "state") in ("signed", "cancelled") or self.shown.is_retracted
        self.may_write = may_write(CONFERENCE, self.book.person) and not self.is_frozen

    def show(self) -> Response:
        """The meeting on one page: what to look at, who sits there, the person's own view, items, what is missing."""
        not_taken = self._press() if request.method == "POST" else None
        if request.method == "POST" and not_taken is None:
            return _see(url_for("conferences.show", conference=self.shown.record_id, saved=self.desk.clock()))
        page = self._page(
            "conferences/show.html",
            state=state_tag(self.shown, self.language),
            points=agenda_points(self.dossier, self.shown, self.around, self.today),
            people=rows_of(self.dossier, self.shown, ATTENDEE),
            known=known_people(self.shown, self.dossier) if self.may_write else (),
            items=rows_of(self.dossier, self.shown, DECISION),
            drafts=self._unfinished(),
            gate=self._gate(),
            makes_tasks=answer(self.shown, "state") == "signed" and without_task(self.shown, self.dossier),
            can_write=self.may_write,
            not_taken=not_taken,
            draft=request.form.get("draft") or self.desk.new_id(),
            receipt=self.book.receipt_of(self.shown.record_id),
            saved_at=_moment(request.args.get("saved")),
        )
        page.status_code = 422 if not_taken else 200
        return page

    def edit(self) -> Response:
        """The questions about the meeting and the person's own view."""
        return self._form(meeting_spec(is_new=False), self.shown, "")

    def row(self, kind: str, row: Id) -> Response:
        """One person at the meeting, or one item."""
        conference = self.shown.record_id
        shown = opened(self.book, row) if row else None
        if shown is not None and (shown.kind != kind or answer(shown, "conference_id") != conference):
            abort(404)
        spec = person_spec(conference) if kind == ATTENDEE else item_spec(conference)
        return self._form(spec, shown, "#people" if kind == ATTENDEE else "#items")

    def minutes(self) -> Response:
        """The minutes on paper in both languages; before the meeting, its agenda with room to write."""
        two = Bilingual(self.around)
        people = rows_of(self.dossier, self.shown, ATTENDEE)
        has_all_signed = bool(people) and all(answer(one, "confidentiality_signed") is True for one in people)
        is_planned = answer(self.shown, "state") in (None, "planned")
        title = say(self.language, "Agenda of a case conference" if is_planned else "Minutes of a case conference")
        return self._page(
            "conferences/minutes.html",
            two=two,
            words=minutes_words(two, is_planned=is_planned),
            people=people,
            items=rows_of(self.dossier, self.shown, DECISION),
            points=agenda_points(self.dossier, self.shown, self.around, self.today) if is_planned else (),
            is_planned=is_planned,
            printing=printing(self.desk, self.around, self.shown.home, title),
            says_name=has_all_signed and not self._is_by_number(),
        )

    def _form(self, spec: FormSpec, record: Shown | None, anchor: str) -> Response:
        if not self.may_write:
            abort(404)
        conference, back = self.shown.record_id, _url(self.shown.record_id)
        fixed: dict[str, object] = {}
        if spec.kind != CONFERENCE.name and record is None:
            fixed = {"conference_id": conference}
            fixed |= {"task_id": self.desk.new_id} if spec.kind == DECISION else {}
        sheet = Sheet(
            spec=spec,
            home=self.shown.home,
            record=record,
            back_url=back,
            after=lambda taken: f"{_url(conference)}?saved={self.desk.clock()}{anchor}",
            fixed=fixed,
            short=all_short(spec),
            link_of=lambda record: url_of_record(self.book, record),
            template="conferences/form.html",
            context={
                **self._common(),
                "items": rows_of(self.dossier, self.shown, DECISION) if spec.kind == DECISION else (),
            },
        )
        return form_page(self.desk, sheet)

    def _press(self) -> NotTaken | None:
        do, edits = request.form.get("_do", ""), list(self._edits())
        if not edits:
            words = say(self.language, "Nobody was chosen.") if do == PICK else ""
            return NotTaken(problems=(words or say(self.language, "This step was taken already."),))
        return take_step(self.desk, self.around, edits, link_of=self._link_of)

    def _edits(self) -> "tuple[Edit, ...]":
        do, state = request.form.get("_do", ""), answer(self.shown, "state") or "planned"
        if do == HOLD and state == "planned":
            return tuple(held(self.shown))
        if do == CANCEL and state == "planned":
            return tuple(cancelled(self.shown))
        if do == SIGN and state == "held":
            return tuple(signed(self.shown, self.dossier, self._signing()))
        if do == TASKS and state == "signed":
            return tuple(decision_tasks(self.shown, self.dossier, self._signing()))
        if do == PICK and self.may_write:
            chosen = set(request.form.getlist("_who"))
            people = [one for one in known_people(self.shown, self.dossier) if one.record_id in chosen]
            return tuple(picked(self.shown, people, self.desk.new_id))
        return ()

    def _signing(self) -> Signing:
        return Signing(
            person=self.book.person,
            today=self.today,
            new_id=self.desk.new_id,
            remind=lambda agency: say(self.language, "Remind %(agency)s", agency=self.around.name_of(agency)),
        )

    def _gate(self) -> Gate | None:
        step = _STEP_OF.get(str(answer(self.shown, "state") or "planned"))
        if step is None:
            return None
        missing = missing_for(step, self.dossier, record=self.shown.record_id, today=self.today, actor=self.book.person)
        lines = tuple(
            Condition(
                words=self._missing_words(one.record, one.field, one.code), is_met=False, url=self._link_of(one.record)
            )
            for one in missing
        )
        title = say(
            self.language,
            "Before the minutes can be signed" if step == _STEP_OF["held"] else "Before it counts as held",
        )
        return Gate(title=title, conditions=lines)

    def _missing_words(self, record: Id, field: str, code: str) -> str:
        shown, said = self.dossier.find(record), GATE_WORDS[code].say(self.language)
        if shown is None or field not in KINDS[shown.kind].fields:
            return said
        named = "" if shown.kind == CONFERENCE.name else f" ({self.around.name_of_shown(shown)})"
        return f"{KINDS[shown.kind].fields[field].label(self.language)}{named}: {said}"

    def _link_of(self, record: Id) -> str:
        shown = self.dossier.find(record)
        conference = self.shown.record_id
        if shown is not None and shown.kind == ATTENDEE:
            return url_for("conferences.person", conference=conference, row=record)
        if shown is not None and shown.kind == DECISION:
            return url_for("conferences.item", conference=conference, row=record)
        return url_for("conferences.edit", conference=conference)

    def _unfinished(self) -> list[tuple[str, int]]:
        """Items that were begun and not saved: where they go on, and when they were kept."""
        found = []
        for draft in self.book.drafts():
            form = draft.form if isinstance(draft.form, dict) else {}
            args = form.get("args")
            is_ours = isinstance(args, dict) and args.get("conference") == self.shown.record_id
            if draft.kind == DECISION and is_ours and (url := draft_url(draft)):
                found.append((url, draft.saved_at))
        return found

    def _is_by_number(self) -> bool:
        return is_under_number_only(self.dossier, day(self.shown, "held_on") or self.today)

    def _common(self) -> dict[str, object]:
        return {
            "conference": self.shown,
            "head": self.head,
            "case_code": self.head.values.get("case_number"),
            "case_url": url_if_there("cases.show", case=self.head.record_id),
            "conference_url": _url(self.shown.record_id),
            "is_by_number": self._is_by_number(),
            "consent_url": url_if_there("consent.show", base=CASES, home=self.head.record_id),
        }

    def _page(self, template: str, **context: object) -> Response:
        return make_response(render_template(template, **self._common(), **context))


def _url(conference: Id) -> str:
    return url_for("conferences.show", conference=conference)


def _see(url: str) -> Response:
    return make_response(redirect(url, code=303))


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
