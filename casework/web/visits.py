"""Recording a visit: the main form, the short one for a visit that could not be made, and the page after saving.

Promise: an answer that means danger shows next steps and numbers at once, and makes its task for the supervisor in
the same save. The page after saving says where the visit is, and never that it was received before it was.
"""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.forms.sections import FormSpec
from casework.forms.taking import Taken
from casework.web.alarm import alarm_tasks
from casework.web.desk import Desk
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import lead_to_kept
from casework.web.numbers_for_help import Help, help_for
from casework.web.record_places import CASES, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import Screen, screen_at
from casework.web.visit_form import (
    COULD_NOT_SPEC,
    VISIT_SPEC,
    last_answers,
    next_visit_in_danger,
    planned_for,
    presets_of_attempt,
    presets_of_visit,
    short_form,
)
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.alerts import alarming_registers, origin_id
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.follow_up import follow_up, is_clock_behind
from shared_schema.rules.reading import answer, day, read_day


def blueprint(desk: Desk) -> Blueprint:
    """Pages of visits."""
    pages = Blueprint("visits", __name__)

    @pages.route("/cases/<case>/visit/new", methods=["GET", "POST"])
    def new(case: str) -> Response:
        page = _VisitPage(desk, case)
        return page.ask(VISIT_SPEC)

    @pages.route("/cases/<case>/visit/could-not", methods=["GET", "POST"])
    def could_not(case: str) -> Response:
        page = _VisitPage(desk, case)
        return page.ask(COULD_NOT_SPEC)

    @pages.get("/cases/<case>/visit/saved/<record>")
    def saved(case: str, record: str) -> Response:
        return _VisitPage(desk, case).say_saved(record)

    return pages


class _VisitPage:
    """The pages of visits of one case during one request."""

    def __init__(self, desk: Desk, case: Id) -> None:
        self.desk = desk
        self.screen: Screen = screen_at(desk, CASES, "visit", case)
        self.language = desk.reader().language
        self.today = desk.today()
        dossier, head = self.screen.surroundings.dossier, self.screen.head
        if dossier is None or head is None:
            abort(404)
        self.dossier: Dossier = dossier
        self.head: Shown = head

    def ask(self, spec: FormSpec) -> Response:
        """The form; a person who may not write visits finds none."""
        if not may_write(KINDS["visit"], self.screen.book.person):
            abort(404)
        is_attempt = spec is COULD_NOT_SPEC
        lead_to_kept(self.screen.surroundings)
        found = self.screen.surroundings.together
        last = last_answers(self.dossier if found is None else found.whole)
        presets = presets_of_attempt(self.today) if is_attempt else presets_of_visit(self.dossier, self.today)
        planned = planned_for(self.dossier, self.today)
        sheet = Sheet(
            spec=spec,
            home=self.head.record_id,
            surroundings=self.screen.surroundings,
            back_url=self._case_url(),
            after=lambda taken: url_for(
                "visits.saved", case=self.head.record_id, record=taken.record, saved=self.desk.clock()
            ),
            presets=presets,
            fixed=planned,
            last_time={} if is_attempt else last,
            short={} if is_attempt else short_form(self.dossier, last, self.today),
            arrange=lambda taken: self._sooner(_owned(taken), presets),
            prepare=lambda taken: alarm_tasks(taken, None, desk=self.desk, surroundings=self.screen.surroundings),
            link_of=lambda record: url_of_record(self.screen.book, record),
            template="visits/form.html",
            context={
                **self.screen.common(),
                "help": self._help(),
                "planned_for": planned.get("planned_for"),
                "could_not_url": "" if is_attempt else url_for("visits.could_not", case=self.head.record_id),
                "files_url": url_if_there("files.show", case=self.head.record_id)
                or self.screen.stand.url("new", "attachment"),
                "is_clock_behind": is_clock_behind(self.dossier, self.today, None),
            },
        )
        return form_page(self.desk, sheet)

    def say_saved(self, record: Id) -> Response:
        """What stands now, where it is, and what happens next."""
        visit = self.screen.record(record)
        tasks = self._tasks_of(visit)
        page = render_template(
            "visits/saved.html",
            **self.screen.common(),
            visit=visit,
            saved_at=_moment(request.args.get("saved")) or (visit.created_at or self.desk.clock()),
            receipt=self.screen.book.receipt_of(record),
            alert_tasks=tasks,
            supervisor=self._help().supervisor if tasks else None,
            is_seen=answer(visit, "seen") == "yes",
            next_visit=day(visit, "next_visit_on"),
            due=follow_up(self.dossier, self.today).due,
            case_url=self._case_url(),
            today_url=url_if_there("today.show"),
            show_url=self.screen.url("show", record=record),
            risk_url=self.screen.stand.url("edit", "case", record=self.head.record_id),
        )
        return make_response(page)

    def _sooner(self, taken: Taken, presets: Mapping[str, Json]) -> Taken:
        """With an alert the risk is high: a proposed next visit that nobody changed comes by the pattern for that."""
        proposed, visited = presets.get("next_visit_on"), read_day(taken.values.get("visited_on"))
        if not alarming_registers(taken.kind, taken.values) or taken.values.get("next_visit_on") != proposed:
            return taken
        sooner = None if visited is None or proposed is None else next_visit_in_danger(self.dossier, visited)
        if sooner is None or sooner.isoformat() >= str(proposed):
            return taken
        changed = {"next_visit_on": sooner.isoformat()}
        return replace(taken, changed={**taken.changed, **changed}, values={**taken.values, **changed})

    def _tasks_of(self, visit: Shown) -> tuple[Shown, ...]:
        named = {origin_id(visit.record_id, name, dot) for name, (dot, _stamp) in visit.written.items()}
        return tuple(one for one in self.dossier.of_kind("task") if answer(one, "origin_id") in named)

    def _help(self) -> Help:
        office = answer(self.head, "office")
        own = office if isinstance(office, str) else self.screen.book.person.office
        return help_for(self.screen.surroundings, own, self.language)

    def _case_url(self) -> str:
        return url_if_there("cases.show", case=self.head.record_id) or self.screen.url("index")


def _owned(taken: Taken) -> Taken:
    """An agreed action that names nobody is the worker's own."""
    parts = tuple(
        replace(one, values={"owner_worker": taken.person.worker, **one.values}) if one.part == "action" else one
        for one in taken.parts
    )
    return replace(taken, parts=parts)


def _moment(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None
