"""The console put together: guard, frame, sign-in, the rooms, and the shared pages of casework. Called once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask, Response

from casework.place_search import PlaceSearch, shipped_place_search
from casework.web.desk import Desk
from casework.web.mount import mount
from casework.web.worded import worded
from shared_schema.errors import HomewardError
from shared_schema.identifiers import uuid7
from shared_schema.rules.reading import day_of_ms
from sync_server.console import (
    assign,
    bundles,
    calendar,
    centre,
    duplicates,
    erasure,
    follow_ups,
    frame,
    intake,
    matches,
    moves,
    overview,
    own_account,
    providers,
    referral_board,
    reports,
    retention,
    review,
    running,
    sign_in,
    workload,
)
from sync_server.console.frame import SHARED_PLACES, FrameMaker
from sync_server.console.guard import EVERYBODY, Guard
from sync_server.console.phrases import PHRASES
from sync_server.console.problems import problem_page
from sync_server.console.room import Console, Room
from sync_server.console.shared_rights import SHARED_RIGHTS
from sync_server.server import Server
from sync_server.services.access import Action
from sync_server.services.book import Books, make_books
from sync_server.services.writers import laptop_code, received_at

ROOMS: tuple[Room, ...] = (
    overview.ROOM,
    review.ROOM,
    workload.ROOM,
    follow_ups.ROOM,
    assign.ROOM,
    moves.ROOM,
    intake.ROOM,
    calendar.ROOM,
    bundles.ROOM,
    matches.ROOM,
    duplicates.ROOM,
    providers.ROOM,
    referral_board.ROOM,
    reports.ROOM,
    erasure.ROOM,
    retention.ROOM,
    *running.ROOMS,
    centre.ROOM,
)
MAX_FORM_MEMORY, MAX_FORM_PARTS = 1024 * 1024, 4000


@dataclass(frozen=True, slots=True)
class Pages:
    """What the application asks of the console: whether a request is for it, and its page for an error."""

    is_page: Callable[[], bool]
    problem: Callable[[HomewardError], Response]


def mount_console(app: Flask, server: Server, *, books: Books | None = None, rooms: tuple[Room, ...] = ROOMS) -> Pages:
    """Registers everything. Raises ValueError for an endpoint without a right, which would be open to nobody."""
    app.config.update(MAX_FORM_MEMORY_SIZE=MAX_FORM_MEMORY, MAX_FORM_PARTS=MAX_FORM_PARTS)
    before = frozenset(app.blueprints)
    search = shipped_place_search()
    rights = {endpoint: action for room in rooms for endpoint, action in room.rights.items()}

    @cache
    def open_books() -> Books:
        return books or make_books(server)

    def right_of(endpoint: str) -> Action | None:
        if endpoint not in app.view_functions:
            return None
        return rights.get(endpoint) or SHARED_RIGHTS.get(endpoint.partition(".")[0])

    places = (*(place for room in rooms for place in room.places), *SHARED_PLACES)
    maker = FrameMaker(server, app, places=places, right_of=right_of)
    drafting = {endpoint for room in rooms for endpoint in room.drafting}
    guard = Guard(server, open_books, rights=rights, shared=SHARED_RIGHTS, drafting=drafting)
    desk = _make_desk(server, guard, maker, search)
    console = Console(server, worded(desk), guard.signed_in, guard.book)
    app.register_blueprint(sign_in.blueprint(server, reader=maker.reader, signed_in=guard.signed_in))
    app.register_blueprint(frame.blueprint(maker, guard.signed_in))
    app.register_blueprint(own_account.blueprint(console))
    for room in rooms:
        app.register_blueprint(room.blueprint(console))
    mount(app, desk, url_prefix="")
    guard.admit(frozenset(app.blueprints) - before)
    _require_rights(app, guard, rights)
    guard.stand_before(app)

    def problem(error: HomewardError) -> Response:
        guard.note_problem(error)
        return problem_page(error, maker.reader)

    return Pages(guard.is_page, problem)


def _make_desk(server: Server, guard: Guard, maker: FrameMaker, search: PlaceSearch) -> Desk:
    """What the shared pages ask of the console, for whoever is signed in."""
    return Desk(
        book=guard.book,
        reader=maker.reader,
        csrf=maker.csrf,
        clock=server.clock,
        today=lambda: day_of_ms(server.clock()),
        new_id=lambda: uuid7(server.clock(), server.random(10)),
        frame=maker.frame,
        places=search.places,
        place_search=search,
        phrases=PHRASES,
        device_name=lambda incarnation: laptop_code(server, incarnation),
        received_at=lambda dot: received_at(server, dot),
        matcher="server",
        note_names=lambda paper, record, names: guard.book().note_names(paper, record, names),
    )


def _require_rights(app: Flask, guard: Guard, rights: Mapping[str, Action]) -> None:
    """Every endpoint of the console has a right, and every right an endpoint."""
    endpoints = {one for one in app.view_functions if guard.holds(one)}
    open_to_all = {one for one in endpoints if one.startswith(("sign_in.", "static_files."))} | EVERYBODY
    shared = {one for one in endpoints if one.partition(".")[0] in SHARED_RIGHTS}
    without = endpoints - open_to_all - shared - set(rights)
    unknown = set(rights) - endpoints
    if without or unknown:
        raise ValueError(f"endpoints without a right: {sorted(without)}; rights without an endpoint: {sorted(unknown)}")
