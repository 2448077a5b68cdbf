"""The door: unlock, lock, the way back in with a recovery code, language, help. Shown without knowing any case.

Promise: the pages name the laptop by its nickname and nothing else; every refusal says what is safe and what to do
next; a lock answers with the locked page itself.
"""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from casework.web.headers import CLEAR
from field_client.config import LANGUAGES
from field_client.vault.lease import read_lease
from field_client.vault.passphrase import offer_passphrase, require_own_passphrase
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase, by_recovery_code
from field_client.web.doors import SESSION
from field_client.web.guard import DOOR_PAGES
from field_client.web.launch_page import expire_cookie, set_cookie
from field_client.web.program import LOCKED, NOT_ENROLLED, OPEN, Program
from shared_schema.errors import HomewardError, Sentences

LONGEST_PATH = 300
_DAMAGE = ("vault.slots_", "store.damaged", "store.not_", "vault.anchor")


class Door:
    """The pages of the door over one program. `home_url` = where an open laptop leads."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader], home_url: Callable[[], str]) -> None:
        self._program, self._reader, self._home_url = program, reader, home_url

    def home(self) -> BaseResponse:
        """Leads to where the program stands."""
        state = self._program.state
        if state == NOT_ENROLLED:
            return redirect(url_for("start.begin"), 303)
        if state == OPEN and self._is_session():
            return redirect(self._home_url(), 303)
        return redirect(url_for("door.unlock"), 303)

    def show_unlock(self) -> BaseResponse:
        """The unlock page; who is in already is led on, and where there is nothing to open, to the first run."""
        state = self._program.state
        if state == NOT_ENROLLED or (state != LOCKED and self._is_session()):
            return self.home()
        return self.locked_page(200, False)

    def unlock(self) -> BaseResponse:
        """One try with the passphrase; a session where it opens."""
        program = self._program
        text = request.form.get("passphrase", "")
        try:
            session = program.unlock(
                lambda tools: _passphrase_way(text, tools),
                previous="second_copy" in request.form,
                lease_code=request.form.get("lease_code", "").strip(),
            )
        except HomewardError as error:
            return self._refused(error)
        return self._let_in(session, local_path(request.form.get("next", ""), prefix=program.prefix))

    def forgot(self) -> BaseResponse:
        """The way back in: recovery code and a new passphrase, on one page."""
        return self._forgot_page(None, 200)

    def recover(self) -> BaseResponse:
        """Opens by the recovery code, puts the new passphrase in place, and makes a new code to be printed."""
        program = self._program
        code, passphrase = request.form.get("code", ""), request.form.get("passphrase", "")
        try:
            require_own_passphrase(passphrase)
            if passphrase != request.form.get("again", ""):
                raise HomewardError("passphrase.not_the_same")
            session = program.unlock(lambda tools: by_recovery_code(code, derive=tools.derive))
            program.change_passphrase(passphrase)
            program.new_sheet()
        except HomewardError as error:
            return self._forgot_page(error.sentences(self._reader().language), 422)
        return self._let_in(session, url_for("sheet.show"))

    def lock(self) -> BaseResponse:
        """Locks, and answers with the locked page itself; the connection ends with it."""
        was_open = self._program.state == OPEN
        if was_open:
            self._program.lock()
        answer = self.locked_page(200, False)
        answer.headers["Clear-Site-Data"] = CLEAR
        if was_open:
            answer.headers["Connection"] = "close"
        expire_cookie(answer, SESSION, prefix=self._program.prefix)
        return answer

    def locked(self) -> BaseResponse:
        """Where a page without scripts comes to rest: the locked page, or one that hides what was shown."""
        if self._program.state == OPEN and not self._program.is_leaving and self._is_session():
            return make_response(render_template("door/hidden.html", back=self._home_url()))
        return self.locked_page(200, False)

    def locked_page(self, status: int, is_kept: bool, error: HomewardError | None = None) -> Response:
        """The unlock page with a status; `is_kept` = a form that came too late waits sealed."""
        program = self._program
        next_path = request.path if request.method == "GET" and request.blueprint != DOOR_PAGES else ""
        is_piece = request.method == "GET" and status == 200 and "HX-Request" in request.headers
        page = render_template(
            "door/_unlock_form.html" if is_piece else "door/unlock.html",
            nickname=program.shell.read().nickname,
            wait=program.wait_seconds(),
            needs_code=not program.is_leaving and program.needs_lease_code(),
            is_clock_wrong=program.is_clock_wrong(),
            problem=None if error is None else error.sentences(self._reader().language),
            is_damaged=error is not None and error.code.startswith(_DAMAGE),
            has_second_copy=error is not None and error.facts.get("previous") == "opens",
            is_kept=is_kept,
            next_path=next_path or local_path(request.form.get("next", ""), prefix=program.prefix) or "",
        )
        return make_response(page, status)

    def choose_language(self) -> BaseResponse:
        """Keeps the language and leads back to the page; with `again` what was posted is posted there once more.

        The address counts before the body: a form that was open may ask a question that is called so too.
        """
        language = request.values.get("language", "")
        if language in LANGUAGES:
            self._program.shell.write(language=language)
        target = local_path(request.values.get("next", ""), prefix=self._program.prefix)
        return redirect(target or url_for("door.home"), 307 if target and request.args.get("again") else 303)

    def help(self) -> BaseResponse:
        """What the program promises and what it does not."""
        return make_response(render_template("door/help.html"))

    def _refused(self, error: HomewardError) -> Response:
        return self.locked_page(429 if error.code == "shell.wait" else 422, False, error)

    def _forgot_page(self, problem: Sentences | None, status: int) -> Response:
        offered = offer_passphrase(self._program.around.tools.random)
        return make_response(render_template("door/forgot.html", offered=offered, problem=problem), status)

    def _let_in(self, session: str, target: str | None) -> BaseResponse:
        if target is None and self._program.is_sheet_due():
            target = url_for("settings.show")
        answer = make_response(redirect(target or self._home_url(), 303))
        set_cookie(answer, SESSION, session, prefix=self._program.prefix)
        return answer

    def _is_session(self) -> bool:
        return self._program.doors.is_session(request.cookies.get(SESSION))


def blueprint(door: Door) -> Blueprint:
    """The routes of the door."""
    pages = Blueprint(DOOR_PAGES, __name__)
    pages.add_url_rule("/", "home", door.home)
    pages.add_url_rule("/unlock", "unlock", door.show_unlock)
    pages.add_url_rule("/unlock", "try_unlock", door.unlock, methods=["POST"])
    pages.add_url_rule("/forgot", "forgot", door.forgot)
    pages.add_url_rule("/forgot", "recover", door.recover, methods=["POST"])
    pages.add_url_rule("/lock", "lock", door.lock, methods=["POST"])
    pages.add_url_rule("/locked", "locked", door.locked)
    pages.add_url_rule("/language", "language", door.choose_language, methods=["POST"])
    pages.add_url_rule("/help", "help", door.help)
    return pages


def local_path(text: str, *, prefix: str) -> str | None:
    """A path of this program that somebody may be led to; None for anything else."""
    is_plain = text.isascii() and text.isprintable() and "\\" not in text and "//" not in text
    return text if is_plain and text.startswith(prefix + "/") and len(text) <= LONGEST_PATH else None


def _passphrase_way(text: str, tools: VaultTools) -> Way:
    lease = read_lease(tools.files, tools.folder)
    return by_passphrase(text, lease_secrets=lease.secrets, derive=tools.derive)
