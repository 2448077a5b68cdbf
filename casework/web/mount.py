"""Mounts the shared pages in a program: blueprints, templates, words, static files. Called once, while composing."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, request

from casework.web import (
    candidates,
    cases,
    conferences,
    consent,
    directory,
    family,
    files,
    history,
    new_case,
    prints,
    questions,
    records,
    referrals,
    returns,
    set_aside,
    stage,
    tasks,
    today,
    tracing,
    trainings,
    transfers,
    verification,
    versions,
    visits,
)
from casework.web.desk import Desk
from casework.web.rendering import prepare_templates
from casework.web.static_files import StaticFiles, read_static_files
from casework.web.worded import worded

BLUEPRINTS: tuple[Callable[[Desk], Blueprint], ...] = (
    records.blueprint,
    tracing.blueprint,
    candidates.blueprint,
    verification.blueprint,
    returns.blueprint,
    stage.blueprint,
    visits.blueprint,
    new_case.blueprint,
    family.blueprint,
    consent.blueprint,
    today.blueprint,
    cases.blueprint,
    transfers.blueprint,
    prints.blueprint,
    trainings.blueprint,
    conferences.blueprint,
    referrals.blueprint,
    directory.blueprint,
    history.blueprint,
    versions.blueprint,
    tasks.blueprint,
    questions.blueprint,
    set_aside.blueprint,
    files.blueprint,
)


def mount(app: Flask, desk: Desk, *, url_prefix: str) -> None:
    """Registers every blueprint and the static files under `url_prefix` ("" or "/~…"), and prepares the templates.

    The app's own templates (`Flask(__name__)`) come first and extend the same `base.html`; its static folder is
    not used: make it with `static_folder=None`.
    """
    desk = worded(desk)
    static = read_static_files()
    prepare_templates(app, desk, static)
    app.register_blueprint(_static_blueprint(static), url_prefix=f"{url_prefix}/static")
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint(desk), url_prefix=url_prefix or None)


def _static_blueprint(static: StaticFiles) -> Blueprint:
    blueprint = Blueprint("static_files", __name__)

    @blueprint.get("/<path:path>")
    def file(path: str) -> Response:
        digest, _, name = path.partition("/")
        return static.answer(digest, name, takes_gzip="gzip" in request.headers.get("Accept-Encoding", ""))

    return blueprint
