"""A file that was added becomes a draft at once: what somebody chose is never asked for twice.

Promise: the same form sent twice is one file; a file whose draft cannot be kept leaves nothing behind. What the draft
says of the file (its key too) stays in the store and is never written into a page.
"""

from collections.abc import Mapping
from typing import BinaryIO

import orjson

from casework.book import CaseBook, Draft
from shared_schema.canonical import Json, dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import FileValue, read_file_value, to_json

ATTACHMENT, FILE = "attachment", "file"
SECTION = "about"


def take_in(book: CaseBook, stream: BinaryIO, begun: Draft) -> Draft:
    """Keeps the file and a draft of its record (`begun` without a file); the errors of `Attachments.write` and of the
    store. A draft that has its file already is given back as it is."""
    earlier = draft_of(book, begun.draft)
    if earlier is not None and value_in(earlier) is not None:
        return earlier
    value = book.attachments.write(stream)
    typed: dict[str, Json] = {FILE: [carried(value)]}
    if value.is_image:
        typed["attachment_type"] = ["photo"]
    form = {**begun.form, "typed": {**typed, **begun.form.get("typed", {})}}
    draft = Draft(begun.draft, begun.record, begun.kind, begun.home, {}, form, begun.saved_at)
    try:
        book.keep_draft(draft)
    except HomewardError:
        book.attachments.drop(value)
        raise
    return draft


def form_of_draft(home: Id, address: Mapping[str, str], typed: Mapping[str, list[str]]) -> Json:
    """What a draft holds before its file: the page it belongs to, as form_opening.py reads it."""
    at = f"{home}/{ATTACHMENT}/new/{SECTION}"
    return {
        "typed": dict(typed),
        "marks": {},
        "reason": "",
        "at": at,
        "page": "",
        "endpoint": "files.new",
        "args": dict(address),
    }


def draft_of(book: CaseBook, draft: Id) -> Draft | None:
    """A draft of a file by its id."""
    return next((one for one in book.drafts() if one.draft == draft and one.kind == ATTACHMENT), None)


def draft_for(book: CaseBook, record: Id) -> Draft | None:
    """A draft of a file by the record id that is reserved with it."""
    return next((one for one in book.drafts() if one.record == record and one.kind == ATTACHMENT), None)


def value_in(draft: Draft) -> FileValue | None:
    """The file that a draft holds, None where it holds none."""
    typed = draft.form.get("typed") if isinstance(draft.form, dict) else None
    texts = typed.get(FILE) if isinstance(typed, dict) else None
    try:
        return read_file_value(orjson.loads(texts[0])) if texts else None
    except (HomewardError, orjson.JSONDecodeError, TypeError):
        return None


def carried(value: FileValue) -> str:
    """A file value as the text that a draft carries."""
    return dumps(to_json(value)).decode()
