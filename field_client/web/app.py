"""The pages of the laptop put together: guard, door, first run, the shell's own pages, and the shared ones of casework.

Composed once a process, under the secret prefix. Everything below is handed the program; no module holds state.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Request

from casework.place_search import shipped_place_search
from casework.web.desk import Desk
from casework.web.mount import mount
from casework.web.uploads import InMemoryRequest
from field_client.app import Laptop
from field_client.web import (
    backup_pages,
    courier_pages,
    diagnostics_pages,
    frame,
    launch_page,
    settings_pages,
    sheet_pages,
    start_pages,
    sync_pages,
    travel_pages,
    wipe_pages,
)
from field_client.web.door import Door
from field_client.web.door import blueprint as door_blueprint
from field_client.web.drafting import book_of_request, draft_from
from field_client.web.guard import MAX_FORM_BYTES, Guard
from field_client.web.late import LateFolder, late_post
from field_client.web.openings import LocalOpenings, own_device_name, received_at
from field_client.web.phrases import PHRASES
from field_client.web.problem_pages import handle_problems
from field_client.web.program import DROP_KEY, Program

MAX_BODY_BYTES = 12 * 1024 * 1024
MAX_FORM_PARTS = 4000


def make_app(program: Program, *, host: Callable[[], str], launched: Callable[[], None] = lambda: None) -> Flask:
    """The application; `host` = `address:port` as the server really listens, `launched` is told of the first entry."""
    app = Flask(__name__, static_folder=None)
    app.request_class = InMemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES, MAX_FORM_PARTS=MAX_FORM_PARTS
    )
    around, prefix = program.around, program.prefix
    tools = around.tools
    maker = frame.FrameMaker(program, app)
    door = Door(program, reader=maker.reader, home_url=maker.home_url)
    late = LateFolder(tools.files, around.config.data, random=tools.random)

    def keep_late(request: Request) -> bool:
        post = late_post(request.full_path.removeprefix(prefix).rstrip("?"), request.form, request.files)
        return post is not None and late.keep(post, public=program.shell.read().drop_key)

    def make_drafts(laptop: Laptop) -> None:
        private = laptop.store.identity.fact(DROP_KEY) or ""
        book, rooms = laptop.book, set(app.blueprints) - shell
        late.take(lambda post: draft_from(post, app=app, prefix=prefix, book=book, rooms=rooms), private=private)

    program.after_unlock.append(make_drafts)
    Guard(program, host=host, locked_page=door.locked_page, keep_late=keep_late).stand_before(app)
    handle_problems(app, reader=maker.reader, random=tools.random, data=around.config.data)
    for blueprint in _shell_pages(program, door, maker, launched):
        app.register_blueprint(blueprint, url_prefix=prefix)
    shell = frozenset(app.blueprints)
    mount(app, _make_desk(program, maker), url_prefix=prefix)
    return app


def _make_desk(program: Program, maker: frame.FrameMaker) -> Desk:
    """What the shared pages ask of the laptop that is open."""
    search = shipped_place_search()
    openings = LocalOpenings(program.held, clock=program.around.tools.clock)
    return Desk(
        book=lambda: book_of_request(lambda: program.held().book),
        reader=maker.reader,
        csrf=maker.csrf,
        clock=program.around.tools.clock,
        today=program.around.tools.today,
        new_id=program.around.tools.new_id,
        frame=maker.frame,
        places=search.places,
        place_search=search,
        phrases=PHRASES,
        openings=openings,
        note_names=openings.note_names,
        device_name=lambda incarnation: own_device_name(program.held(), incarnation),
        received_at=lambda dot: received_at(program.held(), dot),
        candidates=program.candidates_of,
    )


def _shell_pages(
    program: Program, door: Door, maker: frame.FrameMaker, launched: Callable[[], None]
) -> tuple[Blueprint, ...]:
    """The pages around the shared ones: coming in, first run, sending, settings, backups, sticks, trips, the wipe."""
    return (
        launch_page.blueprint(program, used=launched),
        door_blueprint(door),
        frame.blueprint(maker),
        start_pages.blueprint(program, reader=maker.reader),
        sheet_pages.blueprint(program),
        sync_pages.blueprint(program, reader=maker.reader),
        settings_pages.blueprint(program, reader=maker.reader),
        diagnostics_pages.blueprint(program, reader=maker.reader),
        backup_pages.blueprint(program, reader=maker.reader),
        courier_pages.blueprint(program, reader=maker.reader),
        travel_pages.blueprint(program, reader=maker.reader),
        wipe_pages.blueprint(program),
    )
