"""The recovery sheet: shown once, printed or copied by hand, two groups typed back; then the first caseload.

The same three pages serve the first run, a new sheet from Settings, and the way back in with a used code.
"""

from hashlib import sha256

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from field_client.web.program import Program

GROUPS = 7


class SheetPages:
    """Pages over `program.sheet`."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def show(self) -> BaseResponse:
        """The code in seven groups; without one there is nothing to show."""
        sheet = self._program.sheet
        if sheet is None:
            return redirect(url_for("door.home"), 303)
        laptop = self._program.held()
        return make_response(
            render_template(
                "sheet/recovery.html",
                groups=sheet.split("-"),
                is_first=self._program.is_first_run,
                nickname=laptop.identity.code,
                now=self._program.around.tools.clock(),
            )
        )

    def ask(self) -> BaseResponse:
        """Asks for two groups of it."""
        return self._check_page(200, is_wrong=False)

    def check(self) -> BaseResponse:
        """Compares; the code is forgotten once both groups are right."""
        sheet = self._program.sheet
        if sheet is None:
            return redirect(url_for("door.home"), 303)
        groups = sheet.split("-")
        typed = [request.form.get(f"group{number}", "") for number in asked_groups(sheet)]
        if [_plain(text) for text in typed] != [groups[number - 1] for number in asked_groups(sheet)]:
            return self._check_page(422, is_wrong=True)
        self._program.confirm_sheet()
        if self._program.is_first_run:
            return redirect(url_for("sheet.first_sync"), 303)
        return make_response(render_template("sheet/done.html"))

    def first_sync(self) -> BaseResponse:
        """The last step: the first caseload."""
        self._program.is_first_run = False
        return make_response(render_template("sheet/first_sync.html"))

    def _check_page(self, status: int, *, is_wrong: bool) -> BaseResponse:
        sheet = self._program.sheet
        if sheet is None:
            return redirect(url_for("door.home"), 303)
        page: Response = make_response(
            render_template(
                "sheet/check.html", asked=asked_groups(sheet), is_wrong=is_wrong, is_first=self._program.is_first_run
            ),
            status,
        )
        return page


def asked_groups(sheet: str) -> tuple[int, int]:
    """Which two of the seven groups (from 1) are asked back: the same two for the same code."""
    first, second = sha256(sheet.encode()).digest()[:2]
    one = first % GROUPS
    other = (one + 1 + second % (GROUPS - 1)) % GROUPS
    return (min(one, other) + 1, max(one, other) + 1)


def blueprint(program: Program) -> Blueprint:
    """`/start/recovery`, `/start/check`, `/start/first-sync`: the laptop is open by then."""
    steps = SheetPages(program)
    pages = Blueprint("sheet", __name__)
    pages.add_url_rule("/start/recovery", "show", steps.show)
    pages.add_url_rule("/start/check", "ask", steps.ask)
    pages.add_url_rule("/start/check", "check", steps.check, methods=["POST"])
    pages.add_url_rule("/start/first-sync", "first_sync", steps.first_sync)
    return pages


def _plain(text: str) -> str:
    return text.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
