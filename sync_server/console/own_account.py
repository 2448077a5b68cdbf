"""The page of one's own account: another passphrase, another authenticator, new codes, and where one is signed in.

Everybody has it, whatever the role; each change asks for passphrase and code first.
"""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from casework.web.dates import moment_words
from shared_schema.errors import HomewardError
from sync_server.console.qr import qr_svg
from sync_server.console.room import Console
from sync_server.services import own_account
from sync_server.services.kept_by_centre import require_kept_here
from sync_server.services.people_names import name_of_worker

REFUSED = 422
MOST_TYPED = 1024


def blueprint(console: Console) -> Blueprint:
    """`/account`, `/account/sessions`, `/account/passphrase`, `/account/codes`, `/account/authenticator`."""
    pages = Blueprint("own_account", __name__)

    @pages.get("/account")
    def show() -> Response:
        return _show(console)

    @pages.post("/account/sessions")
    def sessions() -> Response:
        ended = own_account.end_other_sessions(console.server, console.signed_in())
        return redirect(url_for("own_account.show", ended=ended), 303)

    @pages.route("/account/passphrase", methods=["GET", "POST"])
    def passphrase() -> Response:
        _begin(console)
        return _change_passphrase(console) if request.method == "POST" else _page("passphrase")

    @pages.route("/account/codes", methods=["GET", "POST"])
    def codes() -> Response:
        _begin(console)
        if request.method == "GET":
            return _page("codes")
        return make_response(
            render_template("sign_in/codes.html", codes=own_account.new_codes(console.server, console.signed_in()))
        )

    @pages.route("/account/authenticator", methods=["GET", "POST"])
    def authenticator() -> Response:
        _begin(console)
        return _change_authenticator(console)

    return pages


def _begin(console: Console) -> None:
    require_kept_here(console.server)
    console.require_step_up()


def _show(console: Console) -> Response:
    server, signed_in, language = console.server, console.signed_in(), console.desk.reader().language
    account = own_account.read_own_account(server, signed_in)
    places = [(moment_words(one.since, language), moment_words(one.used_at, language), one.is_this)
              for one in account.sessions]  # fmt: skip
    name = name_of_worker(server, signed_in.actor.person.worker, language)
    return _page("show", account=account, name=name, places=places, done=request.args.get("done", ""))


def _change_passphrase(console: Console) -> Response:
    new = _typed("passphrase")
    try:
        if new != _typed("passphrase_again"):
            raise HomewardError("sign_in.not_alike")
        own_account.change_passphrase(console.server, console.signed_in(), new)
    except HomewardError as error:
        return _page("passphrase", problem=error.sentences(console.desk.reader().language))
    return redirect(url_for("own_account.show", done="passphrase"), 303)


def _change_authenticator(console: Console) -> Response:
    server, signed_in = console.server, console.signed_in()
    if request.method == "POST" and "code" not in request.form:
        own_account.begin_factor(server, signed_in)
        return redirect(url_for("own_account.authenticator"), 303)
    waiting = own_account.waiting_factor(server, signed_in)
    shown = {"key": waiting.key, "qr": qr_svg(waiting.otpauth, scale=5)} if waiting else {}
    if request.method == "GET":
        return _page("authenticator", **shown)
    try:
        own_account.finish_factor(server, signed_in, _typed("code"))
    except HomewardError as error:
        return _page("authenticator", problem=error.sentences(console.desk.reader().language), **shown)
    return redirect(url_for("own_account.show", done="authenticator"), 303)


def _page(template: str, *, problem: object = None, **facts: object) -> Response:
    text = render_template(f"own_account/{template}.html", problem=problem, **facts)
    return make_response(text, REFUSED if problem else 200)


def _typed(name: str) -> str:
    return request.form.get(name, "")[:MOST_TYPED]
