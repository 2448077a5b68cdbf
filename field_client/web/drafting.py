"""Makes a form that came too late the draft of its page: the post is given to its own route again, as *Save draft*.

Promise: whatever the form says and wherever it was sent, a draft is all that can come of it: only pages of records are
asked, their book saves nothing else, and no form keeps the laptop from opening. Nobody is asked: who knocks at a locked
program has the door, not the passphrase.
"""

from collections.abc import Callable, Collection
from io import BytesIO
from typing import cast

from flask import Flask, has_request_context, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from casework.book import CaseBook
from casework.web.drafts_only import BUTTON, SAVE_DRAFT, DraftsOnly
from field_client.web.late import LatePost

_LATE = "homeward.late"  # in the WSGI environment, where no header of a request can come


def book_of_request(book: Callable[[], CaseBook]) -> CaseBook:
    """The book for the request that is being served: the whole one, or drafts alone for a form that came too late."""
    late = request.environ.get(_LATE) if has_request_context() else None
    return book() if late is None else cast(CaseBook, late)


def draft_from(post: LatePost, *, app: Flask, prefix: str, book: CaseBook, rooms: Collection[str]) -> bool:
    """Whether the form is a draft now; False where its page is gone or refuses it, and the sealed file stays.

    `rooms` = the blueprints whose forms become drafts: pages of records, none of the program's own.
    """
    fields: MultiDict[str, str] = MultiDict(
        (name, value) for name, values in post.fields.items() if name != BUTTON for value in values
    )
    fields[BUTTON] = SAVE_DRAFT
    for name, content in post.files.items():
        fields.add(name, FileStorage(BytesIO(content), name))  # type: ignore[arg-type]
    boundary, body = encode_multipart(fields)  # in memory: the test client's own way would write a file
    kind = f"multipart/form-data; boundary={boundary}"
    only = DraftsOnly(book)
    try:
        with app.test_request_context(
            prefix + post.path,
            method="POST",
            input_stream=BytesIO(body),
            content_type=kind,
            content_length=len(body),
            environ_overrides={_LATE: only},
        ):
            if request.blueprint not in rooms:
                return False
            app.dispatch_request()
    except Exception:  # noqa: BLE001 - a form that breaks its page must not be what keeps the laptop shut
        return only.kept > 0
    return only.kept > 0
