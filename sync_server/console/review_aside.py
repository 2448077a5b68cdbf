"""What was set aside: what the change says and why it waits, what waits behind it; let it stand, or put it back."""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from casework.web.form_around import Surroundings
from casework.web.pieces import Provenance
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there, url_of_record
from shared_schema.errors import HomewardError
from shared_schema.identifiers import is_id
from sync_server.console.phrases import say
from sync_server.console.review_drafts import About, Typed, kept_instead, typed_before, typed_now
from sync_server.console.review_rows import set_aside_words
from sync_server.console.review_values import words_of_register, words_of_value
from sync_server.console.room import Console
from sync_server.services.people_names import name_in
from sync_server.services.review_reach import reached_by
from sync_server.services.review_set_aside import (
    SetAside,
    Waiting,
    decided_meanwhile,
    reject_line,
    release_line,
    set_aside,
)

RELEASE, REJECT, ADOPT = "release", "reject", "adopt"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWords:
    """One change that waits: what it is about, why, who wrote it, each answer beside what stands now."""

    kind: str
    why: str
    provenance: Provenance | None
    lines: tuple[tuple[str, str, str], ...]
    is_readable: bool


def add_to(pages: Blueprint, console: Console) -> None:
    """`/review/set-aside/<line>`."""

    @pages.route("/review/set-aside/<line>", methods=["GET", "POST"])
    def aside(line: str) -> Response:
        try:
            found = set_aside(console.server, console.actor(), line)
        except HomewardError as error:
            if error.code != "record.not_found":
                raise
            return _decided(console, line)
        if request.method == "GET":
            if found.is_restricted:
                console.require_step_up()
            return _page(console, found, typed_before(console.desk, console.book(), _about(found)))
        return _decide(console, found)


def _decided(console: Console, line: str) -> Response:
    """Somebody decided meanwhile: where to read how, and what was being written."""
    record = decided_meanwhile(console.server, console.actor(), line)
    page = render_template(
        "review/decided.html",
        reason=request.form.get("reason", "").strip(),
        record_url=url_of_record(console.book(), record),
        history_url=url_if_there("history.show", record=record),
    )
    return make_response(page)


def _decide(console: Console, found: SetAside) -> Response:
    desk, book = console.desk, console.book()
    typed = typed_now(desk, ("reason",))
    verb = request.form.get("_do", "")
    kept = kept_instead(desk, book, _about(found), typed)
    if kept is not None:
        return kept
    try:
        if verb in (RELEASE, ADOPT):
            release_line(console.server, console.actor(), found.line)
        elif verb == REJECT:
            reject_line(console.server, console.actor(), found.line, reason=typed.text("reason"))
        else:
            raise HomewardError("review.nothing_chosen")
    except HomewardError as error:
        if error.code == "record.not_found":
            raise
        said = error.sentences(desk.reader().language)
        return _page(console, found, typed, problem=f"{said.happened} {said.safe} {said.next}")
    book.discard_draft(typed.draft)
    return redirect(url_for("review.index", decided=1), 303)


def _page(console: Console, found: SetAside, typed: Typed, *, problem: str = "") -> Response:
    desk, row = console.desk, found.change.row
    language = desk.reader().language
    around = Surroundings(desk, row.home or "")
    shown = [found.change, *found.behind]
    writers = {one.source.person for one in shown if one.source is not None and one.source.person}
    people = reached_by(console.server, row.home or "", writers).people
    names = {person: name_in(one, language) for person, one in people.items()}
    page = render_template(
        "review/aside.html",
        found=found,
        change=_words(found.change, around, names, language),
        behind=[_words(one, around, names, language) for one in found.behind],
        why=set_aside_words(row.own_code or row.code, language),
        typed=typed,
        problem=problem,
        record_url=url_of_record(console.book(), row.record) if row.record else "",
        case_url=url_if_there("cases.show", case=row.home) if found.number and row.home and is_id(row.home) else "",
    )
    return make_response(page, 422 if problem else 200)


def _words(one: Waiting, around: Surroundings, names: dict[str, str], language: str) -> WaitingWords:
    row, source = one.row, one.source
    kind = row.kind or ""
    by = names.get(source.person or "", "") if source is not None else ""
    lines = tuple(
        (
            words_of_register(kind, name, around),
            words_of_value(kind, name, one.standing[name], around) if name in one.standing else "",
            words_of_value(kind, name, value, around),
        )
        for name, value in (one.values or {}).items()
    )
    return WaitingWords(
        kind=kind_name(kind, language) if kind else say(language, "Unknown record"),
        why=set_aside_words(row.own_code or row.code, language),
        provenance=Provenance(by=by or "–", at=one.at, device=source.device if source else "", reason=one.reason),
        lines=lines,
        is_readable=one.values is not None,
    )


def _about(found: SetAside) -> About:
    row = found.change.row
    return About(f"review/set-aside/{found.line}", row.record or "", row.kind or "", row.home or "")
