"""Two versions of an answer: what stood before, both answers with who and when, a decision with its reason.

Promise: which answer, why, then what will be stored, one page each; a decision is an ordinary change over what was
shown; the other answer stays in history; a version that came meanwhile opens the page again instead of being
overwritten. What was typed is a draft like that of every form.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request

from casework.book import CaseBook, Draft, Edit, Problems
from casework.forms.sentences import say_problem
from casework.forms.typed import typed_of_json, typed_of_post
from casework.web.desk import Desk
from casework.web.draft_address import address_of_request
from casework.web.form_around import Surroundings
from casework.web.form_steps import Asked, GatePanel, closed_gates
from casework.web.hidden_answers import hidden_answers
from casework.web.history import opened
from casework.web.record_places import url_of_record
from casework.web.record_rights import may_change
from casework.web.saying import message, say
from casework.web.version_view import (
    ANYWHERE,
    CHECK,
    WHICH,
    WHY,
    InQuestion,
    Setting,
    Written,
    chosen_value,
    reason_words,
    settled,
    version_page,
)
from shared_schema.canonical import Json
from shared_schema.identifiers import is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS

KEEP, LANGUAGE, NEXT, STEP, SAVE = "draft", "language", "next", "step", "save"
PAGES = (WHICH, WHY, CHECK)
CAME_MEANWHILE = message("Another answer came meanwhile. Please look again; your reason is kept.")
LONGEST_REASON = 500


def blueprint(desk: Desk) -> Blueprint:
    """`/records/<record>/versions/<field>`; the field is the register, as the history names it."""
    pages = Blueprint("versions", __name__)

    @pages.route("/records/<record>/versions/<field>", methods=["GET", "POST"])
    def show(record: str, field: str) -> Response:
        return answer_version(desk, record, name=field)

    return pages


def answer_version(desk: Desk, record: str, *, name: str, setting: Setting = ANYWHERE) -> Response:
    """The flow of a decision between versions, in the setting of the program that asks."""
    book = desk.book()
    shown = opened(book, record)
    kind = KINDS[shown.kind]
    register = kind.register_of(name)
    if register is None or not may_change(kind, book.person):
        abort(404)
    if set(register.fields) & hidden_answers(shown, book.person.worker):
        abort(404)
    conflict = next((one for one in shown.conflicts if one.register == name), None)
    if conflict is None and setting.settled is not None:
        return setting.settled(
            desk, book, shown, name, request.form.get("_reason", "") or _reason_kept(book, shown, name)
        )
    if conflict is None:
        return settled(desk, shown, book)
    question = InQuestion(desk, book, Surroundings(desk, shown.home), shown, kind, register, conflict, setting)
    if request.method == "GET":
        return _shown(question)
    verb, _, argument = request.form.get("_do", KEEP if "HX-Request" in request.headers else SAVE).partition(":")
    written = _posted(question)
    if verb in (SAVE, NEXT) and request.form.get("_seen_versions") != question.mark:
        return version_page(question, replace(written, at=WHICH), problems=[say(question.language, CAME_MEANWHILE)])
    if verb == NEXT:
        return _go_on(question, written)
    return _decide(question, written) if verb == SAVE else _keep(question, written, verb, argument)


def _shown(question: InQuestion) -> Response:
    """The page that is asked for, as far as what was written reaches."""
    written = _kept(question)
    at = request.args.get("at", written.at)
    if at != WHICH and chosen_value(question, written)[1]:
        at = WHICH
    if at == CHECK and _problems_at(question, written, WHY):
        at = WHY
    return version_page(question, replace(written, at=at if at in PAGES else WHICH))


def _posted(question: InQuestion) -> Written:
    draft, at = request.form.get("draft", ""), request.form.get("_at", "")
    return Written(
        draft if is_id(draft) else question.desk.new_id(),
        request.form.get("_reason", "").strip()[:LONGEST_REASON],
        request.form.get("_version", ""),
        typed_of_post(request.form.items(multi=True)),
        at=at if at in PAGES else WHICH,
        why=request.form.get("_why", ""),
    )


def _reason_kept(book: CaseBook, shown: Shown, name: str) -> str:
    """The reason that she was writing when somebody else decided."""
    place = f"versions/{shown.record_id}/{name}"
    forms = [draft.form for draft in book.drafts() if isinstance(draft.form, dict)]
    return next((str(form.get("reason") or "") for form in forms if form.get("at") == place), "")


def _kept(question: InQuestion) -> Written:
    """What the draft of this answer holds; nothing where there is none."""
    for draft in question.book.drafts():
        form = draft.form if isinstance(draft.form, dict) else {}
        if draft.record == question.shown.record_id and form.get("at") == _place(question):
            said = (str(form.get("reason") or ""), str(form.get("chosen") or ""))
            at = str(form.get("page") or WHICH)
            typed, why = typed_of_json(form.get("typed")), str(form.get("why") or "")
            return Written(draft.draft, *said, typed, draft.saved_at, at, why)
    return Written(question.desk.new_id())


def _go_on(question: InQuestion, written: Written) -> Response:
    problems = _problems_at(question, written, written.at)
    if problems:
        return version_page(question, written, problems=problems)
    following = PAGES[PAGES.index(written.at) + 1] if written.at != CHECK else CHECK
    return _keep(question, replace(written, at=following), STEP, following)


def _problems_at(question: InQuestion, written: Written, at: str) -> list[str]:
    if at == WHICH:
        return chosen_value(question, written)[1]
    if at == WHY and not written.reason:
        return [say(question.language, "Write the reason for the decision.")]
    if at == WHY and question.setting.reasons and written.why not in dict(question.setting.reasons):
        return [say(question.language, "Choose a reason from the list.")]
    return []


def _keep(question: InQuestion, written: Written, verb: str, argument: str) -> Response:
    shown, now = question.shown, question.desk.clock()
    at = argument if verb == STEP and argument in PAGES else written.at
    form: dict[str, Json] = {"at": _place(question), "reason": written.reason, "chosen": written.chosen, "page": at}
    form["why"] = written.why
    form |= {"typed": written.typed.as_json(), **address_of_request()}
    question.book.keep_draft(Draft(written.draft, shown.record_id, shown.kind, shown.home, dict(shown.seen), form, now))
    if "HX-Request" in request.headers and verb == KEEP:
        return make_response(render_template("records/_draft_note.html", saved_at=now, problem=""))
    here = f"{question.url}?{urlencode({'at': at})}"
    url = question.desk.frame().language_url if verb == LANGUAGE else None
    if url:
        return make_response(redirect(f"{url}?{urlencode({'language': argument, 'next': here})}", code=307))
    return make_response(redirect(here if verb == STEP else f"{here}#draft-note", code=303))


def _place(question: InQuestion) -> str:
    return f"versions/{question.shown.record_id}/{question.conflict.register}"


def _decide(question: InQuestion, written: Written) -> Response:
    for at in (WHICH, WHY):
        problems = _problems_at(question, written, at)
        if problems:
            return version_page(question, replace(written, at=at), problems=problems)
    written = replace(written, at=CHECK)
    edit = _edit(question, chosen_value(question, written)[0], written)
    gates = _closed_gates(question, edit)
    problems = [] if gates else _save(question, edit, written)
    if gates or problems:
        return version_page(question, written, problems=problems, gates=gates)
    after = question.setting.after
    url = after(question) if after is not None else f"{question.back_url}?saved={question.desk.clock()}"
    return make_response(redirect(url, code=303))


def _edit(question: InQuestion, value: Json, written: Written) -> Edit:
    shown, name = question.shown, question.conflict.register
    reason = reason_words(question, written)
    return Edit(shown.record_id, shown.kind, shown.home, {name: value}, dict(shown.seen), reason, (name,))


def _closed_gates(question: InQuestion, edit: Edit) -> Sequence[GatePanel]:
    """The steps that this answer would take, and that cannot be taken now: asked here as on every form."""
    dossier, desk = question.around.dossier, question.desk
    if dossier is None:
        return ()
    asked = Asked(
        person=question.book.person,
        today=desk.today(),
        reason=edit.reason,
        language=question.language,
        phrases=desk.phrases,
        link_of=lambda record: url_of_record(question.book, record),
    )
    return closed_gates([edit], {**dossier.related, **dossier.records}, dossier, asked)


def _save(question: InQuestion, edit: Edit, written: Written) -> list[str]:
    saved = question.book.save([edit, *question.setting.beside(question)], draft=written.draft)
    if not isinstance(saved, Problems):
        return []
    wrong = [one for one in saved.problems if not one.is_warning]
    return [say_problem(question.kind, one, language=question.language).text for one in wrong]
