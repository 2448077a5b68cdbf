"""Files as they leave the program: an image that we made anew is shown, everything else is handed out to be kept.

Promise: the media type is fixed by us, never by who added the file; names of downloads say the case's code and a day,
no name. The content is opened piece by piece while it is sent (security.md section 3 #6).
"""

import re

from flask import Response

from casework.attachments import Attachments
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
