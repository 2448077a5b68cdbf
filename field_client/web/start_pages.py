"""The first run: language, slip, passphrase; then the laptop is enrolled and open, and the recovery sheet follows."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from field_client.vault.passphrase import offer_passphrase
from field_client.web.doors import SESSION
from field_client.web.guard import START
from field_client.web.launch_page import set_cookie
from field_client.web.program import NOT_ENROLLED, Program
from field_client.web.setup import Setup, enrol_and_open
from field_client.web.warnings_at_start import warnings_at_start
from shared_schema.errors import HomewardError
from shared_schema.fingerprint import office_words

_SLIP_ERRORS = ("slip.", "enrol.")


class StartPages:
    """The steps before there is anything to open."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def begin(self) -> BaseResponse:
        """Step 1: language, and what should be mended first."""
        if self._program.state != NOT_ENROLLED:
            return redirect(url_for("door.home"), 303)
        around = self._program.around
        found = warnings_at_start(around.config.data, environment=around.tools.environment, clock=around.tools.clock)
        return make_response(render_template("start/language.html", warnings=found))

    def show_code(self) -> BaseResponse:
        """Step 2: the slip, and the words of the office to compare."""
        return self._code_page(None, 200)

    def take_code(self) -> BaseResponse:
        """Reads the slip; the passphrase is not asked again where it was given."""
        setup = self._setup()
        try:
            setup.take_slip(request.form.get("slip", ""))
        except HomewardError as error:
            return self._code_page(error, 422)
        return redirect(url_for("start.show_code"), 303)

    def show_passphrase(self) -> BaseResponse:
        """Step 3: six words, or an own phrase."""
        if self._setup().slip is None:
            return redirect(url_for("start.show_code"), 303)
        return self._passphrase_page(None, 200)

    def take_passphrase(self) -> BaseResponse:
        """Enrols; what fails leads to the step that mends it."""
        setup = self._setup()
        try:
            if request.form.get("passphrase") or not setup.passphrase:
                setup.take_passphrase(request.form.get("passphrase", ""), again=request.form.get("again", ""))
            session = enrol_and_open(self._program, setup)
        except HomewardError as error:
            if error.code.startswith(_SLIP_ERRORS):
                return self._code_page(error, 422)
            return self._passphrase_page(error, 422)
        answer = redirect(url_for("sheet.show"), 303)
        set_cookie(answer, SESSION, session, prefix=self._program.prefix)
        return answer

    def _setup(self) -> Setup:
        if self._program.setup is None:
            self._program.setup = Setup()
        return self._program.setup

    def _code_page(self, error: HomewardError | None, status: int) -> Response:
        slip = self._setup().slip
        problem = None if error is None else error.sentences(self._reader().language)
        words = None if slip is None else office_words(slip.root)
        return make_response(
            render_template("start/code.html", problem=problem, words=words, has_passphrase=self._has_passphrase()),
            status,
        )

    def _passphrase_page(self, error: HomewardError | None, status: int) -> Response:
        problem = None if error is None else error.sentences(self._reader().language)
        offered = offer_passphrase(self._program.around.tools.random)
        return make_response(
            render_template(
                "start/passphrase.html", problem=problem, offered=offered, has_passphrase=self._has_passphrase()
            ),
            status,
        )

    def _has_passphrase(self) -> bool:
        return bool(self._setup().passphrase)


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/start`, `/start/code`, `/start/passphrase`."""
    steps = StartPages(program, reader=reader)
    pages = Blueprint(START, __name__)
    pages.add_url_rule("/start", "begin", steps.begin)
    pages.add_url_rule("/start/code", "show_code", steps.show_code)
    pages.add_url_rule("/start/code", "take_code", steps.take_code, methods=["POST"])
    pages.add_url_rule("/start/passphrase", "show_passphrase", steps.show_passphrase)
    pages.add_url_rule("/start/passphrase", "take_passphrase", steps.take_passphrase, methods=["POST"])
    return pages
