"""The one flow of every form page: show, keep as a draft, switch language, save, discard.

Promise: every typed letter comes back, whatever happens; the same draft sent twice is saved once; what somebody saw is
what the page showed her. A page author hands in a `Sheet` and gets all of it, with and without JavaScript.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request

from casework.book import Edit, Problems
from casework.forms.sections import MAIN
from casework.forms.sentences import Said
from casework.forms.taking import Faulty, Opened, Taken, Taking, edits_of, settled, take
from casework.forms.typed import CODE, Typed, typed_of_post
from casework.forms.walk import CHECK
from casework.web.desk import Desk
from casework.web.draft_address import PASSING
from casework.web.form_around import Surroundings
from casework.web.form_opening import Begun, Opening, begun_of, hidden_of
from casework.web.form_problems import Found, is_only_unchanged, say_faults, say_gates, say_refusals
from casework.web.form_sheet import Sheet, Walk
from casework.web.form_shown import Page, view_of
from casework.web.form_steps import Asked, GatePanel, closed_gates
from casework.web.form_walk import AT, Walking, on_this_page, page_in_request
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.kind import Placement
from shared_schema.rules.dossier import DIRECTORY, RESTRICTED, Dossier

__all__ = ["FORM_ID", "Sheet", "Walk", "form_page"]

SAVE, KEEP, DISCARD, DISCARD_SURELY = "save", "draft", "discard", "discard-surely"
SECTION, LANGUAGE, FIND = "section", "language", "find"
NEXT, STEP = "next", "step"  # of a form that is asked one question a page
FORM_ID = "record-form"
SAVED_ALREADY = "draft.saved_already"
BAD_FORM, GONE_MEANWHILE, UNPROCESSABLE, NO_SPACE = 400, 409, 422, 507
NOTHING_FOUND = Found()


def form_page(desk: Desk, sheet: Sheet) -> Response:
    """Answers GET and POST of a form page."""
    form = _Form(desk, sheet)
    return form.answer_post() if request.method == "POST" else form.answer_get()


class _Form:
    """One form page during one request."""

    def __init__(self, desk: Desk, sheet: Sheet) -> None:
        self.desk = desk
        self.sheet = sheet
        self.language = desk.reader().language
        self.surroundings = sheet.surroundings or Surroundings(desk, sheet.home)
        self.around = self.surroundings.around()
        self.book = self.surroundings.book
        self.opening = Opening(desk=desk, sheet=sheet, around=self.around, language=self.language)

    def answer_get(self) -> Response:
        """The form as its draft left it, else as the record stands, else empty with what is set in advance."""
        drafts = self.opening.drafts(self.book)
        wanted = request.args.get("draft", "")
        chosen = next((draft for draft in drafts if draft.draft == wanted), None)
        if chosen is None and drafts and "new" not in request.args:
            chosen = drafts[0]
        others = tuple((one.draft, one.saved_at) for one in drafts if one is not chosen)
        begun = self.opening.fresh() if chosen is None else begun_of(chosen)
        at = page_in_request()
        return self._show(replace(begun, at=at or begun.at), others=others, is_resumed=chosen is not None and not at)

    def answer_post(self) -> Response:
        """One of the buttons of the form, or the draft that a script saves."""
        opened = self.opening.posted()
        if opened is None:
            return make_response(render_template("records/form_lost.html", back_url=self.sheet.back_url), BAD_FORM)
        typed = typed_of_post(request.form.items(multi=True)).merged(Typed(self.sheet.carried))
        reason = request.form.get("_reason", "").strip()
        begun = Begun(opened, typed, reason, self.desk.clock(), request.form.get(AT, ""))
        verb, _, argument = request.form.get("_do", KEEP if _is_htmx() else SAVE).partition(":")
        if verb == SAVE:
            return self._save(replace(begun, at=CHECK))
        if verb == NEXT:
            return self._go_on(begun)
        if verb == DISCARD:
            return self._ask_discard(opened)
        if verb == DISCARD_SURELY:
            self.book.discard_draft(opened.draft)
            return _see(self.sheet.back_url)
        return self._keep(begun, verb, argument)

    def _keep(self, begun: Begun, verb: str, argument: str) -> Response:
        try:
            self._keep_draft(begun)
        except HomewardError as error:
            return self._not_kept(error, begun)
        here = self._here(begun.opened.draft, at=argument if verb == STEP else begun.at)
        if verb == STEP:
            return _see(f"{here}&from={CHECK}" if begun.at == CHECK else here)
        if _is_htmx() and verb == KEEP:
            return make_response(render_template("records/_draft_note.html", saved_at=begun.saved_at, problem=""))
        if verb == SECTION:
            return _see(f"{here}#section-{argument}")
        if verb == LANGUAGE and (url := self.desk.frame().language_url):
            asked = urlencode({"language": argument, "next": here})
            return make_response(redirect(f"{url}?{asked}", code=307))
        if verb == FIND:
            return self._show(begun, found=self._offers_for(argument, begun))
        return _see(f"{here}#draft-note")

    def _go_on(self, begun: Begun) -> Response:
        """The next page of a walk, unless something on this one cannot stand."""
        taken = take(begun.typed, self._taking(begun))
        found = say_faults(taken, language=self.language) if isinstance(taken, Faulty) else NOTHING_FOUND
        walking = self._walking(begun, found)
        here = on_this_page(walking.section(), found.problems)
        if here:
            offers = {key: codes for key, codes in found.offers.items() if any(said.key == key for said in here)}
            return self._wrong(begun, Found(here, offers=offers))
        try:
            begun = replace(begun, at=walking.next_page(found.problems))
            self._keep_draft(begun)
        except HomewardError as error:
            return self._not_kept(error, begun)
        return _see(self._here(begun.opened.draft, at=begun.at))

    def _walking(self, begun: Begun, found: Found) -> Walking:
        return Walking(
            sheet=self.sheet,
            walk=self.sheet.walk or Walk(),
            typed=begun.typed,
            surroundings=self.surroundings,
            wanted=begun.at,
            errors={said.key: said.text for said in found.problems if said.key},
        )

    def _save(self, begun: Begun) -> Response:
        opened = begun.opened
        taken = take(begun.typed, self._taking(begun))
        if isinstance(taken, Faulty):
            return self._wrong(begun, say_faults(taken, language=self.language))
        if self.sheet.asks_first(taken):
            return self._wrong(begun, NOTHING_FOUND)
        taken = self.sheet.arrange(settled(taken))
        edits = self.sheet.finish((*edits_of(taken, opened, self.sheet.record), *self.sheet.prepare(taken)))
        gates = self._closed_gates(edits, begun.reason or taken.reason or "")
        if gates:
            return self._wrong(begun, say_gates(gates))
        try:
            self._keep_draft(begun)
            saved = self.book.save(edits, draft=opened.draft)
        except HomewardError as error:
            if error.code == SAVED_ALREADY and self._stands(taken):
                return _see(self.sheet.after(taken))
            return self._not_kept(error, begun)
        if isinstance(saved, Problems):
            if not is_only_unchanged(saved):
                name_of = self.surroundings.name_of
                return self._wrong(begun, say_refusals(saved, taken, edits, language=self.language, name_of=name_of))
            self.book.discard_draft(opened.draft)
        return _see(self.sheet.after(taken))

    def _taking(self, begun: Begun) -> Taking:
        return Taking(
            spec=self.sheet.spec,
            opened=begun.opened,
            before=self.sheet.record,
            fixed=self.sheet.fixed,
            person=self.book.person,
            around=self.around,
            new_id=self.desk.new_id,
            reason=begun.reason or None,
            needs=self.sheet.needs,
        )

    def _closed_gates(self, edits: Sequence[Edit], reason: str) -> list[GatePanel]:
        dossier = self._dossier_of(edits[0])
        if dossier is None:
            return []
        dossier = replace(dossier, related={**dossier.related, **self.sheet.beside})
        asked = Asked(
            person=self.book.person,
            today=self.desk.today(),
            reason=reason or None,
            language=self.language,
            phrases=self.desk.phrases,
            link_of=self.sheet.link_of,
        )
        return closed_gates(edits, {**self.sheet.beside, **dossier.records}, dossier, asked)

    def _dossier_of(self, edit: Edit) -> Dossier | None:
        if self.opening.kind.placement is Placement.DOSSIER_HEAD and self.sheet.record is None:
            return Dossier(edit.record, {}, held=frozenset({DIRECTORY, RESTRICTED}))  # it begins with this save set
        return self.surroundings.dossier

    def _offers_for(self, key: str, begun: Begun) -> Found:
        chosen = f"{key}.{CODE}"
        forgotten = Typed({name: texts for name, texts in begun.typed.texts.items() if name != chosen})
        taken = take(forgotten, self._taking(begun))
        return say_faults(taken, language=self.language, key=key) if isinstance(taken, Faulty) else NOTHING_FOUND

    def _wrong(self, begun: Begun, found: Found) -> Response:
        try:
            self._keep_draft(begun)
        except HomewardError:
            begun = replace(begun, saved_at=None)  # the text stays on the page all the same
        page = self._show(begun, found=found)
        page.status_code = UNPROCESSABLE
        return page

    def _not_kept(self, error: HomewardError, begun: Begun) -> Response:
        sentences = error.sentences(self.language)
        status = NO_SPACE if error.code.startswith(("files.", "store.")) else GONE_MEANWHILE
        if _is_htmx() and request.form.get("_do", KEEP) == KEEP:
            note = render_template("records/_draft_note.html", saved_at=None, problem=sentences.happened)
            return make_response(note, status)
        still_here = self.desk.phrases.say(self.language, "Your text is still on this page.")
        words = f"{sentences.happened} {still_here} {sentences.next}"
        page = self._show(replace(begun, saved_at=None), found=Found((Said(words),)))
        page.status_code = status
        return page

    def _keep_draft(self, begun: Begun) -> None:
        """Keeps what was typed; `draft.saved_already` where this draft became a record before, in another tab."""
        saved_at = begun.saved_at or self.desk.clock()
        draft = self.opening.draft_of(begun, saved_at=saved_at)
        self.book.keep_draft(draft)
        if all(one.draft != draft.draft for one in self.book.drafts()):
            raise HomewardError(SAVED_ALREADY, draft=draft.draft)

    def _stands(self, taken: Taken) -> bool:
        """Whether the record holds everything that was typed: the same form was sent twice."""
        try:
            held = self.book.open(taken.record).values
        except HomewardError:
            return False
        typed = set(self.sheet.spec.fields_of(MAIN))
        return all(held.get(name) == value for name, value in taken.changed.items() if name in typed)

    def _ask_discard(self, opened: Opened) -> Response:
        kept = any(draft.draft == opened.draft for draft in self.book.drafts())
        return make_response(
            render_template(
                "records/discard.html", draft=opened, is_kept=kept, action=self._here(), **self.sheet.context
            )
        )

    def _here(self, draft: Id = "", *, at: str = "") -> str:
        args = [(name, text) for name, text in request.args.items(multi=True) if name not in PASSING]
        args += [("draft", draft)] if draft else []
        query = urlencode([*args, ("at", at)] if at else args)
        return f"{request.path}?{query}" if query else request.path

    def _show(
        self,
        begun: Begun,
        *,
        others: tuple[tuple[Id, int], ...] = (),
        found: Found = NOTHING_FOUND,
        is_resumed: bool = False,
    ) -> Response:
        sheet = self.sheet
        walking = self._walking(begun, found) if sheet.walk is not None else None
        page_of_form = Page(action=self._here(), others=others, is_resumed=is_resumed, walking=walking)
        view = view_of(sheet, begun, found, self.surroundings, page_of_form)
        page = {"form": view, "hidden": hidden_of(begun.opened), "form_id": FORM_ID, "back_url": sheet.back_url}
        return make_response(render_template(sheet.template, **page, **sheet.context))


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _see(url: str) -> Response:
    return make_response(redirect(url, code=303))
