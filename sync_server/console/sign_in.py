"""The pages of signing in and out: passphrase, code, the first time, again for what needs it, language, lock.

A form that came after the five minutes, or after the session, waits on a page of its own once its author is in again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from casework.web.desk import Reader
from casework.web.headers import CLEAR
from shared_schema.errors import HomewardError
from sync_server.console import cookies
from sync_server.console.kept_words import kept_words
from sync_server.console.qr import qr_svg
from sync_server.console.room import sent_form
from sync_server.server import Server
from sync_server.services import sessions, sign_in
from sync_server.services.kept_forms import (
    FORM_PATH,
    SENT_AGAIN,
    drop_form,
    is_form_waiting,
    keep_form,
    kept_form,
    may_be_kept,
)
from sync_server.services.sessions import SignedIn
from sync_server.services.sign_in import Step
from sync_server.store.sessions import FIRST, OPEN

STATUS = {"server.too_busy": 429, "sign_in.closed": 429}
REFUSED = 422
MOST_TYPED = 1024


def blueprint(server: Server, *, reader: Callable[[], Reader], signed_in: Callable[[], SignedIn]) -> Blueprint:
    """`/sign-in` with `/code`, `/first`, `/again`, `/keep` and `/kept` below it; `/language`, `/lock`."""
    pages, doors, both = Blueprint("sign_in", __name__), _Doors(server, reader, signed_in), ["GET", "POST"]
    pages.add_url_rule("/sign-in", "begin", doors.begin, methods=both)
    pages.add_url_rule("/sign-in/code", "code", doors.code, methods=both)
    pages.add_url_rule("/sign-in/first", "first", doors.first, methods=both)
    pages.add_url_rule("/sign-in/again", "again", doors.again, methods=both)
    pages.add_url_rule("/sign-in/keep", "keep", doors.keep, methods=["POST"])
    pages.add_url_rule("/sign-in/kept", "kept", doors.kept, methods=both)
    pages.add_url_rule("/language", "language", doors.language, methods=["POST"])
    pages.add_url_rule("/lock", "leave", doors.leave, methods=["POST"])
    return pages


@dataclass(frozen=True, slots=True)
class _Doors:
    """The pages before a session and at its end; `signed_in` answers for who is in."""

    server: Server
    reader: Callable[[], Reader]
    signed_in: Callable[[], SignedIn]

    def begin(self) -> Response:
        """User name and passphrase."""
        after = _local(request.values.get("after", ""))
        facts: dict[str, Any] = {
            "after": after,
            "is_kept": "kept" in request.args,
            "is_waiting": is_form_waiting(self.server, sessions.token_of(_cookie() or "")),
            "has_ended": "ended" in request.args,
        }
        if request.method == "GET":
            return self._page("begin", login="", **facts)
        login = _typed("login")
        try:
            begun = sign_in.begin(self.server, login, _typed("passphrase"), address=_address(), former=_cookie())
            return self._onward(begun, after)
        except HomewardError as error:
            return self._page("begin", error=error, login=login, **facts)

    def code(self) -> Response:
        """The code of the second factor."""
        after = _local(request.values.get("after", ""))
        if request.method == "GET":
            return self._page("code", after=after)
        try:
            return self._onward(sign_in.finish(self.server, _cookie(), _typed("code"), address=_address()), after)
        except HomewardError as error:
            return self._page(
                "begin" if error.code == "sign_in.begin_again" else "code", error=error, after=after, login=""
            )

    def first(self) -> Response:
        """The first time: a passphrase of her own, the second factor, and ten codes once."""
        try:
            factor = sign_in.second_factor(self.server, _cookie())
        except HomewardError as error:
            return self._page("begin", error=error, login="", after="")
        shown: dict[str, Any] = {"qr": qr_svg(factor.otpauth, scale=5), "key": factor.key}
        if request.method == "GET":
            return self._page("first", **shown)
        try:
            if _typed("passphrase") != _typed("passphrase_again"):
                raise HomewardError("sign_in.not_alike")
            step, codes = sign_in.set_up(self.server, _cookie(), password=_typed("passphrase"), code=_typed("code"))
        except HomewardError as error:
            return self._page("first", error=error, **shown)
        answer = self._page("codes", codes=codes)
        cookies.put(answer, cookies.SESSION, step.cookie)
        return answer

    def again(self) -> Response:
        """Passphrase and code again, for what needs them within five minutes."""
        after = _local(request.values.get("after", ""))
        if request.method == "GET":
            return self._page("again", after=after)
        try:
            cookie = sign_in.step_up(
                self.server, self.signed_in(), password=_typed("passphrase"), code=_typed("code"), address=_address()
            )
        except HomewardError as error:
            return self._page("again", error=error, after=after)
        return self._onward(Step(cookie, OPEN), after)

    def keep(self) -> Response:
        """What stands in a form when its page closes by itself; who is in, or was until then, finds it again."""
        late, path = sessions.find_late(self.server, _cookie()), _local(request.form.get(FORM_PATH, ""))
        form = replace(sent_form(), path=path)
        if late is not None and path and may_be_kept(form):
            keep_form(self.server, late, form)
        return make_response("", 204)

    def kept(self) -> Response:
        """What she typed in the form that came too late: one press sends it, another goes on without it."""
        signed_in, after = self.signed_in(), _local(request.values.get("after", ""))
        onward = redirect(after or url_for("frame.home"), 303)
        if request.method == "POST":
            drop_form(self.server, signed_in)
            return onward
        found = kept_form(self.server, signed_in)
        if found is not None and found.fills_its_page and not after:
            return redirect(found.path, 303)
        if found is None or found.fills_its_page:
            return onward
        if not signed_in.is_stepped_up(self.server.clock()):
            return redirect(url_for("sign_in.again", after=after or None), 303)
        typed = kept_words(found.fields, self.reader().language)
        return self._page("kept", form=found, typed=typed, sent_again=SENT_AGAIN, after=after)

    def language(self) -> Response:
        """The other language; a page that was narrowed stays so."""
        now = self.reader()
        chosen = request.values.get("language", "")
        reads = Reader(
            language=chosen if chosen in cookies.LANGUAGES else now.language,
            text_size=now.text_size,
            motion=now.motion,
        )
        target, again = _local(request.values.get("next", "")), request.args.get("again")
        answer = redirect(target or url_for("frame.home"), 307 if target and again else 303)  # a narrowed list stays so
        cookies.put_reader(answer, reads)
        return answer

    def leave(self) -> Response:
        """Ends the session and empties what the browser kept."""
        sessions.end_session(self.server, self.signed_in())
        answer = redirect(url_for("sign_in.begin", ended=1), 303)
        cookies.drop(answer, cookies.SESSION)
        answer.headers["Clear-Site-Data"] = CLEAR
        return answer

    def _page(self, name: str, *, error: HomewardError | None = None, **facts: object) -> Response:
        problem = None if error is None else error.sentences(self.reader().language)
        status = 200 if error is None else STATUS.get(error.code, REFUSED)
        g.new_door = None if _has_cookie() else cookies.new_door(self.server.random)
        answer = make_response(render_template(f"sign_in/{name}.html", problem=problem, **facts), status)
        if g.new_door:
            cookies.put(answer, cookies.DOOR, g.new_door)
        return answer

    def _onward(self, step: Step, after: str) -> Response:
        if step.stage == OPEN and is_form_waiting(self.server, sessions.token_of(step.cookie)):
            after = url_for("sign_in.kept", after=after or None)
        target = {OPEN: after or url_for("frame.home"), FIRST: url_for("sign_in.first")}.get(step.stage)
        answer = redirect(target or url_for("sign_in.code", after=after or None), 303)
        cookies.put(answer, cookies.SESSION, step.cookie)
        return answer


def _has_cookie() -> bool:
    return bool(request.cookies.get(cookies.DOOR) or request.cookies.get(cookies.SESSION))


def _cookie() -> str | None:
    return request.cookies.get(cookies.SESSION)


def _typed(name: str) -> str:
    return request.form.get(name, "")[:MOST_TYPED]


def _address() -> str:
    return (request.remote_addr or "unknown")[:45]


def _local(path: str) -> str:
    """The path, where it is one of this console; empty for anything else."""
    is_path = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_path and path.isprintable() else ""
