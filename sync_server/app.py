"""The Flask application of the central server: blueprints, one error handler, headers, figures. Composition only.

Every blueprint is a function of the `Server`; there is no `current_app` below and no state in modules.
"""

import secrets
import time
from collections.abc import Callable

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from shared_schema.errors import HomewardError
from shared_schema.wire.signature_fields import CODINGS, CODINGS_HEADER
from sync_server.api import audit, enrol, exchange, openapi
from sync_server.api.answers import answer_problem
from sync_server.health import not_ready
from sync_server.logs import log_error, log_event
from sync_server.server import Server

BLUEPRINTS: tuple[Callable[[Server], Blueprint], ...] = (
    enrol.blueprint,
    exchange.blueprint,
    audit.blueprint,
    openapi.blueprint,
)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    CODINGS_HEADER: ", ".join(CODINGS),
}


def create_app(server: Server) -> Flask:
    """The application; it holds nothing but what `server` holds."""
    app = Flask("sync_server", static_folder=None)
    app.config.update(DEBUG=False, PROPAGATE_EXCEPTIONS=False, MAX_CONTENT_LENGTH=None)
    if server.config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    for make in BLUEPRINTS:
        app.register_blueprint(make(server))
    app.register_blueprint(_health(server))
    _handle_errors(app, server)
    _measure(app, server)
    return app


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


def _handle_errors(app: Flask, server: Server) -> None:
    @app.errorhandler(HomewardError)
    def known(error: HomewardError) -> Response:
        g.code = error.code
        return answer_problem(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        answer = answer_problem(HomewardError("server.not_found"))
        answer.status_code = error.code or 500
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log_error(server.logger, "request.failed", error, ref=reference, route=_route())
        return answer_problem(HomewardError("server.unexpected", ref=reference))


def _measure(app: Flask, server: Server) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(answer: Response) -> Response:
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
