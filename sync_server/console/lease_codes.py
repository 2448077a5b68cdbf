"""The code that opens a laptop after its lease has ended, read by telephone: who asks, how she was recognised, once."""

from flask import Blueprint, Response, make_response, render_template, request

from casework.web.saying import message
from shared_schema.codes import LEASE_CHARACTERS, print_code
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.console.laptop_words import contact_words, worker_words
from sync_server.console.phrases import say
from sync_server.console.room import Console, Room
from sync_server.services import laptops
from sync_server.services.access import Action, Target

RECOGNISED = {
    "voice": message("I know her voice"),
    "call-back": message("I called her back on the number in the directory"),
    "question": message("She answered a question that only she can answer"),
    "in-person": message("She stands before me"),
}
REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/devices/<id>/lease-code`."""
    pages = Blueprint("lease_codes", __name__)

    @pages.route("/devices/<device>/lease-code", methods=["GET", "POST"])
    def read(device: Id) -> Response:
        console.require_step_up()
        page = laptops.find_laptop(console.server, console.actor(), device)
        where = frozenset({page.laptop.device.office} if page.laptop.device.office else ())
        console.require(Action.LEASE_CODE, Target(offices=where))
        if request.method == "GET":
            return _form(console, device)
        recognised = request.form.get("recognised", "")
        if recognised not in RECOGNISED:
            return _form(console, device, error=HomewardError("lease.not_recognised"))
        try:
            secret = laptops.read_lease_code(console.server, console.actor(), device, recognised=recognised)
        except HomewardError as error:
            if error.code != "device.revoked":
                raise
            return _form(console, device, error=error)
        code = print_code(int.from_bytes(secret, "big"), characters=LEASE_CHARACTERS)
        return make_response(render_template("lease_codes/code.html", one=page.laptop, groups=code.split("-")))

    return pages


def _form(console: Console, device: Id, *, error: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    page = laptops.find_laptop(console.server, console.actor(), device)
    told = render_template(
        "lease_codes/form.html",
        one=page.laptop,
        worker=worker_words(page.laptop, language),
        contact=contact_words(page.laptop, language),
        ways=[(code, say(language, words)) for code, words in RECOGNISED.items()],
        problem=None if error is None else error.sentences(language),
    )
    return make_response(told, 200 if error is None else REFUSED)


ROOM = Room(blueprint, rights={"lease_codes.read": Action.LEASE_CODE})
