"""A screen for every kind: list, new, page, edit, void with reason, made from its declaration (interface.md 2.5).

Promise: no kind and no field is out of reach; a page of its own stands in front where there is one. Restricted kinds
are absent for whoever lacks the clearance.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request

from casework.forms.presets import Beginning, arranged, presets_of, set_by_program
from casework.forms.questions import Option
from casework.forms.sections import FormSpec, default_spec, with_consent
from casework.forms.taking import Taken
from casework.web.alarm import alarm_tasks
from casework.web.desk import Desk
from casework.web.form_around import search_of
from casework.web.form_page import Sheet, form_page
from casework.web.hidden_answers import hidden_answers
from casework.web.joined_view import joined_notes, lead_to_kept
from casework.web.record_about import ABOUT_ANSWERS, about_answer
from casework.web.record_places import (
    CASES,
    DIRECTORY_BASE,
    OFFICE_BASE,
    TRACING,
    Stand,
    own_page_of,
    url_if_there,
    url_of_record,
)
from casework.web.record_rights import asks_reason_to_open, is_opening_noted, may_change, may_list, may_write
from casework.web.record_screen import Screen, opened, screen_at
from casework.web.record_view import (
    PARENTS,
    answer_rows,
    children_of,
    common_provenance,
    record_lines,
    remarks_on,
    unanswered,
)
from casework.web.record_void import save_voided
from casework.web.study_consent import study_consent
from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Ref
from shared_schema.words.sentence import Words

PER_PAGE = 50
CONSENT_OF_INQUIRER = Words("Consent of the inquirer to family tracing", "ការយល់ព្រមរបស់អ្នកស្វែងរកចំពោះការស្វែងរកគ្រួសារ")
_IN_DOSSIER = f"/<any({CASES},{TRACING}):base>/<home>/<any({','.join(KINDS)}):kind>"
_OUTSIDE = f"/<any({DIRECTORY_BASE},{OFFICE_BASE}):base>/<any({','.join(KINDS)}):kind>"


def blueprint(desk: Desk) -> Blueprint:
    """The generic screens."""
    pages = Blueprint("records", __name__)
    screens = (
        ("index", "", ["GET"]),
        ("new", "/new", ["GET", "POST"]),
        ("show", "/<record>", ["GET", "POST"]),
        ("edit", "/<record>/edit", ["GET", "POST"]),
        ("void", "/<record>/void", ["GET", "POST"]),
    )
    for name, path, methods in screens:
        view = _view(desk, name)
        pages.add_url_rule(_IN_DOSSIER + path, name, view, methods=methods)
        pages.add_url_rule(_OUTSIDE + path, name, view, methods=methods, defaults={"home": ""})
    pages.add_url_rule("/look-up/places", "places", lambda: _find_places(desk), methods=["POST"])
    return pages


def _view(desk: Desk, name: str) -> Callable[..., Response]:
    answers = {"index": _index, "new": _new, "show": _show, "edit": _edit, "void": _void}

    def view(base: str, kind: str, home: str, record: str = "") -> Response:
        screen = screen_at(desk, base, kind, home)
        return answers[name](screen, record)

    return view


def _index(screen: Screen, _record: str) -> Response:
    if not may_list(screen.kind, screen.surroundings.dossier):
        abort(404)
    if screen.stand.home:
        lead_to_kept(screen.surroundings)
    after = request.args.get("after")
    page = screen.listed(after=after if is_id(after) else None, limit=PER_PAGE)
    lines = record_lines(page.records, screen.stand, screen.surroundings)
    return _page(
        "records/index.html",
        screen,
        lines=tuple(line for line in lines if not line.is_voided),
        voided=tuple(line for line in lines if line.is_voided),
        joined=joined_notes(screen.surroundings) if screen.stand.home else (),
        new_url=screen.url("new") if may_write(screen.kind, screen.book.person) else "",
        consent=study_consent(screen),
        next_url=screen.url("index", after=page.after) if page.after else "",
    )


def _show(screen: Screen, record: str) -> Response:
    reason = request.form.get("_reason", "").strip() or None
    if asks_reason_to_open(screen.kind, screen.book.person) and reason is None:
        return _page("records/open.html", screen, action=screen.url("show", record=record))
    shown = screen.record(record, reason=reason)
    person = screen.book.person
    if is_opening_noted(screen.kind) and screen.desk.openings is not None:
        screen.desk.openings.note(record, reason=reason or "")
    can_change = may_change(screen.kind, person) and not shown.is_retracted
    rows = answer_rows(shown, screen.surroundings, ask_url=_ask_url(screen, shown))
    return _page(
        "records/show.html",
        screen,
        shown=shown,
        name=screen.surroundings.name_of_shown(shown),
        rows=rows,
        common=common_provenance(rows),
        versions=tuple(dict.fromkeys((row.label, row.versions_url) for row in rows if row.versions_url)),
        has_versions=bool(shown.conflicts),
        empty=unanswered(shown, screen.desk.reader().language),
        children=children_of(shown, screen.stand, screen.surroundings),
        remarks=remarks_on(shown, screen.surroundings, screen.desk.today()),
        hidden=bool(hidden_answers(shown, person.worker)),
        edit_url=screen.url("edit", record=record) if can_change else "",
        void_url=screen.url("void", record=record) if may_write(screen.kind, person) else "",
        history_url=url_if_there("history.show", record=record),
        own_url=own_page_of(shown, base=screen.stand.base),
        paper_url=url_if_there("prints.visit", case=shown.home, visit=record) if shown.kind == "visit" else "",
        saved_at=_number(request.args.get("saved")),
        receipt=screen.book.receipt_of(record),
        newer=len(shown.unknown),
        is_noted=is_opening_noted(screen.kind),
        aside=[url for one in screen.book.set_aside() if one.record == record and (url := _aside_url(one.dot))],
    )


def _new(screen: Screen, _record: str) -> Response:
    if not may_write(screen.kind, screen.book.person):
        abort(404)
    if screen.stand.home:
        lead_to_kept(screen.surroundings)
    person, today = screen.book.person, screen.desk.today()
    about: Mapping[str, Json] | None = {}
    if screen.kind.name in ABOUT_ANSWERS:
        record, register = request.args.get("about", ""), request.args.get("register", "")
        about = about_answer(screen.book, screen.kind.name, record=record, register=register, today=today)
    if about is None:
        return _page("records/choose_answer.html", screen)
    beginning = Beginning(person=person, today=today, head=screen.head)
    is_inquiry = screen.kind.name == "tracing_inquiry"
    number = screen.book.next_inquiry_number if is_inquiry else screen.book.next_case_number
    fixed = set_by_program(screen.kind, next_number=number, new_id=screen.desk.new_id)
    spec, presets = default_spec(screen.kind), presets_of(screen.kind, beginning)
    if is_inquiry:
        spec = with_consent(spec, title=CONSENT_OF_INQUIRER)
        fixed, presets = fixed | {"consent.purpose": "tracing"}, presets | {"consent.decided_on": today.isoformat()}
    sheet = Sheet(
        spec=spec,
        home=screen.home,
        surroundings=screen.surroundings,
        back_url=_back(screen),
        after=lambda taken: _after(screen, taken),
        presets={**presets, **_named_in_address(screen.kind)},
        last_time=screen.last_time(),
        fixed={**fixed, **about},
        arrange=arranged,
        prepare=lambda taken: alarm_tasks(taken, None, desk=screen.desk, surroundings=screen.surroundings),
        link_of=lambda record: url_of_record(screen.book, record),
        context=screen.common(),
    )
    return form_page(screen.desk, sheet)


def _edit(screen: Screen, record: str) -> Response:
    shown = screen.record(record)
    if not may_change(screen.kind, screen.book.person) or shown.is_retracted:
        abort(404)
    sheet = Sheet(
        spec=_without(default_spec(screen.kind), hidden_answers(shown, screen.book.person.worker)),
        home=shown.home,
        surroundings=screen.surroundings if shown.home == screen.home else None,
        record=shown,
        back_url=screen.url("show", record=record),
        after=lambda taken: _after(screen, taken),
        arrange=arranged,
        prepare=lambda taken: alarm_tasks(taken, shown, desk=screen.desk, surroundings=screen.surroundings),
        link_of=lambda other: url_of_record(screen.book, other),
        context=screen.common(),
    )
    return form_page(screen.desk, sheet)


def _void(screen: Screen, record: str) -> Response:
    shown = screen.record(record)
    if not may_write(screen.kind, screen.book.person):
        abort(404)
    reason = request.form.get("_reason", "").strip()
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        problems = save_voided(screen.desk, shown, reason=reason, draft=request.form.get("draft", ""))
        if not problems:
            return _see(_saved(screen.url("show", record=record), screen))
    page = _page(
        "records/void.html",
        screen,
        is_voided=shown.is_retracted,
        name=screen.surroundings.name_of_shown(shown),
        back_url=screen.url("show", record=record),
        problems=problems,
        reason=reason,
        draft=request.form.get("draft") or screen.desk.new_id(),
        action=screen.url("void", record=record),
    )
    page.status_code = 422 if problems else 200
    return page


def _find_places(desk: Desk) -> Response:
    key = request.form.get("_key", "")
    language = desk.reader().language
    found = search_of(desk).suggest(request.form.get(key, ""))
    offered = tuple(Option(place.code, place.describe(language)) for place in found)
    anchor = key.replace(".", "-")
    return make_response(render_template("records/_places.html", key=key, anchor=anchor, offered=offered))


def _named_in_address(kind: Kind) -> dict[str, Json]:
    """Records that the address names: the conference of a new attendee."""
    named = {name: request.args.get(name, "") for name, one in kind.fields.items() if isinstance(one.type, Ref)}
    return {name: record for name, record in named.items() if is_id(record)}


def _ask_url(screen: Screen, shown: Shown) -> str:
    question = KINDS["review_question"]
    if not screen.stand.home or not may_write(question, screen.book.person) or shown.kind in ABOUT_ANSWERS:
        return ""
    return screen.stand.url("new", question.name, about=shown.record_id)


def _after(screen: Screen, taken: Taken) -> str:
    parent, name = PARENTS.get(taken.kind, ("", ""))
    inside = taken.values.get(name) if name else None
    if isinstance(inside, str):
        shown = opened(screen.book, inside)
        if shown.kind == parent:
            return _saved(screen.stand.url("show", parent, record=inside), screen)
    base = screen.stand if taken.home == screen.home or not screen.stand.home else _stand_of_new(taken)
    return _saved(base.url("show", taken.kind, record=taken.record), screen)


def _stand_of_new(taken: Taken) -> Stand:
    return Stand(TRACING if taken.kind == "tracing_inquiry" else CASES, taken.home)


def _back(screen: Screen) -> str:
    parent, name = PARENTS.get(screen.kind.name, ("", ""))
    inside = request.args.get(name, "") if name else ""
    return screen.stand.url("show", parent, record=inside) if is_id(inside) else screen.url("index")


def _without(spec: FormSpec, names: frozenset[str]) -> FormSpec:
    sections = tuple(
        replace(section, fields=tuple(name for name in section.fields if name not in names))
        for section in spec.sections
    )
    return replace(spec, sections=sections)


def _saved(url: str, screen: Screen) -> str:
    return f"{url}{'&' if '?' in url else '?'}saved={screen.desk.clock()}"


def _aside_url(dot: Dot) -> str:
    return url_if_there("set_aside.show", device=dot[0], n=dot[1])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 14 else None


def _page(template: str, screen: Screen, **context: object) -> Response:
    return make_response(render_template(template, **screen.common(), **context))


def _see(url: str) -> Response:
    return make_response(redirect(url, code=303))
