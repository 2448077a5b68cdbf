"""The provider directory, to read: who offers what, where, for whom, with how many places, and how to reach them.

Whoever keeps the directory changes it on the generic screens; nothing is written here. Searches are posted.
"""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from casework.book import Query
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.provider_view import MOST_READ, Wanted, offers_of, provider_lines
from casework.web.record_places import DIRECTORY_BASE, Stand
from casework.web.record_rights import may_write
from casework.web.record_screen import opened
from casework.web.record_view import answer_rows
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import DIRECTORY
from shared_schema.vocabularies.province import PROVINCE
from shared_schema.vocabularies.services import SERVICE_TYPE

LONGEST_TEXT = 80
_SAID_ABOVE = ("name_km", "name_latin", "active")


def blueprint(desk: Desk) -> Blueprint:
    """`/directory` and `/directory/providers/<provider>`."""
    pages = Blueprint("directory", __name__)

    @pages.route("/directory", methods=["GET", "POST"])
    def index() -> Response:
        return _index(desk)

    @pages.get("/directory/providers/<provider>")
    def show(provider: str) -> Response:
        return _show(desk, provider)

    return pages


def wanted_of_request() -> Wanted:
    """What the form of the search asks for; a service may stand in the address, a name never."""
    service = request.values.get("service", "")
    return Wanted(
        service=service if service in SERVICE_TYPE else "",
        province=request.form.get("province", ""),
        text=request.form.get("text", "").strip()[:LONGEST_TEXT],
    )


def service_options(language: str) -> list[tuple[str, str]]:
    """The services as choices."""
    return [(code.code, code.label(language)) for code in SERVICE_TYPE]


def province_options(language: str) -> list[tuple[str, str]]:
    """The provinces as choices."""
    return [(code.code, code.label(language)) for code in PROVINCE]


def _index(desk: Desk) -> Response:
    around, language, wanted = Surroundings(desk, DIRECTORY), desk.reader().language, wanted_of_request()
    lines = provider_lines(around.book, around, wanted)
    stand, person = Stand(DIRECTORY_BASE), around.book.person
    page = render_template(
        "directory/index.html",
        lines=lines,
        wanted=wanted,
        services=service_options(language),
        provinces=province_options(language),
        is_narrowed=wanted != Wanted(),
        new_url=stand.url("new", "provider") if may_write(KINDS["provider"], person) else "",
    )
    return make_response(page)


def _show(desk: Desk, provider: str) -> Response:
    around = Surroundings(desk, DIRECTORY)
    shown, person = opened(around.book, provider), around.book.person
    if shown.kind != "provider":
        abort(404)
    stand = Stand(DIRECTORY_BASE)
    services = around.book.list(Query("provider_service"), limit=MOST_READ).records
    may_add = may_write(KINDS["provider_service"], person)
    page = render_template(
        "directory/show.html",
        shown=shown,
        offers=offers_of(shown.record_id, services, around),
        rows=[row for row in answer_rows(shown, around) if row.field not in _SAID_ABOVE],
        index_url=url_for("directory.index"),
        edit_url=stand.url("edit", "provider", record=provider) if may_write(KINDS["provider"], person) else "",
        service_url=stand.url("new", "provider_service", provider=provider) if may_add else "",
    )
    return make_response(page)
