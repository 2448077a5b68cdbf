"""Addresses of photos and papers: of every case, of one case or inquiry, of one file and its content.

Promise: a file that was chosen is a draft at once and is not asked for twice; nobody gets the content of a file whose
record she may not read. No camera, only files.
"""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template, request, url_for

from casework.book import Query
from casework.web.desk import Desk
from casework.web.file_answers import download_of, image_of, show_image
from casework.web.file_drafts import ATTACHMENT
from casework.web.file_lines import glances
from casework.web.file_pages import FilePages, see
from casework.web.record_places import CASES, TRACING
from shared_schema.identifiers import is_id

PER_PAGE = 25
_BASE = f"/<any({CASES},{TRACING}):base>/<home>"


def blueprint(desk: Desk) -> Blueprint:
    """Pages of photos and papers."""
    pages, both = Blueprint("files", __name__), ["GET", "POST"]

    def of(base: str, home: str) -> FilePages:
        return FilePages(desk, base, home)

    pages.add_url_rule("/files", "everywhere", lambda: _everywhere(desk))
    pages.add_url_rule("/cases/<case>/files", "show", lambda case: of(CASES, case).show())
    pages.add_url_rule("/tracing/<inquiry>/files", "of_inquiry", lambda inquiry: of(TRACING, inquiry).show())
    for path, name in (("attachment", "index"), ("attachment/new", "begin")):
        pages.add_url_rule(f"{_BASE}/{path}", name, lambda base, home: see(of(base, home).list_url()))
    pages.add_url_rule(f"{_BASE}/files/add", "add", lambda base, home: _add(of(base, home)), methods=both)
    pages.add_url_rule(f"{_BASE}/files/new", "new", lambda base, home: of(base, home).describe(), methods=both)
    _add_one(pages, desk, of)
    return pages


def _add_one(pages: Blueprint, desk: Desk, of: Callable[[str, str], FilePages]) -> None:
    """The pages of one file, and its content."""
    one, both = f"{_BASE}/files/<record>", ["GET", "POST"]
    pages.add_url_rule(one, "one", lambda base, home, record: of(base, home).one(record))
    pages.add_url_rule(f"{one}/paper", "paper", lambda base, home, record: of(base, home).paper(record), methods=both)
    pages.add_url_rule(
        f"{one}/use", "use", lambda base, home, record: of(base, home).use_as_photo(record), methods=["POST"]
    )

    def image(home: str, record: str, *, thumbnail: bool) -> Response:
        return show_image(desk.book().attachments, image_of(desk, home, record), thumbnail=thumbnail)

    pages.add_url_rule(f"{one}/thumbnail", "thumbnail", lambda base, home, record: image(home, record, thumbnail=True))
    pages.add_url_rule(f"{one}/picture", "picture", lambda base, home, record: image(home, record, thumbnail=False))
    pages.add_url_rule(f"{one}/download", "download", lambda base, home, record: download_of(desk, home, record))


def _add(files: FilePages) -> Response:
    return files.add() if request.method == "POST" else see(files.list_url())


def _everywhere(desk: Desk) -> Response:
    """The photos and papers of every case and inquiry, a page at a time."""
    book, after = desk.book(), request.args.get("after", "")
    page = book.list(Query(ATTACHMENT), after=after if is_id(after) else None, limit=PER_PAGE)
    lines = glances(book, page.records, language=desk.reader().language, phrases=desk.phrases)
    next_url = url_for("files.everywhere", after=page.after) if page.after else ""
    return make_response(render_template("files/everywhere.html", lines=lines, next_url=next_url))
