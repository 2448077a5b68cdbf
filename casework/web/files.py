"""Addresses of photos and papers: of every case, of one case or inquiry, of one file and its content.

Promise: a file that was chosen is a draft at once and is not asked for twice; nobody gets the content of a file whose
record she may not read. No camera, only files.
"""

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
    pages = Blueprint("files", __name__)

    @pages.get("/files")
    def everywhere() -> Response:
        return _everywhere(desk)

    @pages.get("/cases/<case>/files")
    def show(case: str) -> Response:
        return FilePages(desk, CASES, case).show()

    @pages.get("/tracing/<inquiry>/files")
    def of_inquiry(inquiry: str) -> Response:
        return FilePages(desk, TRACING, inquiry).show()

    @pages.get(f"{_BASE}/attachment")
    def index(base: str, home: str) -> Response:
        return see(FilePages(desk, base, home).list_url())

    @pages.route(f"{_BASE}/files/add", methods=["GET", "POST"])
    def add(base: str, home: str) -> Response:
        files = FilePages(desk, base, home)
        return files.add() if request.method == "POST" else see(files.list_url())

    @pages.route(f"{_BASE}/attachment/new", endpoint="begin")
    def begin(base: str, home: str) -> Response:
        return see(FilePages(desk, base, home).list_url())

    @pages.route(f"{_BASE}/files/new", methods=["GET", "POST"])
    def new(base: str, home: str) -> Response:
        return FilePages(desk, base, home).describe()

    @pages.route(f"{_BASE}/files/<record>/paper", methods=["GET", "POST"])
    def paper(base: str, home: str, record: str) -> Response:
        return FilePages(desk, base, home).paper(record)

    @pages.get(f"{_BASE}/files/<record>")
    def one(base: str, home: str, record: str) -> Response:
        return FilePages(desk, base, home).one(record)

    @pages.post(f"{_BASE}/files/<record>/use")
    def use(base: str, home: str, record: str) -> Response:
        return FilePages(desk, base, home).use_as_photo(record)

    @pages.get(f"{_BASE}/files/<record>/thumbnail")
    def thumbnail(base: str, home: str, record: str) -> Response:
        return show_image(desk.book().attachments, image_of(desk, home, record), thumbnail=True)

    @pages.get(f"{_BASE}/files/<record>/picture")
    def picture(base: str, home: str, record: str) -> Response:
        return show_image(desk.book().attachments, image_of(desk, home, record))

    @pages.get(f"{_BASE}/files/<record>/download")
    def download(base: str, home: str, record: str) -> Response:
        return download_of(desk, home, record)

    return pages


def _everywhere(desk: Desk) -> Response:
    """The photos and papers of every case and inquiry, a page at a time."""
    book, after = desk.book(), request.args.get("after", "")
    page = book.list(Query(ATTACHMENT), after=after if is_id(after) else None, limit=PER_PAGE)
    lines = glances(book, page.records, language=desk.reader().language, phrases=desk.phrases)
    next_url = url_for("files.everywhere", after=page.after) if page.after else ""
    return make_response(render_template("files/everywhere.html", lines=lines, next_url=next_url))
