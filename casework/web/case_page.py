"""The page of a case: the whole person on one page; and the whole case on paper, for the person herself.

Promise: danger stands first, names on the page alone, and what is restricted is neither named nor counted for whoever
does not hold it. Printing asks why, and the reason stands in the case as a note.
"""

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from casework.ages import age_of
from casework.history import GROUPS, timeline
from casework.web.ago import age_words
from casework.web.case_lines import due_words, risk_tags
from casework.web.case_safety import acceptance_tags, consent_tags, consent_url, safety_lines, withdrawn_elsewhere
from casework.web.case_sections import DOCUMENTS, FAMILY, PLAN, TRACING, restricted_of, sections_of
from casework.web.case_timeline import AT_ONCE, event_of
from casework.web.desk import Desk
from casework.web.joined_view import joined_notes, with_number
from casework.web.open_case import OpenCase, open_case
from casework.web.pieces import Tag, by_month
from casework.web.printing import keep_note
from casework.web.record_names import kind_name
from casework.web.record_places import url_if_there
from casework.web.record_view import AnswerRow, answer_rows
from casework.web.saying import message, say
from casework.web.today import register_words
from shared_schema.rules.reading import answer

LONGEST_REASON = 100
SUMMARY = (
    "sex", "current_place", "home_place", "primary_category", "care_arrangement", "caregiver", "stage", "status",
    "registered_on", "case_worker", "risk_reason", "wishes_tracing", "wishes", "nickname", "other_names",
    "distinguishing_marks",
)  # fmt: skip
_STEPS = (
    ("family.show", message("Family")),
    ("stage.show", message("Stage")),
    ("candidates.of_case", message("Possible matches")),
    ("returns.show", message("Return to the family")),
    ("stage.close", message("Close the case")),
    ("transfers.index", message("Ask for a transfer")),
)


def show_case(desk: Desk, case: str) -> Response:
    """`/cases/<case>`; 404 for an inquiry, and for what this person may not see."""
    found = open_case(desk, case)
    if "HX-Request" in request.headers:
        return make_response(render_template("cases/_earlier.html", **_timeline(found, is_more=True)))
    common = {**_head(found), **_timeline(found), "sections": sections_of(found), "restricted": restricted_of(found)}
    return make_response(render_template("cases/show.html", **common))


def print_case(desk: Desk, case: str) -> Response:
    """`/cases/<case>/print`: asks why, keeps the reason as a note of the case, then gives everything on paper."""
    found = open_case(desk, case)
    if request.method == "GET":
        return make_response(render_template("cases/why_print.html", **_head(found), problem="", reason=""))
    reason = request.form.get("_reason", "").strip()[:LONGEST_REASON]
    problem = _keep_reason(found, reason) if reason else say(found.language, "Write why the whole case is printed.")
    if problem:
        page = make_response(render_template("cases/why_print.html", **_head(found), problem=problem, reason=reason))
        page.status_code = 422
        return page
    again = open_case(desk, case)
    events = [event_of(one, again.around) for one in timeline(again.whole)]
    kinds = [_paper(again, kind) for kind in (*FAMILY, *PLAN, *TRACING, *DOCUMENTS, "visit")]
    papers = [(title, records) for title, records in kinds if records]
    return make_response(
        render_template("cases/paper.html", **_head(again), months=by_month(events, again.language), papers=papers)
    )


def _head(found: OpenCase) -> dict[str, object]:
    head, outline, today, language = found.head, found.outline, found.desk.today(), found.language
    age = age_of(head, today)
    risk = () if outline is None else risk_tags(outline.risk, language)
    is_open = answer(head, "status") not in ("closed", "duplicate") and not head.is_retracted
    stand = found.stand
    return {
        "case": head,
        "case_code": str(head.values.get("case_number") or ""),
        "age": "" if age is None else age_words(age, language),
        "tags": (
            *_status(found),
            *acceptance_tags(found.dossier, language),
            *risk,
            *consent_tags(found.dossier, found.around, today),
            *withdrawn_elsewhere(found.together.others, found.around),
        ),
        "consent_url": consent_url(head.record_id),
        "next_visit": "" if outline is None else due_words(outline, today, language),
        "visit_url": stand.url("new", "visit") if is_open else "",
        "edit_url": stand.url("edit", "case", record=head.record_id) if not head.is_retracted else "",
        "histories": _histories(found),
        "case_url": url_for("cases.show", case=head.record_id),
        "print_url": url_for("cases.paper", case=head.record_id),
        "forms_on_paper": _forms_on_paper(found),
        "joined": joined_notes(found.around),
        "safety": safety_lines(found.whole, found.around, today),
        "versions": _versions(found),
        "summary": [row for row in answer_rows(head, found.around) if row.field in SUMMARY],
        "steps": _steps(found),
    }


def _forms_on_paper(found: OpenCase) -> list[tuple[str, str]]:
    """Blank forms with the code of the case."""
    named = (("consent", say(found.language, "Consent form")), ("visit", kind_name("visit", found.language)))
    every = ((words, url_if_there("prints.of_case", case=found.head.record_id, form=form)) for form, words in named)
    return [(words, url) for words, url in every if url]


def _status(found: OpenCase) -> tuple[Tag, ...]:
    status = answer(found.head, "status")
    if found.head.is_retracted:
        return (Tag(say(found.language, "Voided"), "quiet"),)
    return () if status == "open" else (Tag(found.around.code("case", "status", str(status)), "quiet"),)


def _steps(found: OpenCase) -> tuple[tuple[str, str], ...]:
    """Pages for the weighty steps of a case, as far as this program has them: (words, address)."""
    named = ((words, url_if_there(endpoint, case=found.head.record_id)) for endpoint, words in _STEPS)
    return tuple((say(found.language, words), url) for words, url in named if url)


def _histories(found: OpenCase) -> tuple[tuple[str, str], ...]:
    """The histories of the answers of the case, and of each case that was joined to it: (words, address)."""
    words = say(found.language, "History of changes")
    heads = [found.head, *(one.head for one in found.together.others if one.head is not None)]
    named = ((with_number(found.around, one, words), one.record_id) for one in heads)
    found_at = ((said, url_if_there("history.show", record=record)) for said, record in named)
    return tuple((said, url) for said, url in found_at if url)


def _versions(found: OpenCase) -> list[tuple[str, str]]:
    conflicts = [
        (one, c.register) for one in found.whole.records.values() for c in one.conflicts if not one.is_retracted
    ]
    named = [
        (with_number(found.around, one, f"{kind_name(one.kind, found.language)} · "
                                        f"{register_words(one.kind, register, found.language)}"),
         url_if_there("versions.show", record=one.record_id, field=register))
        for one, register in conflicts
    ]  # fmt: skip
    return sorted(named)


def _timeline(found: OpenCase, *, is_more: bool = False) -> dict[str, object]:
    group = request.args.get("show", "")
    every = [one for one in timeline(found.whole) if group not in GROUPS or one.group == group]
    start = _number(request.args.get("from", "")) if is_more else 0
    end = (start or _number(request.args.get("from", ""))) + AT_ONCE
    events = [event_of(one, found.around) for one in every[start:end]]
    asked: dict[str, Any] = {"from": end, **({"show": group} if group in GROUPS else {})}
    earlier = url_for("cases.show", case=found.head.record_id, **asked) if len(every) > end else ""
    due = found.outline.due if found.outline is not None else None
    return {
        "months": by_month(events, found.language),
        "earlier_url": earlier and earlier + "#timeline",
        "group": group if group in GROUPS else "",
        "first_due": due.day if due is not None and not every else "",
        "start": start,
    }


def _paper(found: OpenCase, kind: str) -> tuple[str, list[tuple[str, tuple[AnswerRow, ...]]]]:
    records = sorted(found.whole.of_kind(kind), key=lambda one: one.created_at or 0)
    named = [(with_number(found.around, one, found.around.name_of_shown(one)), one) for one in records]
    rows = [(name, answer_rows(one, found.around)) for name, one in named]
    return kind_name(kind, found.language), rows


def _keep_reason(found: OpenCase, reason: str) -> str:
    """Writes the note that says who printed the whole case and why; a sentence where that could not be."""
    text = say(found.language, "The whole case was printed: %(reason)s", reason=reason)
    if keep_note(found.desk, found.around, found.head.record_id, text):
        return ""
    return say(found.language, "The reason could not be saved, so nothing was printed.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
