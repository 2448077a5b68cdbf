"""Uploads are held in memory: no plain file of a case is ever written by either program (security.md 2.8)."""

from io import BytesIO
from typing import Any

from flask import Request


class InMemoryRequest(Request):
    """A request whose files never touch the disk; the programs bound its size."""

    def _get_file_stream(self, *_arguments: Any, **_options: Any) -> BytesIO:
        return BytesIO()
