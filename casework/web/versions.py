"""Two versions of an answer: what stood before, both answers with who and when, a decision with its reason.

Promise: a decision is an ordinary change over what was shown; the other answer stays in history; a version that came
meanwhile opens the page again instead of being overwritten. What was typed is a draft like that of every form.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from casework.book import CaseBook, Draft, Edit, Problems
from casework.forms.grids import Grid
from casework.forms.questions import Question as Asked
from casework.forms.reading import read_fields
from casework.forms.sections import FormSpec, Section
from casework.forms.sentences import say_problem, say_typed
from casework.forms.typed import Typed, typed_of_json, typed_of_post
from casework.history import last_common
from casework.web.desk import Desk
from casework.web.draft_address import address_of_request
from casework.web.form_around import Surroundings
from casework.web.form_view import Showing, sections_of
from casework.web.hidden_answers import hidden_answers
from casework.web.history import opened, value_words
from casework.web.pieces import Provenance, Version
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of
from casework.web.record_rights import may_change
from casework.web.saying import message, say
from casework.web.today import register_words
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Conflict, Shown
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Register
from shared_schema.words.sentence import Words

OTHER = "other"
KEEP, LANGUAGE = "draft", "language"
_LETTERS = "ABCDEFGH"
CAME_MEANWHILE = message("Another answer came meanwhile. Please look again; your reason is kept.")


@dataclass(frozen=True, slots=True)
class _Question:
    """One answer in question during one request."""

    desk: Desk
    book: CaseBook
    around: Surroundings
    shown: Shown
    kind: Kind
    register: Register
    conflict: Conflict

    @property
    def language(self) -> str:
        return self.desk.reader().language

    @property
    def mark(self) -> str:
        """What was shown: the dots of all versions."""
        return " ".join(f"{device}.{n}" for device, n in self.conflict.dots)


@dataclass(frozen=True, slots=True)
class _Written:
    """What somebody wrote on the page so far, under the id of its draft."""

    draft: Id
    reason: str = ""
    chosen: str = ""
    typed: Typed = field(default_factory=Typed)
    saved_at: int | None = None


def blueprint(desk: Desk) -> Blueprint:
    """`/records/<record>/versions/<field>`; the field is the register, as the history names it."""
    pages = Blueprint("versions", __name__)

    @pages.route("/records/<record>/versions/<field>", methods=["GET", "POST"])
    def show(record: str, field: str) -> Response:
        return _answer(desk, record, name=field)

    return pages


def _answer(desk: Desk, record: str, *, name: str) -> Response:
    book = desk.book()
    shown = opened(book, record)
    kind = KINDS[shown.kind]
    register = kind.register_of(name)
    if register is None or not may_change(kind, book.person):
        abort(404)
    if set(register.fields) & hidden_answers(shown, book.person.worker):
        abort(404)
    conflict = next((one for one in shown.conflicts if one.register == name), None)
    if conflict is None:
        return _settled(desk, shown, book)
    question = _Question(desk, book, Surroundings(desk, shown.home), shown, kind, register, conflict)
    if request.method == "GET":
        return _page(question, _kept(question))
    verb, _, argument = request.form.get("_do", KEEP if "HX-Request" in request.headers else "save").partition(":")
    written = _posted(question)
    return _decide(question, written) if verb == "save" else _keep(question, written, verb, argument)


def _posted(question: _Question) -> _Written:
    draft = request.form.get("draft", "")
    return _Written(
        draft if is_id(draft) else question.desk.new_id(),
        request.form.get("_reason", "").strip(),
        request.form.get("_version", ""),
        typed_of_post(request.form.items(multi=True)),
    )


def _kept(question: _Question) -> _Written:
    """What the draft of this page holds; nothing where there is none."""
    for draft in question.book.drafts():
        form = draft.form if isinstance(draft.form, dict) else {}
        if draft.record == question.shown.record_id and form.get("at") == _place(question):
            said = (str(form.get("reason") or ""), str(form.get("chosen") or ""))
            return _Written(draft.draft, *said, typed_of_json(form.get("typed")), draft.saved_at)
    return _Written(question.desk.new_id())


def _keep(question: _Question, written: _Written, verb: str, argument: str) -> Response:
    shown, now = question.shown, question.desk.clock()
    form = {
        "at": _place(question),
        "reason": written.reason,
        "chosen": written.chosen,
        "typed": written.typed.as_json(),
    }
    form |= address_of_request()
    question.book.keep_draft(Draft(written.draft, shown.record_id, shown.kind, shown.home, dict(shown.seen), form, now))
    if "HX-Request" in request.headers and verb == KEEP:
        return make_response(render_template("records/_draft_note.html", saved_at=now, problem=""))
    here = url_for("versions.show", record=shown.record_id, field=question.conflict.register)
    url = question.desk.frame().language_url if verb == LANGUAGE else None
    if url:
        return make_response(redirect(f"{url}?{urlencode({'language': argument, 'next': here})}", code=307))
    return make_response(redirect(f"{here}#draft-note", code=303))


def _place(question: _Question) -> str:
    return f"versions/{question.shown.record_id}/{question.conflict.register}"


def _decide(question: _Question, written: _Written) -> Response:
    problems: list[str] = []
    if request.form.get("_seen_versions") != question.mark:
        return _page(question, written, problems=[say(question.language, CAME_MEANWHILE)])
    if not written.reason:
        problems.append(say(question.language, "Write the reason for the decision."))
    value, wrong = _chosen_value(question, written)
    problems += wrong
    if not problems:
        problems = _save(question, value, written)
    if problems:
        return _page(question, written, problems=problems)
    url = stand_of(question.book, question.shown).url("show", question.shown.kind, record=question.shown.record_id)
    return make_response(redirect(f"{url}?saved={question.desk.clock()}", code=303))


def _chosen_value(question: _Question, written: _Written) -> tuple[Json, list[str]]:
    versions = {_key(n): one for n, one in enumerate(question.conflict.versions)}
    if written.chosen in versions:
        return versions[written.chosen].value, []
    if written.chosen != OTHER:
        return None, [say(question.language, "Choose one of the answers, or write another.")]
    read = read_fields(question.kind, question.register.fields, written.typed, around=question.around.around())
    if read.problems:
        return None, [one.text for one in say_typed(question.kind, read.problems, language=question.language)]
    values = {name: value for name, value in read.values.items() if value is not None}
    if not values:
        return None, [say(question.language, "Write the other answer.")]
    changed = question.kind.to_registers(values, question.shown.before())
    standing = question.shown.written[question.conflict.register][1].value
    return changed.get(question.conflict.register, standing), []


def _save(question: _Question, value: Json, written: _Written) -> list[str]:
    shown, register = question.shown, question.conflict.register
    edit = Edit(
        shown.record_id, shown.kind, shown.home, {register: value}, dict(shown.seen), written.reason, (register,)
    )
    saved = question.book.save([edit], draft=written.draft)
    if not isinstance(saved, Problems):
        return []
    wrong = [one for one in saved.problems if not one.is_warning]
    return [say_problem(question.kind, one, language=question.language).text for one in wrong]


def _page(question: _Question, written: _Written, *, problems: Sequence[str] = ()) -> Response:
    shown = question.shown
    title = register_words(shown.kind, question.conflict.register, question.language)
    head = question.around.dossier.head if question.around.dossier is not None else None
    page = make_response(
        render_template(
            "versions/show.html",
            title=title,
            name=question.around.name_of_shown(shown),
            kind_title=kind_name(shown.kind, question.language),
            case_code="" if head is None else str(head.values.get("case_number") or ""),
            before=_before(question),
            versions=[_version(question, n) for n in range(len(question.conflict.versions))],
            questions=_questions(question, written, title),
            problems=problems,
            written=written,
            mark=question.mark,
            action=url_for("versions.show", record=shown.record_id, field=question.conflict.register),
            back_url=stand_of(question.book, shown).url("show", shown.kind, record=shown.record_id),
            history_url=url_for("history.show", record=shown.record_id, field=question.register.fields[0]),
        )
    )
    page.status_code = 422 if problems else 200
    return page


def _questions(question: _Question, written: _Written, title: str) -> tuple[Asked | Grid, ...]:
    """The questions of another answer, as every form asks them."""
    words = Words(title, title)
    spec = FormSpec(question.shown.kind, words, (Section("answer", words, question.register.fields),))
    showing = Showing(
        spec=spec,
        typed=written.typed,
        language=question.language,
        surroundings=question.around,
        values=question.shown.values,
    )
    section = sections_of(showing)[0]
    return (*section.short, *section.more)


def _settled(desk: Desk, shown: Shown, book: CaseBook) -> Response:
    url = stand_of(book, shown).url("show", shown.kind, record=shown.record_id)
    return make_response(render_template("versions/settled.html", back_url=url))


def _before(question: _Question) -> str:
    history = question.book.history(question.shown.record_id)
    entry = last_common(history, question.conflict.register, question.conflict.dots)
    return "" if entry is None else _words(question, entry.value)


def _version(question: _Question, n: int) -> Version:
    version = question.conflict.versions[n]
    return Version(
        key=_key(n),
        title=_LETTERS[n] if n < len(_LETTERS) else str(n + 1),
        words=_words(question, version.value),
        provenance=Provenance(by=_by(question, version.written.by), at=version.written.at),
    )


def _words(question: _Question, value: Json) -> str:
    kind, register = question.kind, question.register
    if not register.is_object:
        return value_words(kind.name, register.fields[0], value, question.around)
    members = value if isinstance(value, dict) else {}
    said = [(name, value_words(kind.name, name, members.get(name), question.around)) for name in register.fields]
    named = [f"{kind.fields[name].label(question.language)}: {words}" for name, words in said if words != "–"]
    return " · ".join(named) or "–"


def _by(question: _Question, by: Id) -> str:
    return question.around.name_of(by)


def _key(n: int) -> str:
    return f"v{n}"
