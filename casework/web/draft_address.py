"""Which page a draft belongs to: kept as the page's name and its parts, because the address changes at each start."""

from typing import Any

from flask import request, url_for
from werkzeug.routing import BuildError

from casework.book import Draft
from shared_schema.canonical import Json

PASSING = frozenset({"draft", "new", "saved", "at", "from"})  # parts of an address that say nothing about the form


def address_of_request() -> dict[str, Json]:
    """The page of this request, for the form of a draft."""
    asked = {name: text for name, text in request.args.items() if name not in PASSING}
    return {"endpoint": request.endpoint or "", "args": {**(request.view_args or {}), **asked}}


def draft_url(draft: Draft) -> str:
    """Where a draft is gone on with; "" where this program has no such page."""
    form = draft.form if isinstance(draft.form, dict) else {}
    endpoint, args = form.get("endpoint"), form.get("args")
    if not isinstance(endpoint, str) or not endpoint or not isinstance(args, dict):
        return ""
    known: dict[str, Any] = {name: text for name, text in args.items() if isinstance(text, str) and name[:1] != "_"}
    try:
        return url_for(endpoint, **{**known, "draft": draft.draft})
    except BuildError:
        return ""
