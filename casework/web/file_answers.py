"""Files as they leave the program: an image that we made anew is shown, everything else is handed out to be kept.

Promise: the media type is fixed by us, never by who added the file; names of downloads say the case's code and a day,
no name. The content is opened piece by piece while it is sent (security.md section 3 #6).
"""

import re

from flask import Response, abort

from casework.attachments import Attachments
from casework.book import CaseBook
from casework.web.dates import day_of
from casework.web.desk import Desk
from casework.web.file_drafts import ATTACHMENT, draft_for, value_in
from casework.web.file_lines import file_of
from casework.web.record_screen import opened
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.records.file_value import JPEG, FileValue

_ENDINGS = {
    JPEG: "jpg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
}
_CODE = re.compile(r"[A-Za-z0-9-]{1,40}")


def show_image(files: Attachments, value: FileValue, *, thumbnail: bool = False) -> Response:
    """An image inside a page; the errors of `Attachments.read` come before anything is sent."""
    content = value.content(thumbnail=thumbnail)
    answer = Response(files.read(value, thumbnail=thumbnail), content_type=JPEG)
    answer.headers["Content-Length"] = str(content.size)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def hand_out(files: Attachments, value: FileValue, *, code: str, day: str) -> Response:
    """A file to be kept by whoever asks: `homeward-<code>-<day>.pdf`, as bytes without a meaning to the browser."""
    shown = code if _CODE.fullmatch(code) else "file"
    answer = Response(files.read(value), content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(value.size)
    name = f"homeward-{shown}-{day}.{_ENDINGS[value.media_type]}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def image_of(desk: Desk, home: Id, record: Id) -> FileValue:
    """An image that stands in a record of this dossier, or in a draft of the person who asks."""
    if not is_id(record):
        abort(404)
    draft = draft_for(desk.book(), record)
    value = value_in(draft) if draft is not None and draft.home == home else _value_of(desk.book(), home, record)
    if value is None or not value.is_image:
        abort(404)
    return value


def _value_of(book: CaseBook, home: Id, record: Id) -> FileValue | None:
    shown = opened(book, record)
    if shown.kind != ATTACHMENT or shown.home != home or shown.is_retracted:
        abort(404)
    return file_of(shown)


def download_of(desk: Desk, home: Id, record: Id) -> Response:
    """A file to be kept, by its record; 404 where it is not hers to read, or voided."""
    book = desk.book()
    value = _value_of(desk.book(), home, record)
    if value is None:
        abort(404)
    try:
        head = book.open(home).values
    except HomewardError:
        head = {}  # it came with a referral: the case itself is another office's
    code = head.get("case_number") or head.get("inquiry_number") or ""
    day = day_of(book.open(record).created_at or desk.clock()).isoformat()
    return hand_out(book.attachments, value, code=str(code), day=day)
