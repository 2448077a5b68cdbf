"""The overview: 25 provinces as tiles and as the same table, offices, what waits. Every number leads to its list.

The tiles are made here: name and number as text, a pattern for how much. Numbers are counted now and marked internal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from casework.web.ago import day_and_ago
from casework.web.dates import day_of
from casework.web.record_places import url_if_there
from casework.web.saying import message
from shared_schema.vocabularies.province import PROVINCE
from sync_server.console.case_rows import office_words, worker_words
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.overview import MEASURES, SILENT_DAYS, Counts, Overview, level_of, overview, silent_now

MEASURE_WORDS = {
    "active": message("Active cases"),
    "overdue": message("Overdue share"),
    "silent": message("Silent laptops"),
    "reunified": message("Reunified this quarter"),
}
_STATES = {"active": "open", "overdue": "overdue", "reunified": "reunified"}


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: its number in words, how dark it is (0 to 4), its counts, and the list behind each measure."""

    code: str
    name: str
    number: str
    level: int
    counts: Counts
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop that was not heard of for long."""

    code: str
    person: str
    office: str
    contact: str


def blueprint(console: Console) -> Blueprint:
    """`/overview` and `/overview/laptops`."""
    pages = Blueprint("overview", __name__)

    @pages.get("/overview")
    def index() -> Response:
        return _index(console)

    @pages.get("/overview/laptops")
    def laptops() -> Response:
        return _laptops(console)

    return pages


def _index(console: Console) -> Response:
    desk, language = console.desk, console.desk.reader().language
    measure = request.args.get("measure", MEASURES[0])
    measure = measure if measure in MEASURES else MEASURES[0]
    found = overview(console.server, console.actor())
    tiles = _tiles(found, measure, language)
    offices = [
        (office_words(found.roster.offices[one], language), counts, _list_url("open", office=one), one)
        for one, counts in found.offices.items()
    ]
    page = render_template(
        "overview/index.html",
        found=found,
        measure=measure,
        measures=[(code, say(language, words)) for code, words in MEASURE_WORDS.items()],
        measure_words=say(language, MEASURE_WORDS[measure]),
        tiles=tiles,
        is_quiet=not any(tile.level for tile in tiles),
        unknown=found.provinces.get("", Counts()),
        offices=offices,
        silent_days=SILENT_DAYS,
        list_url=_list_url,
        review_url=url_if_there("review.index", kind="two_versions"),
        matches_url=url_if_there("matches.index") or _list_url("matches"),
        oldest=None if found.oldest_at is None else day_and_ago(day_of(found.oldest_at), desk.today(), language),
    )
    return make_response(page)


def _tiles(found: Overview, measure: str, language: str) -> list[Tile]:
    values = {code.code: _value(found.provinces[code.code], measure) for code in PROVINCE}
    most = max((value or 0 for value in values.values()), default=0)
    return [
        Tile(
            code.code,
            code.label(language),
            _words(values[code.code], measure, language),
            level_of(values[code.code], most),
            found.provinces[code.code],
            {one: _behind(one, code.code) for one in MEASURES},
        )
        for code in PROVINCE
    ]


def _value(counts: Counts, measure: str) -> int | None:
    if measure == "overdue":
        return counts.overdue_share
    return {"active": counts.active, "silent": counts.silent, "reunified": counts.reunified}[measure]


def _words(value: int | None, measure: str, language: str) -> str:
    if value is None:
        return say(language, "No case")
    return say(language, "%(n)s per cent", n=value) if measure == "overdue" else str(value)


def _behind(measure: str, province: str) -> str:
    if measure == "silent":
        return url_for("overview.laptops", province=province)
    return _list_url(_STATES[measure], province=province)


def _list_url(state: str, *, province: str | None = None, office: str | None = None) -> str:
    return url_for("follow_ups.cases", state=state, province=province, office=office)


def _laptops(console: Console) -> Response:
    language, today = console.desk.reader().language, console.desk.today()
    roster, silent = silent_now(console.server, console.actor())
    province, office = request.args.get("province", ""), request.args.get("office", "")
    lines = []
    for one in silent:
        place = roster.offices.get(one.office or "")
        if (province and (place is None or place.province != province)) or (office and one.office != office):
            continue
        at = one.last_contact_at
        contact = say(language, "No contact yet") if at is None else day_and_ago(day_of(at), today, language)
        worker = roster.workers.get(one.person or "")
        lines.append(Laptop(one.code, worker_words(worker, language), office_words(place, language), contact))
    is_narrowed = bool(province or office)
    page = render_template("overview/laptops.html", lines=lines, silent_days=SILENT_DAYS, is_narrowed=is_narrowed)
    return make_response(page)


ROOM = Room(
    blueprint,
    rights={"overview.index": Action.ASSIGN, "overview.laptops": Action.ASSIGN},
    places=(Place("overview.index", "Overview"),),
)
