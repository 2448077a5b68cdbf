"""Bundles that people carry on a USB stick: read one, see what it brought, make the answer to take back.

At a provincial hub also the bundle for the centre, and its answer.

Promise: an error says where the data still is; a bundle read twice says so and changes nothing. Refused: file names and
paths from a stick; what a bundle is follows from its bytes alone.
"""

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.dates import day_of, day_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.manifest import ANSWER, RECEIPT, UP
from shared_schema.wire.photo_file import peek_head
from sync_server.console.bundle_photos import (
    age_file,
    answer_with_photos,
    next_part,
    photo_facts,
    take_carried_photos,
)
from sync_server.console.office_names import office_names
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.hub.stick import AnswerRead, is_answer, read_answer
from sync_server.hub.stick_packing import make_bundle
from sync_server.services.access import Action
from sync_server.services.courier import BundleRead, open_carried, take_in
from sync_server.services.courier_answer import make_answer
from sync_server.services.courier_list import BundleLine, find_carried, list_carried, require_carried
from sync_server.services.courier_photos import PhotosRead
from sync_server.store.bundles import PHOTO_ANSWER, PHOTOS, ListedBundle
from sync_server.store.devices import HUB

KILOBYTE = 1024
OUR_OWN = ("bundle.", "wire.", "device.", "request.", "certificate.", "hub.")
KINDS = {
    UP: message("Read here"),
    ANSWER: message("Answer made"),
    RECEIPT: message("Receipt made"),
    PHOTOS: message("Photos read here"),
    PHOTO_ANSWER: message("Photos to take back made"),
}
OF_HUB = {
    UP: message("Made for Phnom Penh"),
    ANSWER: message("Answer of Phnom Penh read"),
    RECEIPT: message("Receipt of Phnom Penh read"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A bundle in words."""

    url: str
    code: str
    office: str
    at: int
    what: str
    kilobytes: int


def blueprint(console: Console) -> Blueprint:
    """`/bundles`, reading one, `/bundles/<bundle>` with what it brought, and its answer; of a hub the bundle up."""
    pages = Blueprint("bundles", __name__)

    @pages.get("/bundles")
    def index() -> Response:
        return _index(console)

    @pages.post("/bundles/read")
    def read() -> BaseResponse:
        return _read(console)

    @pages.post("/bundles/make")
    def make() -> BaseResponse:
        return _make(console)

    @pages.get("/bundles/<bundle>")
    def show(bundle: str) -> Response:
        return _show(console, bundle)

    @pages.post("/bundles/<bundle>/answer")
    def answer(bundle: str) -> BaseResponse:
        return _answer(console, bundle)

    return pages


def _index(console: Console, *, problem: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    names = office_names(console)
    own = console.server.identity.own_device
    lines = [
        _line(one, names, language, is_own=one.bundle.device == own)
        for one in list_carried(console.server, console.actor())
    ]
    parts = problem.facts.get("sections") if problem is not None and problem.code == "bundle.damaged" else None
    said = None if problem is None else problem.sentences(language)
    page = render_template("bundles/index.html", lines=lines, problem=said, parts=parts)
    return make_response(page, 200 if problem is None else 422)


def _read(console: Console) -> BaseResponse:
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    in_part = request.form.get("part") == "yes"
    try:
        found = _take_in(console, data, in_part=in_part)
    except HomewardError as error:
        if not error.code.startswith(OUR_OWN):
            raise
        return _index(console, problem=error)
    again = "1" if not isinstance(found, PhotosRead) and found.already_at is not None else None
    return redirect(url_for("bundles.show", bundle=found.bundle.id, again=again), 303)


def _take_in(console: Console, data: bytes, *, in_part: bool) -> BundleRead | AnswerRead | PhotosRead:
    server, actor = console.server, console.actor()
    if peek_head(BytesIO(data), opener=server.keys.open_into) is not None:
        return take_carried_photos(console, data)
    if is_answer(server, data):
        return read_answer(server, data, in_part=in_part, by=actor.person.worker)
    carried = open_carried(server, data)
    require_carried(server, actor, carried)
    return take_in(server, carried, in_part=in_part, by=actor.person.worker)


def _make(console: Console) -> BaseResponse:
    """The bundle for the centre; after one that did not hold everything, the next."""
    if console.server.identity.kind != HUB:
        raise HomewardError("record.not_found", record="")
    before = request.form.get("after")
    after = find_carried(console.server, console.actor(), before) if before else None
    if after is not None and not (after.is_own and after.bundle.kind == UP):
        raise HomewardError("record.not_found", record=before)
    bundle = after.bundle if after is not None else None
    made = make_bundle(console.server, after=bundle, by=console.actor().person.worker)
    return age_file(made.name, made.data)


def _show(console: Console, bundle: Id, *, problem: str = "") -> Response:
    language = console.desk.reader().language
    line = find_carried(console.server, console.actor(), bundle)
    page = render_template(
        "bundles/show.html",
        line=line,
        is_up=line.bundle.kind == UP,
        is_photos=line.bundle.kind == PHOTOS,
        next_part=next_part(line.bundle),
        is_of_hub=line.device.kind == HUB,
        facts=_facts(console, line, language),
        already=day_words(day_of(line.bundle.at), language) if request.args.get("again") else "",
        waits=line.bundle.kind == UP and not line.is_own and _told(line)[3],
        parts=line.bundle.details.get("parts"),
        problem=problem,
    )
    return make_response(page, 422 if problem else 200)


def _answer(console: Console, bundle: Id) -> BaseResponse:
    line = find_carried(console.server, console.actor(), bundle)
    if request.form.get("what") == PHOTOS:
        return answer_with_photos(console, line.device)
    receipt = request.form.get("what") == RECEIPT
    made = make_answer(console.server, line.device, receipt_only=receipt, by=console.actor().person.worker)
    return age_file(made.name, made.data)


def _facts(console: Console, line: BundleLine, language: str) -> list[tuple[str, str]]:
    bundle, names = line.bundle, office_names(console)
    if line.is_own:
        return _own_facts(line, language)
    who = [
        (say(language, "Laptop"), line.device.code),
        (say(language, "Office"), names.get(line.device.office or "", "–")),
    ]
    found = [
        *([(say(language, "Hub"), line.device.code)] if line.device.kind == HUB else who),
        (say(language, "Made on"), day_words(day_of(bundle.made_at), language)),
    ]
    if bundle.kind in (PHOTOS, PHOTO_ANSWER):
        return [*found, *photo_facts(bundle, language)]
    if bundle.kind != UP:
        records = str(bundle.details.get("records", 0))
        return [*found, (say(language, "Records in it"), records)]
    applied, repeated, aside, _waits = _told(line)
    return [
        *found,
        (say(language, "Read on"), day_words(day_of(bundle.at), language)),
        (say(language, "Changes received"), str(applied)),
        (say(language, "Changes that were here before"), str(repeated)),
        (say(language, "Changes set aside for a person"), str(aside)),
    ]


def _own_facts(line: BundleLine, language: str) -> list[tuple[str, str]]:
    bundle = line.bundle
    found = [
        (say(language, "What"), say(language, OF_HUB[bundle.kind])),
        (say(language, "Made on"), day_words(day_of(bundle.made_at), language)),
    ]
    if bundle.kind != UP:
        read = (say(language, "Read on"), day_words(day_of(bundle.at), language))
        return [*found, read, (say(language, "Records in it"), str(bundle.details.get("records", 0)))]
    received = say(language, "Yes") if line.is_received else say(language, "Not yet")
    return [
        *found,
        (say(language, "Changes in it"), str(bundle.changes)),
        (say(language, "Received in Phnom Penh"), received),
    ]


def _told(line: BundleLine) -> tuple[int, int, int, int]:
    applied, repeated, aside, waits = line.bundle.details.get("told", (0, 0, 0, 0))
    return applied, repeated, aside, waits


def _line(one: ListedBundle, names: dict[str, str], language: str, *, is_own: bool) -> Line:
    return Line(
        url=url_for("bundles.show", bundle=one.bundle.id),
        code=one.code,
        office=names.get(one.office or "", "–"),
        at=one.bundle.at,
        what=say(language, (OF_HUB if is_own else KINDS)[one.bundle.kind]),
        kilobytes=one.bundle.bytes // KILOBYTE,
    )


ROOM = Room(
    blueprint,
    rights={
        "bundles.index": Action.CARRY_BUNDLES,
        "bundles.read": Action.CARRY_BUNDLES,
        "bundles.make": Action.CARRY_BUNDLES,
        "bundles.show": Action.CARRY_BUNDLES,
        "bundles.answer": Action.CARRY_BUNDLES,
    },
    places=(Place("bundles.index", message("Carried by USB")),),
)
