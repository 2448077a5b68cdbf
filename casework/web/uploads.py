"""Uploads are held in memory: no plain file of a case is ever written by either program (security.md 2.8)."""

from io import BytesIO
from typing import Any

from flask import Request

from shared_schema.errors import HomewardError
from shared_schema.records.file_value import MIB, UPLOADED_BYTES

_PIECE = 65_536
_READ_AWAY_BYTES = 64 * MIB


class InMemoryRequest(Request):
    """A request whose files never touch the disk; the programs bound its size."""

    def _get_file_stream(self, *_arguments: Any, **_options: Any) -> BytesIO:
        return BytesIO()


def body_refused(request: Request) -> HomewardError:
    """What is told of a request whose body is larger than its program takes.

    The rest of the body is read and thrown away (at most 64 MiB): a browser that is still sending would otherwise show
    a broken line in the place of the words.
    """
    body, left = request.environ["wsgi.input"], min(request.content_length or 0, _READ_AWAY_BYTES)
    while left > 0 and (piece := body.read(min(_PIECE, left))):
        left -= len(piece)
    if request.blueprint == "files":
        return HomewardError("attachment.too_large", limit_mb=UPLOADED_BYTES // MIB)
    return HomewardError("shell.too_large")
