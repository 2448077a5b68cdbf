"""Duplicates: pairs of cases that may be one person; joined under one case, held apart, or taken apart again.

Promise: nothing is joined by a score. Values that differ stand side by side and somebody chooses; later edits on the
other number still arrive, and the page says so. No judgement is the last word: each can be looked up and taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.matching.joining import BOTH, KEPT, MERGED, NOT_DUPLICATE, OTHER, PROPOSED, UNMERGED, Difference
from casework.matching.refiling import may_be_refiled
from casework.matching.weights import TENTHS
from casework.web.acting import typed_reason
from casework.web.candidate_rows import row_of
from casework.web.candidates import BANDS
from casework.web.form_around import Surroundings
from casework.web.history import value_words
from casework.web.pieces import Tag
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there, url_of_record
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.case import CASE
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.transfer import LINK_STATE
from shared_schema.words.matching import BAND_WORDS
from sync_server.console.narrowing import page_of_address
from sync_server.console.review_values import words_of_register, words_of_value
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import COORDINATOR, Action
from sync_server.services.duplicates import (
    PairLine,
    ReadPair,
    hold_apart,
    join_pair,
    list_pairs,
    read_pair,
    refile_records,
    reopen_pair,
    undo_pair,
)
from sync_server.services.match_review import Side
from sync_server.services.people_names import directory_of, name_in

JOIN, APART, UNDO, REFILE, AGAIN = "join", "apart", "undo", "refile", "again"
CHOICE = "take."  # `take.<register>` = kept, other or both
_STATES = {"joined": MERGED, "two": NOT_DUPLICATE, "apart": UNMERGED}  # of the address; without one, those that wait
_MOST = 10


@dataclass(frozen=True, slots=True)
class SideWords:
    """A case in words: its number, the name of its office, where it leads ("" = not hers)."""

    side: Side
    code: str
    office: str
    url: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A line of the list."""

    line: PairLine
    url: str
    sides: tuple[SideWords, ...]
    tags: tuple[Tag, ...]
    score: str


@dataclass(frozen=True, slots=True)
class SinceRow:
    """A record written under the kept case since the joining: its words, when (ms), its page, whether it can be filed
    again by a press."""

    record: Id
    words: str
    at: int
    url: str
    is_movable: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that differs: its label, both values in words, what may be chosen and what is."""

    name: str
    label: str
    kept: str
    other: str
    choices: tuple[str, ...]
    chosen: str


def blueprint(console: Console) -> Blueprint:
    """`/duplicates` and `/duplicates/<link>`."""
    pages = Blueprint("duplicates", __name__)

    @pages.get("/duplicates")
    def index() -> Response:
        return _list(console)

    @pages.get("/duplicates/<link>")
    def show(link: str) -> Response:
        return _show(console, read_pair(console.server, console.book(), link))

    @pages.post("/duplicates/<link>")
    def decide(link: str) -> BaseResponse:
        return _decide(console, link)

    return pages


def _list(console: Console) -> Response:
    asked = request.args.get("state", "")
    shows = asked if asked in _STATES else ""
    found = list_pairs(console.server, console.actor(), states=(_STATES.get(shows, PROPOSED),), page=page_of_address())
    names = _offices(console, found.lines)
    rows = [_row(console, line, names) for line in found.lines]
    narrowed = {"state": shows} if shows else {}
    page = render_template("duplicates/index.html", rows=rows, found=found, shows=shows, narrowed=narrowed)
    return make_response(page)


def _decide(console: Console, link: Id) -> BaseResponse:
    verb, form = request.form.get("_do", ""), request.form
    server, book = console.server, console.book()
    stand, words = form.get("stand", ""), typed_reason()
    try:
        if verb == JOIN:
            chosen = {name.removeprefix(CHOICE): form[name] for name in form if name.startswith(CHOICE)}
            join_pair(server, book, link, stand=stand, kept=form.get("kept", ""), chosen=chosen, words=words)
        elif verb == APART:
            hold_apart(server, book, link, stand=stand, words=words)
        elif verb == UNDO:
            undo_pair(server, book, link, stand=stand, words=words)
        elif verb == AGAIN:
            reopen_pair(server, book, link, stand=stand, words=words)
        elif verb == REFILE:
            refile_records(server, book, link, stand=stand, records=form.getlist("record"), words=words)
        else:
            abort(404)
    except (HomewardError, RecordInvalid) as error:
        if error.code == "record.not_found":
            raise
        said = error.sentences(console.desk.reader().language)
        page = _show(console, read_pair(server, book, link), problem=f"{said.happened} {said.safe} {said.next}")
        page.status_code = 422
        return page
    return redirect(url_for("duplicates.show", link=link), 303)


def _show(console: Console, found: ReadPair, *, problem: str = "") -> Response:
    line, language = found.line, console.desk.reader().language
    row = _row(console, line, _offices(console, [line]))
    kept = found.kept or _kept_of_address(line)
    closer = None if found.candidate is None else row_of(console.desk, line.sides[0].home, "case", found.candidate)
    state = str(answer(line.link, "state"))
    around = Surroundings(console.desk, kept)
    others = {side.side.home: side.code for side in row.sides}
    page = render_template(
        "duplicates/show.html",
        found=found,
        row=row,
        closer=closer,
        state=state,
        state_words=LINK_STATE[state].label(language),
        is_open=state == PROPOSED and line.is_hers,
        is_joined=state == MERGED,
        may_undo=state == MERGED and line.is_hers and console.actor().person.role == COORDINATOR,
        kept=kept,
        kept_code=others.get(kept, ""),
        other_code=next((code for home, code in others.items() if home != kept), ""),
        choices=_choices(console, found, kept) if line.is_whole and state == PROPOSED else [],
        since=[_since(console, around, one) for one in found.written_since],
        may_refile=state == UNMERGED and line.is_hers and console.actor().person.role == COORDINATOR,
        was_joined=state == UNMERGED,
        may_ask_again=state in (NOT_DUPLICATE, UNMERGED) and line.is_hers,
        action=row.url,
        reason=typed_reason(),
        problem=problem,
        most=_MOST,
    )
    return make_response(page)


def _kept_of_address(line: PairLine) -> Id:
    """The case to be kept: as asked for, else the one that was registered first."""
    asked = request.values.get("kept", "")
    homes = [side.home for side in line.sides]
    if asked in homes:
        return asked
    heads = [side.head for side in line.sides if side.head is not None]
    if len(heads) < len(homes):
        return homes[0]
    return min(heads, key=lambda head: (str(answer(head, "registered_on") or "9"), head.created_at or 0)).record_id


def _choices(console: Console, found: ReadPair, kept: Id) -> list[Choice]:
    mine, other = found.line.heads(kept)
    around = Surroundings(console.desk, kept)
    return [_choice(one, mine, other, around) for one in found.differences(kept)]


def _choice(one: Difference, kept: Shown, other: Shown, around: Surroundings) -> Choice:
    posted = request.form.get(f"{CHOICE}{one.name}", "")
    said = [_words(one, shown, around) for shown in (kept, other)]
    chosen = posted if posted in (KEPT, OTHER, BOTH) else one.default
    return Choice(one.name, _label(one, around), said[0], said[1], one.choices, chosen)


def _label(one: Difference, around: Surroundings) -> str:
    if one.register.policy is Policy.ELEMENT:  # its registers are one for each element; here it is the list
        return CASE.fields[one.register.fields[0]].label(around.wording.language)
    return words_of_register("case", one.name, around)


def _words(one: Difference, shown: Shown, around: Surroundings) -> str:
    if one.register.policy is Policy.ELEMENT:
        return value_words("case", one.register.fields[0], shown.values.get(one.register.fields[0]), around)
    return words_of_value("case", one.name, _value(one, shown), around)


def _value(one: Difference, shown: Shown) -> object:
    fields = one.register.fields
    return {name: shown.values.get(name) for name in fields} if one.register.is_object else shown.values.get(fields[0])


def _since(console: Console, around: Surroundings, shown: Shown) -> SinceRow:
    said, name = kind_name(shown.kind, console.desk.reader().language), around.name_of_shown(shown)
    words = said if KINDS[shown.kind].restricted else name if name.startswith(said) else f"{said}: {name}"
    url = url_of_record(console.book(), shown.record_id)
    return SinceRow(shown.record_id, words, shown.created_at or 0, url, may_be_refiled(shown))


def _row(console: Console, line: PairLine, names: dict[Id, str]) -> PairRow:
    language = console.desk.reader().language
    band, total = answer(line.link, "band"), answer(line.link, "score")
    tags = [Tag(LINK_STATE[str(answer(line.link, "state"))].label(language), "waiting")]
    if band in BANDS and line.is_whole:
        tags.append(Tag(BAND_WORDS[str(band)].say(language), "quiet"))
    return PairRow(
        line,
        url_for("duplicates.show", link=line.link.record_id),
        tuple(_side(side, names) for side in line.sides),
        tuple(tags),
        f"{total / TENTHS:+.1f}" if isinstance(total, int) and line.is_whole else "",
    )


def _side(side: Side, names: dict[Id, str]) -> SideWords:
    office = ", ".join(filter(None, (names.get(one, "") for one in side.offices)))
    if side.head is None:
        return SideWords(side, "", office, "")
    return SideWords(
        side, str(answer(side.head, "case_number") or ""), office, url_if_there("cases.show", case=side.home)
    )


def _offices(console: Console, lines: Iterable[PairLine]) -> dict[Id, str]:
    language = console.desk.reader().language
    ids = {office for line in lines for side in line.sides for office in side.offices}
    with console.server.database.snapshot() as connection:
        found = directory_of(console.server, connection, ids)
    return {one: name_in(shown, language) for one, shown in found.items()}


ROOM = Room(
    blueprint,
    rights={
        "duplicates.index": Action.DECIDE_MATCH,
        "duplicates.show": Action.DECIDE_MATCH,
        "duplicates.decide": Action.DECIDE_MATCH,
    },
    places=(Place("duplicates.index", "Duplicates"),),
)
