"""Erase this laptop now: two steps from any page. The link in the footer, then one button: held for two seconds, or
pressed twice where scripts are off.

Promise: the page says what is gone for good before anything happens; the answer to the last step comes after the keys
are gone, and the process that knew them ends.
"""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.headers import CLEAR
from field_client.safety.loss import loss_of
from field_client.web.doors import SESSION
from field_client.web.launch_page import expire_cookie
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.waiting import centre_name

SURE = "yes"


class WipePages:
    """`/safety/wipe` over one program."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def show(self) -> BaseResponse:
        """What goes, what nobody can bring back, and the button."""
        return self._page(is_second=False)

    def wipe(self) -> BaseResponse:
        """Without `sure` the page asks once more; with it the keys are destroyed before the answer leaves."""
        if request.form.get("sure") != SURE:
            return self._page(is_second=True)
        self._program.erase()
        answer = make_response(render_template("safety/wiped.html"))
        answer.headers["Clear-Site-Data"] = CLEAR
        answer.headers["Connection"] = "close"
        expire_cookie(answer, SESSION, prefix=self._program.prefix)
        return answer

    def _page(self, *, is_second: bool) -> BaseResponse:
        laptop = self._program.held()
        return make_response(
            render_template(
                "safety/wipe.html",
                loss=loss_of(laptop),
                centre=centre_words(centre_name(laptop), self._program.shell.read().language),
                nickname=laptop.identity.code,
                is_second=is_second,
            )
        )


def blueprint(program: Program) -> Blueprint:
    """`/safety/wipe`."""
    steps = WipePages(program)
    pages = Blueprint("wipe", __name__)
    pages.add_url_rule("/safety/wipe", "show", steps.show)
    pages.add_url_rule("/safety/wipe", "wipe", steps.wipe, methods=["POST"])
    return pages
