"""What a page of the console is handed, and what it declares: its blueprint, the right of each endpoint, its menu line.

Promise: an endpoint without a declared right does not start; a role without it gets the same answer as for an unknown
address. Which case or office is meant is judged by the service that is called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from casework.web.desk import Desk
from shared_schema.errors import HomewardError
from sync_server.server import Server
from sync_server.services.access import RIGHTS, Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.kept_by_centre import is_kept_by_centre
from sync_server.services.kept_forms import SENT_AGAIN, KeptForm, drop_form, keep_form, kept_form
from sync_server.services.sessions import SignedIn

NOWHERE = Target()  # no dossier and no office: a right that reaches everywhere


@dataclass(frozen=True, slots=True)
class Console:
    """Callables answer for the request that is being served."""

    server: Server
    desk: Desk
    signed_in: Callable[[], SignedIn]
    book: Callable[[], CentralCaseBook]

    def actor(self) -> Actor:
        """Who acts, as the account tables know her now."""
        return self.signed_in().actor

    def may(self, action: Action, target: Target = NOWHERE) -> bool:
        """Whether she may do this."""
        return decide(self.actor(), action, target) and not is_kept_by_centre(self.server, action)

    def require(self, action: Action, target: Target = NOWHERE) -> None:
        """Forbidden is the same as unknown: `record.not_found`."""
        if not self.may(action, target):
            raise HomewardError("record.not_found", record="")

    def require_step_up(self, *, back: str = "", fills_its_page: bool = False) -> None:
        """Passphrase and code within five minutes, else she is led to give them and comes back: to `back`, else here.

        A form that is sent to an address without a page names the page that she was on in `back`. What she typed waits
        for her meanwhile, whichever form it is; a file is chosen again, and a form with a passphrase typed again, but
        where `fills_its_page` says that its page shows it filled (`filled`) up to the passphrase.
        """
        signed_in, is_form = self.signed_in(), request.method == "POST"
        if not signed_in.is_stepped_up(self.server.clock()):
            if is_form:
                keep_form(self.server, signed_in, replace(sent_form(), fills_its_page=fills_its_page))
            raise _StepUp(back or _here())
        if is_form and (fills_its_page or SENT_AGAIN in request.form):
            drop_form(self.server, signed_in)

    def filled(self) -> MultiDict[str, str]:
        """What stands in the fields of this page: as they were just sent, else as they wait for her."""
        if request.method == "GET":
            kept = kept_form(self.server, self.signed_in())
            if kept is not None and kept.fills_its_page and kept.path == request.path:
                return MultiDict(kept.fields)
        return request.values


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the menu: its endpoint and its words in English (said in the reader's language). `is_of_hub`: at a
    provincial hub alone."""

    endpoint: str
    words: str
    is_of_hub: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A blueprint of the console; `rights`: endpoint (`blueprint.view`) to the action that it performs.

    `drafting` = endpoints whose forms become drafts when they come after the session ended: each must look at `_do` and
    keep the draft before it does anything else.
    """

    blueprint: Callable[[Console], Blueprint]
    rights: Mapping[str, Action]
    places: tuple[Place, ...] = field(default=())
    drafting: frozenset[str] = field(default_factory=frozenset)


def sent_form() -> KeptForm:
    """The form of this request; without its fields where files were sent with it."""
    fields = () if any(one.filename for one in request.files.values()) else tuple(request.form.items(multi=True))
    return KeptForm(request.full_path.rstrip("?"), fields)


def _here() -> str:
    """The address of the page that is asked for, or of the page whose form was sent; "" where it has none."""
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.full_path.rstrip("?") if has_page else ""


def may_ever(actor: Actor, action: Action) -> bool:
    """Whether the role has the action at all, whatever the target."""
    return actor.is_active and actor.person.role in RIGHTS.get(action, {})


class _StepUp(HTTPException):
    """Leads to the page that asks for passphrase and code, and from there back to `after`."""

    code = 303

    def __init__(self, after: str) -> None:
        target = url_for("sign_in.again", after=after) if after else url_for("sign_in.again")
        super().__init__(response=redirect(target, 303))
