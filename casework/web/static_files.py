"""Styles, scripts and type, read once and served under an address that carries a hash of their contents.

A new release has new addresses, so browsers may keep these files for a year. They hold no data of anybody.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from flask import Response, abort

YEAR_SECONDS = 31_536_000
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_SHRINKS = (".js", ".css", ".svg", ".txt")


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """All files by their path under `static/`; `digest` = 12 hex characters over every path and content."""

    files: Mapping[str, bytes]
    shrunk: Mapping[str, bytes]
    digest: str

    def path(self, name: str) -> str:
        """`<digest>/<name>`; KeyError for a file that is not there, so a mistyped name fails while building a page."""
        self.files[name]
        return f"{self.digest}/{name}"

    def answer(self, digest: str, name: str, *, takes_gzip: bool) -> Response:
        """The file, or 404; an old digest is 404 too."""
        if digest != self.digest or name not in self.files:
            abort(404)
        shrunk = self.shrunk.get(name) if takes_gzip else None
        response = Response(shrunk or self.files[name], content_type=_content_type(name))
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        if shrunk:
            response.headers["Content-Encoding"] = "gzip"
        if name in self.shrunk:
            response.headers["Vary"] = "Accept-Encoding"
        return response


def read_static_files() -> StaticFiles:
    """The files beside the pages, with their manifest left out."""
    files = dict(_walk(resources.files("casework.web").joinpath("static"), ""))
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    shrunk = {name: gzip.compress(data, mtime=0) for name, data in files.items() if name.endswith(_SHRINKS)}
    return StaticFiles(files, shrunk, digest.hexdigest()[:12])


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith((".py", ".json")):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def _content_type(name: str) -> str:
    ending = name[name.rfind(".") :]
    kind = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
