"""Transfers of a case to another office: asked for here with a draft, sent and decided by others.

Promise: until another office has accepted, the case and its follow-ups stay with this worker, and the page says so.
"""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.book import Query
from casework.forms.sections import FormSpec, Section
from casework.web.desk import Desk
from casework.web.form_page import Sheet, form_page
from casework.web.joined_view import joined_notes, lead_to_kept, number_tags
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand, url_if_there, url_of_record
from casework.web.record_rights import may_write
from casework.web.record_screen import screen_at
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.rules.gate import S_C
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.transfer import TRANSFER_STATE
from shared_schema.words.sentence import Words

TRANSFER = KINDS["case_transfer"]
SPEC = FormSpec(
    TRANSFER.name,
    Words("Ask to transfer the case", "ស្នើផ្ទេរករណី"),
    (
        Section(
            "where",
            Words("To which office, and why", "ទៅការិយាល័យណា និងមូលហេតុ"),
            ("to_office", "reason", "state_reason"),
        ),
        Section("handover", Words("Handed over", "បានប្រគល់"), ("handover_done",)),
    ),
    button=Words("Ask for the transfer", "ស្នើការផ្ទេរ"),
)
_TONES = {"draft": "quiet", "sent": "waiting", "accepted": "good", "refused": "waiting", "revoked": "quiet"}
_OPEN = ("draft", "sent")


def blueprint(desk: Desk) -> Blueprint:
    """`/cases/<case>/transfers` and `/cases/<case>/transfers/new`."""
    pages = Blueprint("transfers", __name__)

    @pages.get("/cases/<case>/transfers")
    def index(case: str) -> Response:
        return _index(desk, case)

    @pages.route("/cases/<case>/transfers/new", methods=["GET", "POST"])
    def new(case: str) -> Response:
        return _new(desk, case)

    return pages


def _index(desk: Desk, case: Id) -> Response:
    screen, language = screen_at(desk, CASES, TRANSFER.name, case), desk.reader().language
    found, person = screen.surroundings.together, screen.book.person
    if found is None:
        abort(404)
    lead_to_kept(screen.surroundings)
    transfers = list(found.whole.of_kind(TRANSFER.name))[::-1]
    lines = []
    for one in transfers:
        state = str(answer(one, "state") or "draft")
        tag = Tag(TRANSFER_STATE[state].label(language), _TONES.get(state, "quiet"))
        url = url_if_there("moves.show", transfer=one.record_id) if person.role in S_C else ""  # the console decides
        stand = Stand(CASES, one.home)
        name = "edit" if state == "draft" and person.role in S_C else "show"
        tags = (tag, *number_tags(screen.surroundings, one.home))
        lines.append((one, tags, url or stand.url(name, TRANSFER.name, record=one.record_id)))
    is_open = any(answer(one, "state") in (None, *_OPEN) for one in found.own.of_kind(TRANSFER.name))
    page = render_template(
        "transfers/index.html",
        **screen.common(),
        case=screen.head,
        lines=lines,
        is_open=is_open,
        joined=joined_notes(screen.surroundings),
        decides=person.role in S_C,
        new_url=url_for("transfers.new", case=case) if may_write(TRANSFER, person) and not is_open else "",
        saved_at=request.args.get("saved"),
    )
    return make_response(page)


def _new(desk: Desk, case: Id) -> Response:
    screen = screen_at(desk, CASES, TRANSFER.name, case)
    office, person = answer(screen.head, "office"), screen.book.person
    if not may_write(TRANSFER, person) or not isinstance(office, str):
        abort(404)
    others = [one for one in screen.book.list(Query("office"), limit=500).records if one.record_id != office]
    if not others:
        page = render_template("transfers/nowhere.html", **screen.common(), case=screen.head)
        return make_response(page)
    sheet = Sheet(
        spec=SPEC,
        home=case,
        back_url=url_for("transfers.index", case=case),
        after=lambda _taken: url_for("transfers.index", case=case, saved="yes"),
        fixed={"from_office": office, "state": "draft"},
        link_of=lambda record: url_of_record(screen.book, record),
        context=screen.common(),
    )
    return form_page(desk, sheet)
