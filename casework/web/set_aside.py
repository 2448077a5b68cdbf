"""What was set aside: what, why, what waits with it, what to do about it: correct and send again, ask the office.

Promise: nothing that was typed is lost; a correction names what it corrects and sets every answer of it again, so that
it may stand in its place; the question to the office is a task for the supervisor in the same dossier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.book import Edit, SetAsideEntry
from casework.forms.sections import FormSpec, Section, default_spec
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_page import Sheet, form_page
from casework.web.hidden_answers import hidden_answers
from casework.web.history import value_words
from casework.web.numbers_for_help import help_for
from casework.web.record_names import kind_name
from casework.web.record_places import url_of_record
from casework.web.record_rights import may_change
from casework.web.saying import message, say
from casework.web.today import register_words
from shared_schema.canonical import Json
from shared_schema.errors import CATALOGUE, HomewardError, Sentences
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy
from shared_schema.rules.reading import answer
from shared_schema.words.sentence import Words

ASK_WITHIN = timedelta(days=1)
ORIGIN = "review"
_WAIT = message("Nothing is to be done here: it is tried again by itself at the next sending and receiving.")
_ADVICE = {
    "change.lowering_needs_reason": message("Correct it: write the reason, or put the safer answer back."),
    "change.lowering_not_allowed": message("Put the safer answer back, or ask the office to lower it."),
    "change.not_allowed": message("Take this answer back by correcting it, or ask the office to do this step."),
    "change.signer_is_not_author": message("Correct it: who signs or decides is named by herself alone."),
    "change.invalid": message("Correct the answer that does not fit its question."),
    "change.too_large": message("Correct it: make the text shorter, or divide it into two notes."),
    "change.after_handover": message(
        "Nothing is to be done here: the new worker or the supervisor takes your words over with one press."
    ),
    "change.account_request": message("Nothing is to be done here: the administrator sees what you asked for."),
    "change.home_unknown": _WAIT,
    "change.kind_unknown": _WAIT,
    "change.seen_not_here": _WAIT,
    "change.withheld": message("Ask the office: this answer is kept by the worker of the other case."),
    "change.home_changed": message("Ask the office: write the record anew under the right case."),
}
_NOT_BY_CORRECTING = frozenset(
    {
        "change.after_handover", "change.account_request", "change.home_unknown", "change.kind_unknown",
        "change.seen_not_here", "change.seen_too_far", "change.withheld", "change.home_changed", "change.unreadable",
    }
)  # fmt: skip
_CORRECT = Words("Correct and send again", "កែ ហើយផ្ញើម្តងទៀត")
_ASK = Words("Ask the office", "សួរការិយាល័យ")
_QUESTION = FormSpec("task", _ASK, (Section("ask-office", _ASK, ("title",)),), button=_ASK)


def blueprint(desk: Desk) -> Blueprint:
    """`/set-aside/<device>/<n>` with `/correct` and `/ask`; the lists stand on Today and on *Send and receive*."""
    pages = Blueprint("set_aside", __name__)
    views = (("show", "", _show), ("correct", "/correct", _correct), ("ask", "/ask", _ask))
    for name, path, view in views:
        pages.add_url_rule(
            f"/set-aside/<device>/<int:n>{path}",
            name,
            lambda device, n, view=view: view(_item(desk, device, n)),
            methods=["GET", "POST"] if path else ["GET"],
        )
    return pages


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing set aside during one request; `shown` is None where its record is no longer here."""

    desk: Desk
    entry: SetAsideEntry
    around: Surroundings
    shown: Shown | None

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.desk.reader().language

    def url(self, page: str, **values: Any) -> str:
        """The address of one of its pages."""
        return url_for(f"set_aside.{page}", device=self.entry.dot[0], n=self.entry.dot[1], **values)

    def written(self) -> dict[str, Json]:
        """The answers that were set aside, by register."""
        if self.shown is None:
            return {}
        entries = self.around.book.history(self.entry.record).entries
        return {one.register: one.value for one in entries if one.dot == self.entry.dot}

    @property
    def may_correct(self) -> bool:
        """Whether correcting can help, and this person may."""
        if self.shown is None or self.entry.code in _NOT_BY_CORRECTING or self.shown.is_retracted:
            return False
        return may_change(KINDS[self.shown.kind], self.around.book.person)


def why(code: str, language: str) -> Sentences:
    """Why something was set aside, in words."""
    return HomewardError(code if code in CATALOGUE else "change.invalid").sentences(language)


def advice(code: str, language: str) -> str:
    """What to do about it."""
    return say(language, _ADVICE.get(code, message("Correct it, or ask the office.")))


def _item(desk: Desk, device: str, n: int) -> _Item:
    book = desk.book()
    entry = next((one for one in book.set_aside() if one.dot == (device, n)), None)
    if entry is None:
        abort(404)
    around = Surroundings(desk, entry.home)
    try:
        shown: Shown | None = book.open(entry.record)
    except HomewardError:
        shown = None
    return _Item(desk, entry, around, shown if shown is not None and shown.kind in KINDS else None)


def _show(item: _Item) -> Response:
    entry, language, head = item.entry, item.language, _head(item)
    page = render_template(
        "set_aside/show.html",
        kind_title=kind_name(entry.kind, language) if entry.kind in KINDS else "",
        head=head,
        case_code=_code(head),
        record_url=url_of_record(item.around.book, entry.record) if item.shown is not None else "",
        why=why(entry.code, language),
        advice=advice(entry.code, language),
        answers=_answers(item),
        held=len(entry.held),
        is_corrected=_is_corrected(item),
        asked=_asked(item),
        correct_url=item.url("correct") if item.may_correct else "",
        ask_url=item.url("ask") if head is not None else "",
        numbers=help_for(item.around, item.around.book.person.office, language).numbers,
        back_url=url_for("today.show"),
        saved_at=request.args.get("saved", type=int),
    )
    return make_response(page)


def _correct(item: _Item) -> Response:
    shown = item.shown
    if shown is None or not item.may_correct:
        abort(404)
    hidden = hidden_answers(shown, item.around.book.person.worker)
    names = tuple(name for name in default_spec(KINDS[shown.kind]).sections[0].fields if name not in hidden)
    sheet = Sheet(
        spec=FormSpec(shown.kind, _CORRECT, (Section("correct", _CORRECT, names),), button=_CORRECT),
        home=shown.home,
        record=shown,
        back_url=item.url("show"),
        after=lambda _taken: item.url("show", saved=item.desk.clock()),
        finish=lambda edits: _correcting(item, edits),
        asks_reason=True,
        link_of=lambda record: url_of_record(item.around.book, record),
        template="set_aside/form.html",
        context={**_common(item), "why": why(item.entry.code, item.language).happened, "advice": _advice(item)},
    )
    return form_page(item.desk, sheet)


def _correcting(item: _Item, edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edit of the record names what it corrects and says every answer of it again."""
    return tuple(
        replace(one, registers={**item.written(), **one.registers}, corrects=item.entry.dot)
        if one.record == item.entry.record
        else one
        for one in edits
    )


def _ask(item: _Item) -> Response:
    head, language = _head(item), item.language
    if head is None:
        abort(404)
    book = item.around.book
    supervisor = help_for(item.around, str(answer(head, "office") or book.person.office), language).supervisor
    reason = why(item.entry.code, language).happened
    title = say(language, "Set aside: %(kind)s. %(why)s", kind=kind_name(item.entry.kind, language), why=reason)
    sheet = Sheet(
        spec=_QUESTION,
        home=item.entry.home,
        back_url=item.url("show"),
        after=lambda _taken: item.url("show", saved=item.desk.clock()),
        presets={"title": title[:120]},
        fixed={
            "due_on": (item.desk.today() + ASK_WITHIN).isoformat(),
            "owner_worker": book.person.worker if supervisor is None else supervisor.record_id,
            "origin": ORIGIN,
            "origin_id": _origin(item),
            "state": "open",
        },
        template="set_aside/form.html",
        context={**_common(item), "why": reason, "advice": ""},
    )
    return form_page(item.desk, sheet)


def _origin(item: _Item) -> str:
    device, n = item.entry.dot
    return f"{item.entry.record}/{device}.{n}"


def _asked(item: _Item) -> Shown | None:
    """The question that was asked about it already."""
    dossier = item.around.dossier
    tasks = dossier.of_kind("task") if dossier is not None else ()
    return next((one for one in tasks if answer(one, "origin_id") == _origin(item)), None)


def _answers(item: _Item) -> list[tuple[str, str]]:
    shown = item.shown
    if shown is None:
        return []
    hidden = hidden_answers(shown, item.around.book.person.worker)
    return [
        (register_words(shown.kind, name, item.language), words)
        for name, value in item.written().items()
        if not hidden & set(_fields(shown.kind, name)) and (words := _words(item, shown.kind, name, value))
    ]


def _fields(kind: str, register: str) -> tuple[str, ...]:
    known = KINDS[kind].register_of(register)
    return known.fields if known is not None else ()


def _words(item: _Item, kind: str, name: str, value: Json) -> str:
    register = KINDS[kind].register_of(name)
    if register is None:
        return ""
    if register.policy is Policy.ELEMENT:
        stem, _dot, element = name.rpartition(".")
        return value_words(kind, stem, [element], item.around) if value is True else "–"
    if not register.is_object or not isinstance(value, dict):
        return value_words(kind, register.fields[0], value, item.around)
    said = (value_words(kind, one, value.get(one), item.around) for one in register.fields)
    return " · ".join(words for words in said if words != "–") or "–"


def _is_corrected(item: _Item) -> bool:
    """Whether every answer of it was written again since, on this device."""
    (device, n), written = item.entry.dot, item.written()
    later = {
        one.register
        for one in (item.around.book.history(item.entry.record).entries if written else ())
        if one.dot[0] == device and one.dot[1] > n and one.dot not in item.entry.held
    }
    return bool(written) and written.keys() <= later


def _head(item: _Item) -> Shown | None:
    return item.around.dossier.head if item.around.dossier is not None else None


def _code(head: Shown | None) -> str:
    return "" if head is None else str(head.values.get("case_number") or head.values.get("inquiry_number") or "")


def _advice(item: _Item) -> str:
    return advice(item.entry.code, item.language)


def _common(item: _Item) -> dict[str, object]:
    head = _head(item)
    return {"head": head, "case_code": _code(head)}
