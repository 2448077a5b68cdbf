"""Matches: what the program or a worker holds for one person, and what is done about each pair.

Promise: a possible match is never proof. Of a dossier of another office only that office is named until both sides
verify; of the person's answers only what her consent to tracing covers is shown beside the family's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.book import HistoryEntry
from casework.matching.weights import TENTHS
from casework.web.acting import NotTaken, typed_reason
from casework.web.answers import code_words
from casework.web.candidate_rows import Compared, compared_of, row_of
from casework.web.candidates import BANDS, OPEN_STATES, REASONS, REJECT, START, Choosing
from casework.web.pieces import Tag
from casework.web.record_places import url_if_there
from casework.web.tracing import state_tag
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id
from shared_schema.rules.gate import S_C
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.tracing import MATCH_WHY
from shared_schema.words.gates import GATE_WORDS
from shared_schema.words.matching import BAND_WORDS, PROOF_WORDS
from sync_server.console.narrowing import page_of_address
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.match_counts import MatchCounts
from sync_server.services.match_questions import ask_about_match
from sync_server.services.match_review import (
    VERIFYING,
    WAITING,
    MatchLine,
    ReadMatch,
    Side,
    list_matches,
    read_match,
)
from sync_server.services.people_names import directory_of, name_in

ASK = "ask"
_MOST = 10


@dataclass(frozen=True, slots=True)
class SideWords:
    """A side in words: where it leads ("" = not hers), its number, the name of its office."""

    side: Side
    code: str
    office: str
    url: str


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A line of the list."""

    line: MatchLine
    url: str
    sides: tuple[SideWords, ...]
    tags: tuple[Tag, ...]
    score: str
    proposed: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """One earlier state of a match: its words, who, when (ms), and why in a code's words."""

    words: str
    by: str
    at: int
    why: str


def blueprint(console: Console) -> Blueprint:
    """`/matches` and `/matches/<match>`."""
    pages, counts = Blueprint("matches", __name__), MatchCounts()

    @pages.get("/matches")
    def index() -> Response:
        return _list(console, counts)

    @pages.get("/matches/<match>")
    def show(match: str) -> Response:
        return _show(console, read_match(console.server, console.book(), match))

    @pages.post("/matches/<match>")
    def decide(match: str) -> BaseResponse:
        return _decide(console, read_match(console.server, console.book(), match))

    return pages


def _list(console: Console, counts: MatchCounts) -> Response:
    is_verifying = request.args.get("state") == "verifying"
    states = VERIFYING if is_verifying else WAITING
    found = list_matches(console.server, console.actor(), counts=counts, states=states, page=page_of_address())
    names = _names(console, (office for line in found.lines for side in line.sides for office in side.offices))
    rows = [_row(console, line, names) for line in found.lines]
    page = render_template(
        "matches/index.html", rows=rows, found=found, is_verifying=is_verifying, proof=_proof(console),
        narrowed={"state": "verifying"} if is_verifying else {},
    )  # fmt: skip
    return make_response(page)


def _show(
    console: Console, found: ReadMatch, *, not_taken: NotTaken | None = None, problem: str = "", question: str = ""
) -> Response:
    language, match, candidate = console.desk.reader().language, found.line.match, found.candidate
    people = [one.by for one in found.past]
    offices = (office for side in found.line.sides for office in side.offices)
    names = _names(console, (*people, *offices, str(answer(match, "decided_by") or "")))
    row = _row(console, found.line, names)
    closer = None if candidate is None else row_of(console.desk, found.line.case.home, "case", candidate)
    page = render_template(
        "matches/show.html",
        found=found,
        row=row,
        closer=closer,
        compared=_compared(console, found),
        past=[_past(one, names, language, is_whole=found.line.is_whole) for one in found.past],
        missing=[GATE_WORDS[one.code].say(language) for one in found.missing if one.code in GATE_WORDS],
        reasons=[(code, MATCH_WHY[code].label(language)) for code in REASONS],
        may_decide=_may_decide(console, found),
        verify_url=_verify_url(found),
        most=_MOST,
        proof=_proof(console),
        not_taken=not_taken,
        problem=problem,
        question=question,
        action=row.url,
        why=request.form.get("why", ""),
        reason=typed_reason(),
        draft=request.form.get("draft") or console.desk.new_id(),
        asked=bool(request.args.get("asked")),
    )
    response = make_response(page)
    response.status_code = 422 if not_taken or problem else 200
    return response


def _decide(console: Console, found: ReadMatch) -> BaseResponse:
    verb, match = request.form.get("_do", ""), found.line.match
    if verb == ASK:
        return _ask(console, found)
    if verb not in (START, REJECT) or not _may_decide(console, found) or found.candidate is None:
        abort(404)
    if found.is_paused:
        return _show(
            console, found, problem=say(console.desk.reader().language, "The match is paused; no step is open.")
        )
    case, inquiry = found.line.sides
    assert case.head is not None and inquiry.head is not None
    choosing = Choosing(console.desk, found.candidate, case.head, inquiry.head)
    not_taken = choosing.take(verb)
    if not_taken is not None:
        return _show(console, found, not_taken=not_taken)
    return redirect(url_for("matches.show", match=match.record_id), 303)


def _ask(console: Console, found: ReadMatch) -> BaseResponse:
    home, text = request.form.get("home", ""), request.form.get("question", "")
    if home not in {side.home for side in found.line.sides if side.is_hers_to_decide}:
        abort(404)
    try:
        ask_about_match(console.server, console.book(), found.line.match, home=home, text=text)
    except (HomewardError, RecordInvalid) as error:
        if error.code == "record.not_found":
            raise
        said = error.sentences(console.desk.reader().language)
        return _show(console, found, problem=f"{said.happened} {said.next}", question=text)
    return redirect(url_for("matches.show", match=found.line.match.record_id, asked=1), 303)


def _may_decide(console: Console, found: ReadMatch) -> bool:
    """Whether start and reject are hers: a supervisor or coordinator who holds the case and sees both sides."""
    is_open = answer(found.line.match, "state") in WAITING
    return is_open and console.actor().person.role in S_C and found.line.case.is_hers_to_decide and found.line.is_whole


def _verify_url(found: ReadMatch) -> str:
    line = found.line
    if answer(line.match, "state") not in OPEN_STATES or line.inquiry is None or not line.is_whole:
        return ""
    return url_if_there("verification.show", inquiry=line.inquiry.home, case=line.case.home)


def _compared(console: Console, found: ReadMatch) -> list[Compared]:
    """The answers of both sides; of the case only those that the person's consent to tracing covers."""
    if found.candidate is None or found.is_paused:
        return []
    lines = compared_of(console.desk, found.candidate)
    return [one if found.covers(one.field) else Compared(one.words, "", "", one.field) for one in lines]


def _row(console: Console, line: MatchLine, names: dict[Id, str]) -> MatchRow:
    language, match = console.desk.reader().language, line.match
    band, total = answer(match, "band"), answer(match, "score")
    tags = [state_tag(match, language)]
    if band in BANDS and line.is_whole:
        tags.append(Tag(BAND_WORDS[str(band)].say(language), "quiet"))
    return MatchRow(
        line=line,
        url=url_for("matches.show", match=match.record_id),
        sides=tuple(_side(side, names) for side in line.sides),
        tags=tuple(tags),
        score=f"{total / TENTHS:+.1f}" if isinstance(total, int) and line.is_whole else "",
        proposed=_proposed(line, language) if line.is_whole else "",
    )


def _proposed(line: MatchLine, language: str) -> str:
    step, why = answer(line.match, "proposed_step"), answer(line.match, "proposed_why")
    if not step or answer(line.match, "state") != "proposed":
        return ""
    words = say(language, "A worker proposes: %(step)s", step=code_words("match_step", step, language))
    return f"{words} · {code_words('match_why', why, language)}" if why else words


def _side(side: Side, names: dict[Id, str]) -> SideWords:
    office = ", ".join(filter(None, (names.get(one, "") for one in side.offices)))
    if side.head is None:
        return SideWords(side, "", office, "")
    code = str(answer(side.head, "case_number") or answer(side.head, "inquiry_number") or "")
    place = ("cases.show", "case") if side.head.kind == "case" else ("tracing.show", "inquiry")
    return SideWords(side, code, office, url_if_there(place[0], **{place[1]: side.home}))


def _past(entry: HistoryEntry, names: dict[Id, str], language: str, *, is_whole: bool) -> PastLine:
    """Of a pair with another office neither who decided nor why."""
    members = entry.value if isinstance(entry.value, dict) else {}
    why, by = (members.get("why"), names.get(entry.by, "")) if is_whole else (None, "")
    return PastLine(
        code_words("match_state", members.get("state"), language), by, entry.at,
        code_words("match_why", why, language) if why else "",
    )  # fmt: skip


def _names(console: Console, ids: Iterable[Id]) -> dict[Id, str]:
    language = console.desk.reader().language
    with console.server.database.snapshot() as connection:
        found = directory_of(console.server, connection, {one for one in ids if one})
    return {one: name_in(shown, language) for one, shown in found.items()}


def _proof(console: Console) -> str:
    return PROOF_WORDS.say(console.desk.reader().language)


ROOM = Room(
    blueprint,
    rights={
        "matches.index": Action.DECIDE_MATCH,
        "matches.show": Action.DECIDE_MATCH,
        "matches.decide": Action.DECIDE_MATCH,
    },
    places=(Place("matches.index", "Matches"),),
)
