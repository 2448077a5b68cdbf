"""The page of a case: the whole person on one page; and the whole case on paper, for the person herself.

Promise: danger stands first, names on the page alone, and what is restricted is neither named nor counted for whoever
does not hold it. Printing asks why, and the reason stands in the case as a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for

from casework.ages import age_of
from casework.history import GROUPS, timeline
from casework.outline import Outline, outline_of
from casework.web.ago import age_words
from casework.web.case_lines import due_words, risk_tags
from casework.web.case_safety import acceptance_tags, consent_tags, consent_url, safety_lines
from casework.web.case_timeline import AT_ONCE, event_of
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.pieces import Tag, by_month
from casework.web.printing import keep_note
from casework.web.record_names import kind_name
from casework.web.record_places import CASES, Stand, own_page_of, url_if_there
from casework.web.record_rights import may_list, may_write
from casework.web.record_view import AnswerRow, answer_rows
from casework.web.saying import message, say
from casework.web.today import register_words
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer

SHOWN_ROWS, LONGEST_REASON = 6, 100
SUMMARY = (
    "sex", "current_place", "home_place", "primary_category", "care_arrangement", "caregiver", "stage", "status",
    "registered_on", "case_worker", "risk_reason", "wishes_tracing", "wishes", "nickname", "other_names",
    "distinguishing_marks",
)  # fmt: skip
# the sections of the page and the kinds that stand in them
FAMILY, PLAN = ("family_member", "contact_point"), (
    "assessment", "reintegration_plan", "goal", "service", "referral", "case_conference", "task",
)  # fmt: skip
TRACING, DOCUMENTS = (
    ("tracing_action", "match", "verification", "reunification"),
    ("consent", "attachment", "case_note"),
)
RESTRICTED_KINDS = ("trafficking_account", "trafficking_event", "perpetrator")
# pages of their own that stand in the place of a list, where the program has them
_OWN_PAGES: Mapping[str, str] = {
    "family_member": "family.show",
    "contact_point": "family.show",
    "referral": "referrals.index",
    "case_conference": "conferences.index",
    "reunification": "returns.show",
    "match": "candidates.of_case",
    "attachment": "files.show",
}
_STEPS = (
    ("family.show", message("Family")),
    ("stage.show", message("Stage")),
    ("candidates.of_case", message("Possible matches")),
    ("returns.show", message("Return to the family")),
    ("stage.close", message("Close the case")),
    ("transfers.index", message("Ask for a transfer")),
)
_CAREFUL = {"family_member": "contact_safety", "contact_point": "safety"}


@dataclass(frozen=True, slots=True)
class KindLine:
    """One record in a section: what it is called, where it stands, what must be known before it is used."""

    name: str
    url: str
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRows:
    """The records of one kind: its name, the newest of them, how many there are, where they stand and are added."""

    title: str
    lines: tuple[KindLine, ...]
    total: int
    url: str
    new_url: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One case during one request."""

    desk: Desk
    around: Surroundings
    dossier: Dossier
    head: Shown
    outline: Outline | None

    @property
    def language(self) -> str:
        return self.desk.reader().language

    @property
    def stand(self) -> Stand:
        return Stand(CASES, self.head.record_id)


def show_case(desk: Desk, case: str) -> Response:
    """`/cases/<case>`; 404 for an inquiry, and for what this person may not see."""
    found = _open(desk, case)
    if "HX-Request" in request.headers:
        return make_response(render_template("cases/_earlier.html", **_timeline(found, is_more=True)))
    common = {**_head(found), **_timeline(found), "sections": _sections(found), "restricted": _restricted(found)}
    return make_response(render_template("cases/show.html", **common))


def print_case(desk: Desk, case: str) -> Response:
    """`/cases/<case>/print`: asks why, keeps the reason as a note of the case, then gives everything on paper."""
    found = _open(desk, case)
    if request.method == "GET":
        return make_response(render_template("cases/why_print.html", **_head(found), problem="", reason=""))
    reason = request.form.get("_reason", "").strip()[:LONGEST_REASON]
    problem = _keep_reason(found, reason) if reason else say(found.language, "Write why the whole case is printed.")
    if problem:
        page = make_response(render_template("cases/why_print.html", **_head(found), problem=problem, reason=reason))
        page.status_code = 422
        return page
    again = _open(desk, case)
    events = [event_of(one, again.around) for one in timeline(again.dossier)]
    kinds = [_paper(again, kind) for kind in (*FAMILY, *PLAN, *TRACING, *DOCUMENTS, "visit")]
    papers = [(title, records) for title, records in kinds if records]
    return make_response(
        render_template("cases/paper.html", **_head(again), months=by_month(events, again.language), papers=papers)
    )


def _open(desk: Desk, case: str) -> _Case:
    around = Surroundings(desk, case)
    dossier = around.dossier
    head = None if dossier is None else dossier.head
    if dossier is None or head is None or head.kind != "case":
        abort(404)
    return _Case(desk, around, dossier, head, outline_of(dossier, desk.today()))


def _head(found: _Case) -> dict[str, object]:
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
        ),
        "consent_url": consent_url(head.record_id),
        "next_visit": "" if outline is None else due_words(outline, today, language),
        "visit_url": stand.url("new", "visit") if is_open else "",
        "edit_url": stand.url("edit", "case", record=head.record_id) if not head.is_retracted else "",
        "history_url": url_if_there("history.show", record=head.record_id),
        "case_url": url_for("cases.show", case=head.record_id),
        "print_url": url_for("cases.paper", case=head.record_id),
        "forms_on_paper": _forms_on_paper(found),
        "safety": safety_lines(found.dossier, found.around, today),
        "versions": _versions(found),
        "summary": [row for row in answer_rows(head, found.around) if row.field in SUMMARY],
        "steps": _steps(found),
    }


def _forms_on_paper(found: _Case) -> list[tuple[str, str]]:
    """Blank forms with the code of the case."""
    named = (("consent", say(found.language, "Consent form")), ("visit", kind_name("visit", found.language)))
    every = ((words, url_if_there("prints.of_case", case=found.head.record_id, form=form)) for form, words in named)
    return [(words, url) for words, url in every if url]


def _status(found: _Case) -> tuple[Tag, ...]:
    status = answer(found.head, "status")
    if found.head.is_retracted:
        return (Tag(say(found.language, "Voided"), "quiet"),)
    return () if status == "open" else (Tag(found.around.code("case", "status", str(status)), "quiet"),)


def _steps(found: _Case) -> tuple[tuple[str, str], ...]:
    """Pages for the weighty steps of a case, as far as this program has them: (words, address)."""
    named = ((words, url_if_there(endpoint, case=found.head.record_id)) for endpoint, words in _STEPS)
    return tuple((say(found.language, words), url) for words, url in named if url)


def _versions(found: _Case) -> list[tuple[str, str]]:
    conflicts = [
        (one, c.register) for one in found.dossier.records.values() for c in one.conflicts if not one.is_retracted
    ]
    named = [
        (f"{kind_name(one.kind, found.language)} · {register_words(one.kind, register, found.language)}",
         url_if_there("versions.show", record=one.record_id, field=register))
        for one, register in conflicts
    ]  # fmt: skip
    return sorted(named)


def _timeline(found: _Case, *, is_more: bool = False) -> dict[str, object]:
    group = request.args.get("show", "")
    every = [one for one in timeline(found.dossier) if group not in GROUPS or one.group == group]
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


def _sections(found: _Case) -> dict[str, list[KindRows]]:
    named = {"family": FAMILY, "plan": PLAN, "tracing": TRACING, "documents": DOCUMENTS}
    return {section: [_rows(found, kind) for kind in kinds] for section, kinds in named.items()}


def _restricted(found: _Case) -> list[KindRows]:
    kinds = [kind for kind in RESTRICTED_KINDS if may_list(KINDS[kind], found.dossier)]
    return [_rows(found, kind) for kind in kinds]


def _rows(found: _Case, kind: str) -> KindRows:
    case, language = found.head.record_id, found.language
    records = sorted(found.dossier.of_kind(kind), key=lambda one: one.created_at or 0, reverse=True)
    own = url_if_there(_OWN_PAGES[kind], case=case) if kind in _OWN_PAGES else ""
    own = consent_url(case) if kind == "consent" else own
    can_add = may_write(KINDS[kind], found.around.book.person) and not found.head.is_retracted
    return KindRows(
        say(language, "Photos and papers") if kind == "attachment" else kind_name(kind, language),
        tuple(_line(found, one) for one in records[:SHOWN_ROWS]),
        len(records),
        own or found.stand.url("index", kind),
        found.stand.url("new", kind) if can_add else "",
    )


def _line(found: _Case, shown: Shown) -> KindLine:
    own = own_page_of(shown) if shown.kind == "attachment" else ""
    url = own or found.stand.url("show", shown.kind, record=shown.record_id)
    name = found.around.name_of_shown(shown)
    careful = _CAREFUL.get(shown.kind, "")
    safety = answer(shown, careful) if careful else None
    if shown.kind == "contact_point":
        name = f"{found.around.answer(shown, 'number')} · {found.around.name_of(str(answer(shown, 'owner')))}"
    if shown.kind == "family_member":
        name = f"{name} · {found.around.answer(shown, 'relation')}"
    tone = {"unsafe": "danger", "ask_first": "waiting"}.get(str(safety))
    return KindLine(name, url, (Tag(found.around.answer(shown, careful), tone),) if tone else ())


def _paper(found: _Case, kind: str) -> tuple[str, list[tuple[str, tuple[AnswerRow, ...]]]]:
    records = sorted(found.dossier.of_kind(kind), key=lambda one: one.created_at or 0)
    rows = [(found.around.name_of_shown(one), answer_rows(one, found.around)) for one in records]
    return kind_name(kind, found.language), rows


def _keep_reason(found: _Case, reason: str) -> str:
    """Writes the note that says who printed the whole case and why; a sentence where that could not be."""
    text = say(found.language, "The whole case was printed: %(reason)s", reason=reason)
    if keep_note(found.desk, found.around, found.head.record_id, text):
        return ""
    return say(found.language, "The reason could not be saved, so nothing was printed.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
