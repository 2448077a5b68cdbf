"""What went wrong, as a page of the console: happened, safe, next, in the reader's language."""

from collections.abc import Callable

from flask import Response, make_response, render_template
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from shared_schema.errors import HomewardError

_STATUS = {
    "record.not_found": 404,
    "console.not_found": 404,
    "console.refused": 403,
    "shell.too_large": 413,
    "attachment.too_large": 413,
    "attachment.not_here": 404,
    "server.too_busy": 429,
    "search.reading_names": 503,
    "sign_in.begin_again": 401,
    "server.unexpected": 500,
    "shell.unexpected": 500,
}
CONFLICT = 409


def problem_page(error: HomewardError, reader: Callable[[], Reader]) -> Response:
    """The page; where it cannot be drawn itself, the bare sentences in both languages."""
    status = _STATUS.get(error.code, CONFLICT)
    try:
        sentences = error.sentences(reader().language)
        return make_response(render_template("problem.html", problem=sentences), status)
    except Exception:  # noqa: BLE001 - the page itself may be what fails
        return _bare(error, status)


def _bare(error: HomewardError, status: int) -> Response:
    parts = [f'<p lang="{language}">{error.sentences(language).happened}</p>' for language in ("en", "km")]
    body = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Homeward</title></head><body><main>"
    answer: BaseResponse = Response(body + "<h1>Homeward</h1>" + "".join(parts) + "</main></body></html>", status)
    return make_response(answer)
