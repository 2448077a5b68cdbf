"""What went wrong, as a page: happened, safe, next, in the reader's language.

Promise: an error nobody foresaw gets a number for the office and one line in `problems.log`: the number, type, file and
line, never a message, an argument or a value.
"""

from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from casework.web.uploads import body_refused
from field_client.files import for_this_user_alone
from field_client.web.guard import add_headers, plain_page
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Random

LOG_NAME = "problems.log"
FRAMES = 12
_STATUS = {
    "record.not_found": 404,
    "shell.not_found": 404,
    "shell.locked": 423,
    "shell.busy": 409,
    "shell.too_large": 413,
    "attachment.too_large": 413,
    "attachment.not_here": 404,
    "files.disk_full": 507,
    "files.not_writable": 507,
    "store.busy": 503,
}
CONFLICT = 409


def handle_problems(app: Flask, *, reader: Callable[[], Reader], random: Random, data: Path) -> None:
    """Registers the handlers of an application."""

    def show(error: HomewardError) -> Response:
        sentences = error.sentences(reader().language)
        return make_response(render_template("problem.html", problem=sentences), _STATUS.get(error.code, CONFLICT))

    def refused(error: HTTPException) -> BaseResponse:
        if isinstance(error, RequestEntityTooLarge):
            return show(body_refused(request))
        if error.code == 404:
            return show(HomewardError("shell.not_found"))
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response(request.environ)
        return plain_page(error.code or 500, "This request was not understood.", "សំណើនេះមិនអាចយល់បានទេ។")

    def unexpected(error: Exception) -> Response:
        reference = random(4).hex().upper()
        log_problem(error, reference=reference, data=data)
        try:
            page = make_response(show(HomewardError("shell.unexpected", ref=reference)), 500)
        except Exception:  # noqa: BLE001 - the page itself may be what fails; then these plain sentences
            page = plain_page(
                500,
                f"The program had a problem. Tell your office this number: {reference}",
                f"កម្មវិធីមានបញ្ហា។ សូមប្រាប់ការិយាល័យលេខនេះ៖ {reference}",
            )
        return add_headers(page)

    app.register_error_handler(HomewardError, show)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, unexpected)


def log_problem(error: BaseException, *, reference: str, data: Path) -> None:
    """One line in the plain log of the laptop."""
    frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-FRAMES:]]
    try:
        with open(data / LOG_NAME, "a", encoding="utf-8", opener=for_this_user_alone) as file:
            file.write(f"{reference} {type(error).__name__} {' '.join(frames)}\n")
    except OSError:
        return
