"""The Flask application of the central server: blueprints, one error handler, headers, figures. Composition only.

Every blueprint is a function of the `Server`; there is no `current_app` below and no state in modules. The console's
pages stand beside the API; `with_console=False` leaves them out (a process that serves laptops alone).
"""

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers.response import Response as BaseResponse

from casework.collector import tidy_up
from casework.web.uploads import InMemoryRequest, body_refused
from shared_schema.errors import HomewardError
from shared_schema.wire.signature_fields import CODINGS, CODINGS_HEADER
from sync_server.api import audit, chunks, enrol, exchange, openapi, relay
from sync_server.api.answers import answer_problem
from sync_server.console.mount import Pages, mount_console
from sync_server.health import not_ready
from sync_server.logs import log_error, log_event
from sync_server.server import Server
from sync_server.services.book import Books

BLUEPRINTS: tuple[Callable[[Server], Blueprint], ...] = (
    enrol.blueprint,
    exchange.blueprint,
    relay.blueprint,
    audit.blueprint,
    chunks.blueprint,
    openapi.blueprint,
)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    CODINGS_HEADER: ", ".join(CODINGS),
}


def create_app(server: Server, *, books: Books | None = None, with_console: bool = True) -> Flask:
    """The application; it holds nothing but what `server` and `books` hold (None: they are made when first asked)."""
    app = Flask("sync_server", static_folder=None, template_folder="console/templates")
    app.request_class = InMemoryRequest
    app.config.update(DEBUG=False, PROPAGATE_EXCEPTIONS=False, MAX_CONTENT_LENGTH=None)
    if server.config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    _read_as_one(app, server)
    for make in BLUEPRINTS:
        app.register_blueprint(make(server))
    app.register_blueprint(_health(server))
    pages = mount_console(app, server, books=books) if with_console else None
    answer = _answering(pages)
    _handle_errors(app, server, pages, answer)
    _measure(app, server)
    _note_before_answering(app, answer)
    return app


def _read_as_one(app: Flask, server: Server) -> None:
    """What is asked for is read in one view of each store; what changes something reads as it goes along."""

    @app.before_request
    def begin() -> None:
        if request.method in ("GET", "HEAD"):
            g.views = ExitStack()
            for database in (server.database, server.keyset.database):
                g.views.enter_context(database.one_view())

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        views: ExitStack | None = g.pop("views", None)
        if views is not None:
            views.close()


def _note_before_answering(app: Flask, answer: Callable[[HomewardError], Response]) -> None:
    """The view ends and notes of what was read are written; an answer whose notes could not be is not given.
    Registered last, so that of what follows an answer it comes first."""

    @app.after_request
    def note(response: Response) -> Response:
        views: ExitStack | None = g.pop("views", None)
        try:
            if views is not None:
                views.close()
        except HomewardError as error:
            return answer(error)
        return response


def _health(server: Server) -> Blueprint:
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def alive() -> Response:
        return Response("alive\n", mimetype="text/plain")

    @pages.get("/readyz")
    def ready() -> Response:
        problem = not_ready(server.database, server.keyset.database)
        return Response(f"{problem or 'ready'}\n", status=503 if problem else 200, mimetype="text/plain")

    @pages.get("/metrics")
    def metrics() -> Response:
        return Response(server.metrics.text(), mimetype="text/plain; version=0.0.4; charset=utf-8")

    return pages


def _answering(pages: Pages | None) -> Callable[[HomewardError], Response]:
    def answer(error: HomewardError) -> Response:
        g.code = error.code
        return pages.problem(error) if pages is not None and pages.is_page() else answer_problem(error)

    return answer


def _handle_errors(
    app: Flask, server: Server, pages: Pages | None, answer: Callable[[HomewardError], Response]
) -> None:
    @app.errorhandler(HomewardError)
    def known(error: HomewardError) -> Response:
        return answer(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> BaseResponse:
        if error.response is not None:
            return error.get_response(request.environ)
        if isinstance(error, RequestEntityTooLarge) and pages is not None and pages.is_page():
            return answer(body_refused(request))
        is_for_people = error.code == 404 and pages is not None and pages.is_page()
        answered = answer(HomewardError("console.not_found" if is_for_people else "server.not_found"))
        answered.status_code = error.code or 500
        return answered

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log_error(server.logger, "request.failed", error, ref=reference, route=_route())
        return answer(HomewardError("server.unexpected", ref=reference))


def _measure(app: Flask, server: Server) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(answer: Response) -> Response:
        answer.call_on_close(tidy_up)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        server.metrics.requests.labels(_route(), answer.status_code).inc()
        server.metrics.request_seconds.labels(_route()).observe(seconds)
        if request.path not in ("/healthz", "/readyz", "/metrics"):
            facts = {name: g.get(name) for name in ("code", "device") if g.get(name) is not None}
            log_event(
                server.logger,
                "request",
                route=_route(),
                status=answer.status_code,
                ms=round(seconds * 1000),
                **facts,
            )
        return answer


def _route() -> str:
    return request.url_rule.rule if request.url_rule is not None else "unknown"
