"""Cases: the own caseload, 25 a page by next visit, the one search box; the page of a case; the whole case on paper.

Searches and filters are posted, so that no name and no village stands in an address. Without scripts a button searches.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request

from casework.book import CaseBook
from casework.case_list import CLOSED, EVERY, OPEN, CasePage, CasesWanted, fits
from casework.outline import Outline
from casework.search_words import ALSO_WRITTEN, AS_TYPED, CODE, NUMBER, PLACE, how_found
from casework.web.answers import phone_words
from casework.web.case_lines import CaseLine, case_line
from casework.web.case_page import print_case, show_case
from casework.web.desk import Desk
from casework.web.record_places import url_if_there
from casework.web.saying import say
from casework.web.today import Line, place_choices
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.vocabularies.province import PROVINCE

PER_PAGE, MOST_FOUND, LEAST_LETTERS = 25, 60, 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for: the text of the box, the filters, the page from 1."""

    text: str = ""
    status: str = OPEN
    risk: str = ""
    village: str = ""
    overdue: bool = False
    page: int = 1

    @property
    def is_search(self) -> bool:
        """Whether enough was typed to search."""
        return len(self.text.replace(" ", "")) >= LEAST_LETTERS

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves something out beside closed cases."""
        return bool(self.risk or self.village or self.overdue or self.status != OPEN)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of lines, how many there are over all pages, inquiries that were met, whether there may be more."""

    lines: tuple[CaseLine, ...]
    total: int
    inquiries: tuple[Line, ...] = ()
    is_cut: bool = False


def blueprint(desk: Desk) -> Blueprint:
    """`/cases`, `/cases/<case>`, `/cases/<case>/print`."""
    pages = Blueprint("cases", __name__)

    @pages.route("/cases", methods=["GET", "POST"])
    def index() -> Response:
        return _index(desk)

    @pages.get("/cases/<case>")
    def show(case: str) -> Response:
        return show_case(desk, case)

    @pages.route("/cases/<case>/print", methods=["GET", "POST"])
    def paper(case: str) -> Response:
        return print_case(desk, case)

    return pages


def _index(desk: Desk) -> Response:
    asked, book = _asked(), desk.book()
    wanted = _wanted(asked)
    page = book.case_page(replace(wanted, limit=0) if asked.is_search else wanted, desk.today())
    found = _searched(desk, book, asked) if asked.is_search else _listed(desk, page)
    template = "cases/_found.html" if "HX-Request" in request.headers else "cases/index.html"
    return make_response(
        render_template(
            template,
            asked=asked,
            found=found,
            pages=-(-found.total // PER_PAGE),
            is_centre=page.is_centre,
            waiting=page.waiting,
            villages=_provinces(desk) if page.is_centre else place_choices(desk, page.villages),
            new_case_url=url_if_there("new_case.new"),
            inquiry_url=url_if_there("tracing.new"),
        )
    )


def _provinces(desk: Desk) -> tuple[tuple[str, str], ...]:
    """What the centre can narrow its list to: of a place it knows the code of the province alone."""
    return tuple((one.code, one.label(desk.reader().language)) for one in PROVINCE)


def _wanted(asked: Asked) -> CasesWanted:
    first = (asked.page - 1) * PER_PAGE
    status = asked.status if asked.status in (OPEN, CLOSED, EVERY) else OPEN
    return CasesWanted(
        status=status, risk=asked.risk, village=asked.village, overdue=asked.overdue, first=first, limit=PER_PAGE
    )


def _asked() -> Asked:
    form = request.form
    page = form.get("page", "1")
    return Asked(
        text=form.get("text", "").strip()[:120],
        status=form.get("status", OPEN),
        risk=form.get("risk", ""),
        village=form.get("village", ""),
        overdue=form.get("overdue") == "yes",
        page=int(page) if page.isascii() and page.isdecimal() and 0 < int(page) < 10_000 else 1,
    )


def _listed(desk: Desk, page: CasePage) -> Found:
    return Found(tuple(case_line(desk, one) for one in page.cases), page.total)


def _searched(desk: Desk, book: CaseBook, asked: Asked) -> Found:
    met: dict[Id, list[Shown]] = {}
    hits = book.search(asked.text, limit=MOST_FOUND)
    for hit in hits:
        met.setdefault(hit.home, []).append(hit)
    wanted = _wanted(asked)
    wanted = replace(wanted, status=EVERY if wanted.status == OPEN else wanted.status)  # a search finds closed ones too
    today = desk.today()
    kept = [one for one in book.outlines_of(list(met), today) if fits(one, wanted, today)]
    lines = [_found_line(desk, one, met[one.home], asked.text) for one in kept[wanted.first : wanted.first + PER_PAGE]]
    heads = [hit for hit in hits if hit.kind == "tracing_inquiry"]
    inquiries = tuple(line for hit in heads[:PER_PAGE] if (line := _inquiry(desk, hit)) is not None)
    return Found(tuple(lines), len(kept), inquiries, is_cut=len(hits) == MOST_FOUND)


def _found_line(desk: Desk, case: Outline, hits: Sequence[Shown], text: str) -> CaseLine:
    line = case_line(desk, case)
    own = next((hit for hit in hits if hit.record_id == case.home), hits[0])
    return replace(line, how=_how(desk, own, text, place=line.place))


def _how(desk: Desk, hit: Shown, text: str, *, place: str) -> str:
    """The sentence that says how a record met what was typed; "" where it is there for all to see."""
    language = desk.reader().language
    way, words = how_found(text, hit, place=place)
    if hit.kind == "family_member":
        return say(language, "A relative: %(name)s", name=words)
    if way in (AS_TYPED, CODE, PLACE):
        return ""
    if way == NUMBER:
        return say(language, "Phone: %(number)s", number=phone_words(words))
    if way == ALSO_WRITTEN:
        return say(language, "Also written: %(name)s", name=words)
    return say(language, "Sounds like “%(text)s”", text=text)


def _inquiry(desk: Desk, hit: Shown) -> Line | None:
    url = url_if_there("tracing.show", inquiry=hit.record_id)
    if not url:
        return None
    how = _how(desk, hit, request.form.get("text", ""), place="")
    return Line(str(hit.values.get("inquiry_number") or ""), url, how)
