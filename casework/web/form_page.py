"""The one flow of every form page: show, keep as a draft, switch language, save, discard.

Promise: every typed letter comes back, whatever happens; the same draft sent twice is saved once; what somebody saw is
what the page showed her. A page author hands in a `Sheet` and gets all of it, with and without JavaScript.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import orjson
from flask import Response, make_response, redirect, render_template, request

from casework.book import Draft, Edit, Problem, Problems
from casework.forms.reading import read_fields
from casework.forms.sections import MAIN, FormSpec
from casework.forms.sentences import NEEDS_REASON, Said, say_elsewhere, say_problem, say_typed
from casework.forms.taking import Faulty, Opened, Taken, Taking, edits_of, home_of, settled, take
from casework.forms.typed import Typed, typed_of_json, typed_of_post
from casework.forms.writing import opened_as, typed_of_values
from casework.web.desk import Desk
from casework.web.draft_address import PASSING, address_of_request
from casework.web.form_around import Surroundings
from casework.web.form_steps import Asked, GatePanel, closed_gates
from casework.web.form_view import FormView, Offers, Showing, sections_of
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import DIRECTORY, RESTRICTED, Dossier

SAVE, KEEP, DISCARD, DISCARD_SURELY = "save", "draft", "discard", "discard-surely"
SECTION, LANGUAGE, FIND = "section", "language", "find"
FORM_ID = "record-form"
BAD_FORM, UNPROCESSABLE, NO_SPACE = 400, 422, 507
MOST_BASES = 10_000


def _as_taken(taken: Taken) -> Taken:
    return taken


def _no_more(_taken: Taken) -> Sequence[Edit]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form on one page. `home` = dossier, office or `directory`; `record` = what is edited, None for a new one.

    `presets` = values typed in advance in a new form; `fixed` = values set by the program (`contact.owner` of a part,
    THIS_RECORD for the page's own id; a callable is asked once the form can be saved); `last_time` = values shown
    beside the questions; `arrange` adds what follows from the answers; `prepare` gives further edits of the same save
    set; `after` the address once saved; `back_url` where *Discard* and *Back* lead. `hints` (by key) and `short` (by
    field) override what the declaration says. `template` extends records/form.html.
    """

    spec: FormSpec
    home: Id
    back_url: str
    after: Callable[[Taken], str]
    record: Shown | None = None
    presets: Mapping[str, Json] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)
    last_time: Mapping[str, Json] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, bool] = field(default_factory=dict)
    arrange: Callable[[Taken], Taken] = _as_taken
    prepare: Callable[[Taken], Sequence[Edit]] = _no_more
    link_of: Callable[[Id], str] = lambda _record: ""
    template: str = "records/form.html"
    context: Mapping[str, object] = field(default_factory=dict)


def form_page(desk: Desk, sheet: Sheet) -> Response:
    """Answers GET and POST of a form page."""
    form = _Form(desk, sheet)
    return form.answer_post() if request.method == "POST" else form.answer_get()


@dataclass(frozen=True, slots=True)
class _Found:
    """What is wrong: sentences, gates, what may be meant, and whether a reason is asked."""

    problems: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    gates: tuple[GatePanel, ...] = ()
    offers: Offers = field(default_factory=dict)
    asks_reason: bool = False


class _Form:
    """One form page during one request."""

    def __init__(self, desk: Desk, sheet: Sheet) -> None:
        self.desk = desk
        self.sheet = sheet
        self.kind: Kind = KINDS[sheet.spec.kind]
        self.language = desk.reader().language
        self.surroundings = Surroundings(desk, sheet.home)
        self.around = self.surroundings.around()
        self.book = self.surroundings.book

    def answer_get(self) -> Response:
        """The form as its draft left it, else as the record stands, else empty with what is set in advance."""
        drafts = self._drafts()
        wanted = request.args.get("draft", "")
        chosen = next((draft for draft in drafts if draft.draft == wanted), None)
        if chosen is None and drafts and "new" not in request.args:
            chosen = drafts[0]
        others = tuple((one.draft, one.saved_at) for one in drafts if one is not chosen)
        if chosen is None:
            opened, typed = self._fresh()
            return self._show(opened, typed, others=others)
        opened, typed, reason = _opened_of(chosen)
        return self._show(opened, typed, saved_at=chosen.saved_at, others=others, reason=reason, is_resumed=True)

    def answer_post(self) -> Response:
        """One of the buttons of the form, or the draft that a script saves."""
        opened = self._opened_as_posted()
        if opened is None:
            return make_response(render_template("records/form_lost.html", back_url=self.sheet.back_url), BAD_FORM)
        typed = typed_of_post(request.form.items(multi=True))
        verb, _, argument = request.form.get("_do", KEEP if _is_htmx() else SAVE).partition(":")
        if verb == SAVE:
            return self._save(opened, typed)
        if verb == DISCARD:
            return self._ask_discard(opened)
        if verb == DISCARD_SURELY:
            self.book.discard_draft(opened.draft)
            return _see(self.sheet.back_url)
        return self._keep(opened, typed, verb, argument)

    def _drafts(self) -> tuple[Draft, ...]:
        record = self.sheet.record.record_id if self.sheet.record is not None else None
        return tuple(draft for draft in self.book.drafts() if self._is_ours(draft, record))

    def _is_ours(self, draft: Draft, record: Id | None) -> bool:
        if draft.kind != self.kind.name or not isinstance(draft.form, dict) or draft.form.get("at") != self._place():
            return False
        return draft.record == record if record is not None else True

    def _place(self) -> str:
        # A draft belongs to the page it was written on: home, kind, and whether it edits a record.
        record = self.sheet.record.record_id if self.sheet.record is not None else "new"
        return f"{self.sheet.home}/{self.kind.name}/{record}/{self.sheet.spec.sections[0].key}"

    def _fresh(self) -> tuple[Opened, Typed]:
        sheet = self.sheet
        names = sheet.spec.fields_of(MAIN)
        if sheet.record is None:
            record = self.desk.new_id()
            opened = Opened(draft=self.desk.new_id(), record=record, home=home_of(self.kind, record, sheet.home))
            return opened, self._preset()
        typed = typed_of_values(self.kind, names, sheet.record.values, around=self.around, language=self.language)
        marks = opened_as(self.kind, read_fields(self.kind, names, typed, around=self.around))
        opened = Opened(
            draft=self.desk.new_id(),
            record=sheet.record.record_id,
            home=sheet.record.home,
            base_seen=dict(sheet.record.seen),
            marks=marks,
        )
        return opened, typed

    def _preset(self) -> Typed:
        sheet = self.sheet
        typed = Typed()
        for key in (MAIN, *(part.key for part in sheet.spec.parts if not part.rows)):
            kind = self.kind if key == MAIN else KINDS[sheet.spec.part(key).kind]
            prefix = key + "." if key else ""
            names = sheet.spec.fields_of(key)
            values = {name: kind.fields[name].default for name in names if key == MAIN}
            values |= {name: sheet.presets[prefix + name] for name in names if prefix + name in sheet.presets}
            typed = typed.merged(
                typed_of_values(kind, names, values, around=self.around, language=self.language, prefix=prefix)
            )
        return typed

    def _opened_as_posted(self) -> Opened | None:
        draft, record = request.form.get("draft", ""), request.form.get("_record", "")
        seen, marks = _json_object("_seen"), _json_object("_marks")
        if not is_id(draft) or not is_id(record) or seen is None or marks is None:
            return None
        sheet = self.sheet
        if sheet.record is not None and record != sheet.record.record_id:
            return None
        home = home_of(self.kind, record, sheet.home) if sheet.record is None else sheet.record.home
        base = {device: n for device, n in seen.items() if is_id(device) and isinstance(n, int)}
        if sheet.record is None:
            base = {}
        return Opened(draft=draft, record=record, home=home, base_seen=base, marks=marks)

    def _keep(self, opened: Opened, typed: Typed, verb: str, argument: str) -> Response:
        saved_at = self.desk.clock()
        reason = request.form.get("_reason", "")
        try:
            self.book.keep_draft(self._draft(opened, typed, reason, saved_at))
        except HomewardError as error:
            return self._not_kept(error, opened, typed)
        here = self._here(opened.draft)
        if _is_htmx() and verb == KEEP:
            return make_response(render_template("records/_draft_note.html", saved_at=saved_at, problem=""))
        if verb == SECTION:
            return _see(f"{here}#section-{argument}")
        if verb == LANGUAGE and (url := self.desk.frame().language_url):
            asked = urlencode({"language": argument, "next": here})
            return make_response(redirect(f"{url}?{asked}", code=307))
        if verb == FIND:
            return self._show(opened, typed, saved_at=saved_at, reason=reason, found=self._offers_for(argument, typed))
        return _see(f"{here}#draft-note")

    def _draft(self, opened: Opened, typed: Typed, reason: str, saved_at: int) -> Draft:
        form = {"typed": typed.as_json(), "marks": dict(opened.marks), "at": self._place(), "reason": reason}
        form |= address_of_request()
        return Draft(opened.draft, opened.record, self.kind.name, opened.home, opened.base_seen, form, saved_at)

    def _save(self, opened: Opened, typed: Typed) -> Response:
        reason = request.form.get("_reason", "").strip()
        taken = take(typed, self._taking(opened, reason))
        if isinstance(taken, Faulty):
            return self._wrong(opened, typed, self._say_faults(taken), reason)
        taken = self.sheet.arrange(settled(taken))
        edits = (*edits_of(taken, opened, self.sheet.record), *self.sheet.prepare(taken))
        gates = self._closed_gates(edits, reason)
        if gates:
            asks = any(gate.asks_reason for gate in gates)
            return self._wrong(opened, typed, _Found(gates=tuple(gates), asks_reason=asks), reason)
        try:
            saved = self.book.save(edits, draft=opened.draft)
        except HomewardError as error:
            return self._not_kept(error, opened, typed, reason=reason)
        if isinstance(saved, Problems) and not _is_only_unchanged(saved):
            return self._wrong(opened, typed, self._say_refusals(saved, taken), reason)
        if isinstance(saved, Problems):
            self.book.discard_draft(opened.draft)
        return _see(self.sheet.after(taken))

    def _taking(self, opened: Opened, reason: str) -> Taking:
        return Taking(
            spec=self.sheet.spec,
            opened=opened,
            before=self.sheet.record,
            fixed=self.sheet.fixed,
            person=self.book.person,
            around=self.around,
            new_id=self.desk.new_id,
            reason=reason or None,
        )

    def _closed_gates(self, edits: Sequence[Edit], reason: str) -> list[GatePanel]:
        dossier = self._dossier_of(edits[0])
        if dossier is None:
            return []
        asked = Asked(
            person=self.book.person,
            today=self.desk.today(),
            reason=reason or None,
            language=self.language,
            phrases=self.desk.phrases,
            link_of=self.sheet.link_of,
        )
        return closed_gates(edits, dossier.records, dossier, asked)

    def _dossier_of(self, edit: Edit) -> Dossier | None:
        if self.kind.placement is Placement.DOSSIER_HEAD and self.sheet.record is None:
            return Dossier(edit.record, {}, held=frozenset({DIRECTORY, RESTRICTED}))  # it begins with this save set
        return self.surroundings.dossier

    def _say_faults(self, faulty: Faulty) -> _Found:
        problems: list[Said] = []
        offers: dict[str, Sequence[str]] = {}
        for prefix, kind, found in faulty.problems:
            problems += say_typed(KINDS[kind], found, language=self.language, prefix=prefix)
            offers |= {prefix + one.field: one.offer for one in found if one.offer}
        return _Found(tuple(problems), offers=offers)

    def _say_refusals(self, refused: Problems, taken: Taken) -> _Found:
        prefixes = {taken.record: (MAIN, taken.kind), **{one.record: (one.prefix, one.kind) for one in taken.parts}}
        said = tuple(self._say(problem, prefixes) for problem in refused.problems)
        asks = any(problem.code in NEEDS_REASON for problem in refused.problems)
        problems = tuple(one for one in said if not one.is_warning)
        return _Found(problems, tuple(one for one in said if one.is_warning), asks_reason=asks)

    def _say(self, problem: Problem, prefixes: Mapping[Id, tuple[str, str]]) -> Said:
        if problem.record not in prefixes:
            return say_elsewhere(problem, language=self.language, name_of=self.surroundings.name_of)
        prefix, kind = prefixes[problem.record]
        return say_problem(KINDS[kind], problem, language=self.language, prefix=prefix)

    def _offers_for(self, key: str, typed: Typed) -> _Found:
        forgotten = Typed({name: texts for name, texts in typed.texts.items() if name != f"{key}.code"})
        taken = take(forgotten, self._taking(self._opened_as_posted() or self._fresh()[0], ""))
        faults = taken.problems if isinstance(taken, Faulty) else ()
        found = [(prefix + one.field, one) for prefix, _kind, problems in faults for one in problems]
        offers = {name: one.offer for name, one in found if name == key}
        said = [
            one
            for prefix, kind, problems in faults
            for one in say_typed(KINDS[kind], problems, language=self.language, prefix=prefix)
        ]
        return _Found(tuple(one for one in said if one.key == key), offers=offers)

    def _wrong(self, opened: Opened, typed: Typed, found: _Found, reason: str) -> Response:
        saved_at: int | None = self.desk.clock()
        try:
            self.book.keep_draft(self._draft(opened, typed, reason, saved_at or 0))
        except HomewardError:
            saved_at = None  # the text stays on the page, and the page says what is wrong with it
        page = self._show(opened, typed, saved_at=saved_at, found=found, reason=reason)
        page.status_code = UNPROCESSABLE
        return page

    def _not_kept(self, error: HomewardError, opened: Opened, typed: Typed, *, reason: str = "") -> Response:
        sentences = error.sentences(self.language)
        if _is_htmx() and request.form.get("_do", KEEP) == KEEP:
            note = render_template("records/_draft_note.html", saved_at=None, problem=sentences.happened)
            return make_response(note, NO_SPACE)
        words = f"{sentences.happened} {self._words('Your text is still on this page.')} {sentences.next}"
        page = self._show(opened, typed, found=_Found((Said(words),)), reason=reason)
        page.status_code = NO_SPACE
        return page

    def _ask_discard(self, opened: Opened) -> Response:
        kept = any(draft.draft == opened.draft for draft in self.book.drafts())
        return make_response(
            render_template(
                "records/discard.html", draft=opened, is_kept=kept, action=self._here(), **self.sheet.context
            )
        )

    def _here(self, draft: Id = "") -> str:
        args = [(name, text) for name, text in request.args.items(multi=True) if name not in PASSING]
        query = urlencode([*args, ("draft", draft)] if draft else args)
        return f"{request.path}?{query}" if query else request.path

    def _words(self, message: str) -> str:
        return self.desk.phrases.say(self.language, message)

    def _show(
        self,
        opened: Opened,
        typed: Typed,
        *,
        saved_at: int | None = None,
        others: tuple[tuple[Id, int], ...] = (),
        found: _Found | None = None,
        reason: str = "",
        is_resumed: bool = False,
    ) -> Response:
        sheet, found = self.sheet, found or _Found()
        record = sheet.record
        showing = Showing(
            spec=sheet.spec,
            typed=typed,
            language=self.language,
            surroundings=self.surroundings,
            values=record.values if record is not None else {},
            last_time=sheet.last_time,
            errors={said.key: said.text for said in found.problems if said.key},
            offers=found.offers,
            hints=sheet.hints,
            short=sheet.short,
        )
        view = FormView(
            title=sheet.spec.title.say(self.language),
            button=sheet.spec.button.say(self.language),
            action=self._here(),
            opened=opened,
            sections=sections_of(showing),
            problems=found.problems,
            warnings=found.warnings,
            gates=found.gates,
            asks_reason=found.asks_reason or bool(reason),
            reason=reason,
            saved_at=saved_at,
            is_resumed=is_resumed,
            other_drafts=others,
            is_new=record is None,
            changed_meanwhile=record is not None and dict(record.seen) != dict(opened.base_seen),
        )
        hidden = {
            "draft": opened.draft,
            "_record": opened.record,
            "_seen": _dump(dict(opened.base_seen)),
            "_marks": _dump(dict(opened.marks)),
        }
        return make_response(
            render_template(
                sheet.template, form=view, hidden=hidden, form_id=FORM_ID, back_url=sheet.back_url, **sheet.context
            )
        )


def _opened_of(draft: Draft) -> tuple[Opened, Typed, str]:
    form = draft.form if isinstance(draft.form, dict) else {}
    marks = form.get("marks")
    opened = Opened(
        draft=draft.draft,
        record=draft.record,
        home=draft.home,
        base_seen=dict(draft.base_seen),
        marks=marks if isinstance(marks, dict) else {},
    )
    return opened, typed_of_json(form.get("typed")), str(form.get("reason") or "")


def _is_only_unchanged(refused: Problems) -> bool:
    return all(problem.code == "save.nothing_changed" for problem in refused.problems)


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _see(url: str) -> Response:
    return make_response(redirect(url, code=303))


def _dump(value: Json) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _json_object(key: str) -> dict[str, Json] | None:
    try:
        value = orjson.loads(request.form.get(key, ""))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and len(value) <= MOST_BASES else None
