"""The list of case conferences, planned ones first, and a new one for a case."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request, url_for

from casework.book import CaseBook, Page, Query
from casework.case_list import CasesWanted
from casework.web.conference_forms import meeting_spec
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import joined_notes, lead_to_kept
from casework.web.pieces import Tag
from casework.web.record_places import url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import opened
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.conference import CONFERENCE_STATE

PER_PAGE, MOST_OFFERED = 50, 100
CONFERENCE = KINDS["case_conference"]
_TONES = {"planned": "waiting", "held": "waiting", "signed": "good", "cancelled": "quiet"}


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """A conference in the list: itself, its state as a tag, the code of its case, where it leads."""

    shown: Shown
    state: Tag
    code: str
    url: str


def list_conferences(desk: Desk) -> Response:
    """Conferences of all cases, or of one that the address names."""
    book, language = desk.book(), desk.reader().language
    after, case = request.args.get("after"), request.args.get("case", "")
    around = Surroundings(desk, case) if is_id(case) else None
    if around is not None:
        lead_to_kept(around)
    page = _listed(book, case if is_id(case) else None, around, after=after if is_id(after) else None)
    lines = [_line(desk, one, language) for one in sorted(page.records, key=_held_on, reverse=True)]
    open_ones = [line for line in lines if answer(line.shown, "state") in (None, "planned", "held")]
    head = opened(book, case) if is_id(case) else None
    template = render_template(
        "conferences/index.html",
        waiting=open_ones[::-1],
        settled=[line for line in lines if line not in open_ones],
        case=head,
        joined=() if around is None else joined_notes(around),
        case_code=None if head is None else head.values.get("case_number"),
        case_url="" if head is None else url_if_there("cases.show", case=case),
        new_url=url_for("conferences.new", case=None if head is None else case)
        if may_write(CONFERENCE, book.person)
        else "",
        next_url=url_for("conferences.index", after=page.after, case=case or None) if page.after else "",
    )
    return make_response(template)


def _listed(book: CaseBook, case: Id | None, around: Surroundings | None, *, after: Id | None) -> Page:
    """A page of conferences: of all cases, or of one with those that were joined to it."""
    found = None if around is None else around.together
    if found is None or not found.others:
        return book.list(Query(CONFERENCE.name, home=case), after=after, limit=PER_PAGE)
    page = found.page(CONFERENCE.name, after=after, limit=PER_PAGE)
    return Page(tuple(one for one in page.records if not one.is_retracted), page.after)


def _line(desk: Desk, shown: Shown, language: str) -> ConferenceLine:
    head = opened(desk.book(), shown.home)
    code = str(head.values.get("case_number") or "")
    return ConferenceLine(
        shown, state_tag(shown, language), code, url_for("conferences.show", conference=shown.record_id)
    )


def state_tag(conference: Shown, language: str) -> Tag:
    """The state of a conference."""
    state = str(answer(conference, "state") or "planned")
    return Tag(CONFERENCE_STATE[state].label(language), _TONES[state])


def new_conference(desk: Desk) -> Response:
    """The form for a case; which case is asked first where the address names none."""
    book, case = desk.book(), request.args.get("case", "")
    if not may_write(CONFERENCE, book.person):
        abort(404)
    if not is_id(case):
        page = book.case_page(CasesWanted(limit=MOST_OFFERED), desk.today())
        is_cut = page.total > len(page.cases)
        return make_response(render_template("conferences/choose.html", cases=page.cases, is_cut=is_cut))
    head = opened(book, case)
    if head.kind != "case":
        abort(404)
    sheet = Sheet(
        spec=meeting_spec(is_new=True),
        home=case,
        back_url=url_for("conferences.index", case=case),
        after=lambda taken: url_for("conferences.show", conference=taken.record, saved=desk.clock()),
        presets={"held_on": desk.today().isoformat(), "chair": book.person.worker},
        short={"person_view": True},
        link_of=lambda record: url_of_record(book, record),
        context={"case_code": head.values.get("case_number"), "head": head},
        template="conferences/form.html",
    )
    return form_page(desk, sheet)


def _held_on(shown: Shown) -> str:
    return str(answer(shown, "held_on") or "")
