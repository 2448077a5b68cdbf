"""Who may be the sought person of an inquiry, and which inquiries may be for the person of a case (interface.md 2.3).

Promise: a possible match is never proof and never decided by the machine; nothing is shown of a record that the viewer
may not read; what was decided before is remembered beside the pair. A worker proposes, a supervisor or coordinator
decides.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import Edit, Person
from casework.matching.finding import Candidate, candidate_for_pair, candidates_for
from casework.matching.proposing import (
    Judgement,
    Pair,
    propose_match,
    propose_step,
    reject_match,
    reject_pair,
    start_pair,
    start_verification,
)
from casework.web.acting import NotTaken, addition, take_step, typed_reason
from casework.web.candidate_rows import Rows, compared_of, list_url, missing_words
from casework.web.desk import Desk, weights_for
from casework.web.form_around import Surroundings
from casework.web.record_places import case_url, url_of_record
from casework.web.record_screen import opened
from casework.web.saying import message
from casework.web.tracing import begun_tracing
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.gate import S_C, W_S_C
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.tracing import MATCH_WHY
from shared_schema.words.matching import BAND_WORDS, PROOF_WORDS

BANDS, UNLIKELY, FOLDED = ("likely", "possible"), "unlikely", "decided"
START, REJECT = "start", "reject"
NO_REASON = message("Choose why this is not the person.")
OPEN_STATES = ("under_verification", "confirmed", "reunited")
REASONS = tuple(code.code for code in MATCH_WHY if code.code != "new_facts")
_TENTHS = 10


def blueprint(desk: Desk) -> Blueprint:
    """The pages of candidates, from the side of an inquiry and from the side of a case."""
    pages = Blueprint("candidates", __name__)

    @pages.get("/tracing/<inquiry>/candidates")
    def of_inquiry(inquiry: str) -> Response:
        return _list(desk, inquiry, "tracing_inquiry")

    @pages.get("/cases/<case>/candidates")
    def of_case(case: str) -> Response:
        return _list(desk, case, "case")

    @pages.route("/tracing/<inquiry>/candidates/<other>", methods=["GET", "POST"])
    def closer_of_inquiry(inquiry: str, other: str) -> Response:
        return _closer(desk, inquiry, "tracing_inquiry", other)

    @pages.route("/cases/<case>/candidates/<other>", methods=["GET", "POST"])
    def closer_of_case(case: str, other: str) -> Response:
        return _closer(desk, case, "case", other)

    return pages


def _list(desk: Desk, home: str, kind: str) -> Response:
    head = _head(desk, home, kind)
    language, wants = desk.reader().language, request.args.get("show", "")
    if desk.candidates is not None:
        found = desk.candidates(home, wants == UNLIKELY)
    else:
        found = candidates_for(desk.book(), home, today=desk.today(), weights=weights_for(desk))
    rows = Rows(desk, home, kind)
    unlikely, folded = found.in_band(UNLIKELY), found.folded
    return _page(
        "candidates/index.html",
        desk,
        head=head,
        bands=[(band, BAND_WORDS[band].say(language), rows.whole(found.in_band(band))) for band in BANDS],
        unlikely_words=BAND_WORDS[UNLIKELY].say(language),
        unlikely=rows.short(unlikely) if wants == UNLIKELY else (),
        has_unlikely=bool(unlikely) or found.has_more,
        folded=rows.short(folded) if wants == FOLDED else (),
        folded_count=len(folded),
        compared_at=found.compared_at,
        list_url=list_url(home, kind),
        is_empty=not found.every and not found.missing and not found.has_more,
        missing=missing_words(desk, head, found.missing),
        back_url=_url(desk, head),
    )


def _closer(desk: Desk, home: str, kind: str, other: str) -> Response:
    head = _head(desk, home, kind)
    theirs = _head(desk, other, "case" if kind == "tracing_inquiry" else "tracing_inquiry")
    candidate = candidate_for_pair(desk.book(), home, other, today=desk.today(), weights=weights_for(desk))
    if candidate is None:
        return make_response(redirect(list_url(home, kind), code=303))  # what may not be compared is not scored
    case, inquiry = (theirs, head) if kind == "tracing_inquiry" else (head, theirs)
    choosing = Choosing(desk, candidate, case, inquiry)
    verb, not_taken = request.form.get("_do", ""), None
    if request.method == "POST" and verb in (START, REJECT):
        not_taken = choosing.take(verb)
        if not_taken is None:
            return make_response(redirect(choosing.after(verb, list_url(home, kind)), code=303))
    page = _page(
        "candidates/closer.html",
        desk,
        head=head,
        theirs=theirs,
        row=Rows(desk, home, kind).row(candidate),
        compared=compared_of(desk, candidate),
        not_taken=not_taken,
        decides=choosing.person.role in S_C,
        proposes=choosing.person.role in W_S_C,
        verify_url=choosing.verify_url,
        reasons=[(code, MATCH_WHY[code].label(desk.reader().language)) for code in REASONS],
        why=request.form.get("why", ""),
        reason=typed_reason(),
        draft=request.form.get("draft") or desk.new_id(),
        action=request.path,
        back_url=list_url(home, kind),
    )
    page.status_code = 422 if not_taken else 200
    return page


class Choosing:
    """What a person does about one pair, as one save set."""

    def __init__(self, desk: Desk, candidate: Candidate, case: Shown, inquiry: Shown) -> None:
        self.desk, self.candidate, self.case, self.inquiry = desk, candidate, case, inquiry
        self.person: Person = desk.book().person
        self.match = candidate.match

    @property
    def verify_url(self) -> str:
        """Where the pair is verified, "" before that began."""
        if answer(self.match, "state") not in OPEN_STATES:
            return ""
        return url_for("verification.show", inquiry=self.inquiry.record_id, case=self.case.record_id)

    def after(self, verb: str, list_url: str) -> str:
        """Where a decision leads."""
        if verb == START and self.person.role in S_C:
            return url_for("verification.show", inquiry=self.inquiry.record_id, case=self.case.record_id)
        return list_url

    def take(self, verb: str) -> NotTaken | None:
        """Saves the decision or the proposal; why not, where it is not saved."""
        if self.person.role not in W_S_C or self.verify_url:
            abort(404)
        why = request.form.get("why", "")
        if verb == REJECT and why not in REASONS:
            return NotTaken(problems=(self.desk.phrases.translate(self.desk.reader().language, NO_REASON),))
        edits = self._decided(verb, why) if self.person.role in S_C else self._proposed(verb, why)
        case = Surroundings(self.desk, self.case.record_id)
        tracing = begun_tracing(self.desk.book().dossier(self.inquiry.record_id))
        beside = {self.inquiry.record_id: self.inquiry}
        book, reason = case.book, typed_reason()
        return take_step(
            self.desk,
            case,
            (*edits, *(tracing if verb == START else ())),
            link_of=lambda record: url_of_record(book, record),
            reason=reason,
            beside=beside,
        )

    def _decided(self, verb: str, why: str) -> Sequence[Edit]:
        scored, match = self.candidate.scored, self.match
        record, pair = self._record(), self._pair()
        if verb == REJECT:
            judgement = self._judgement(why)
            if match is not None:
                return (reject_match(match, judgement, scored=scored),)
            return (reject_pair(pair, judgement, record=record, found_by=self.desk.matcher, scored=scored),)
        judgement = self._judgement(None)
        if match is not None:
            started = start_verification(match, judgement, scored=scored)
        else:
            started = start_pair(pair, judgement, record=record, found_by=self.desk.matcher, scored=scored)
        return (started, *self._verification(started.record))

    def _proposed(self, verb: str, why: str) -> Sequence[Edit]:
        step = "verify" if verb == START else "reject"
        scored = self.candidate.scored
        if self.match is not None:
            again = "new_facts" if verb == START and answer(self.match, "state") == "rejected" else None
            return (propose_step(self.match, step=step, why=why or again, scored=scored),)
        new = propose_match(
            self._pair(), record=self._record(), found_by=self.desk.matcher, scored=scored, step=step, why=why or None
        )
        return (new,)

    def _verification(self, match: Id) -> Sequence[Edit]:
        """The record that both sides fill, made with the start, so that nobody begins a second one."""
        dossier = self.desk.book().dossier(self.case.record_id)
        if any(answer(one, "match_id") == match for one in dossier.of_kind("verification")):
            return ()
        values = {"match_id": match, "complicity_check": "not_checked", "home_safety": "not_checked"}
        return (addition("verification", self.desk.new_id(), self.case.record_id, values),)

    def _judgement(self, why: str | None) -> Judgement:
        return Judgement(self.person, self.desk.today(), why, typed_reason()[:120] or None)

    def _pair(self) -> Pair:
        return Pair(self.case.record_id, self.inquiry.record_id)

    def _record(self) -> Id:
        return self.desk.new_id()


def _head(desk: Desk, home: str, kind: str) -> Shown:
    shown = opened(desk.book(), home)
    if shown.kind != kind:
        abort(404)
    return shown


def _url(desk: Desk, head: Shown) -> str:
    if head.kind == "tracing_inquiry":
        return url_for("tracing.show", inquiry=head.record_id)
    return case_url(desk.book(), head.record_id)


def _page(template: str, desk: Desk, **context: object) -> Response:
    proof = PROOF_WORDS.say(desk.reader().language)
    return make_response(render_template(template, proof=proof, most=_TENTHS, **context))
