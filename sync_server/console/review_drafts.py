"""What somebody is typing on a page of review: a draft of hers, kept sealed at the centre until it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers.response import Response

from casework.book import CaseBook, Draft
from casework.web.desk import Desk
from casework.web.draft_address import address_of_request
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, is_id

KEEP, LANGUAGE, SAVE = "draft", "language", "save"


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: `at` names the page, the rest is the record."""

    at: str
    record: Id
    kind: str
    home: Id


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the boxes of a form, under the id of its draft."""

    draft: Id
    texts: dict[str, str] = field(default_factory=dict)
    saved_at: int | None = None

    def text(self, name: str) -> str:
        """One box."""
        return self.texts.get(name, "")


def typed_before(desk: Desk, book: CaseBook, about: About) -> Typed:
    """What her draft of this page holds; nothing where there is none."""
    for draft in book.drafts():
        form = draft.form if isinstance(draft.form, dict) else {}
        texts = form.get("texts")
        if form.get("at") == about.at and isinstance(texts, dict):
            said = {name: text for name, text in texts.items() if isinstance(text, str)}
            return Typed(draft.draft, said, draft.saved_at)
    return Typed(desk.new_id())


def typed_now(desk: Desk, names: Sequence[str]) -> Typed:
    """What was posted."""
    draft = request.form.get("draft", "")
    texts = {name: text for name in names if (text := request.form.get(name, "").strip())}
    return Typed(draft if is_id(draft) else desk.new_id(), texts)


def kept_instead(desk: Desk, book: CaseBook, about: About, typed: Typed) -> Response | None:
    """The answer to *Save and finish later*, a language button or the script; None where the form is to be sent."""
    verb, _colon, argument = request.form.get("_do", KEEP if "HX-Request" in request.headers else SAVE).partition(":")
    if verb not in (KEEP, LANGUAGE):
        return None
    now = desk.clock()
    form: dict[str, Json] = {"at": about.at, "texts": dict(typed.texts), **address_of_request()}
    book.keep_draft(Draft(typed.draft, about.record, about.kind, about.home, {}, form, now))
    if "HX-Request" in request.headers:
        return make_response(render_template("records/_draft_note.html", saved_at=now, problem=""))
    url = desk.frame().language_url if verb == LANGUAGE else None
    if url:
        return redirect(f"{url}?{urlencode({'language': argument, 'next': request.path})}", code=307)
    return redirect(f"{request.path}#draft-note", code=303)
