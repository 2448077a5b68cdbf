"""`/centre`: at a provincial hub, how it is with Phnom Penh. A centre has no line in its menu for it, and says so."""

from flask import Blueprint, Response, make_response, render_template

from casework.web.dates import moment_words
from casework.web.saying import message
from shared_schema.errors import CATALOGUE
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room
from sync_server.services.access import Action
from sync_server.services.centre_contact import contact_with_centre
from sync_server.services.people_names import directory_of, name_in
from sync_server.store.hubs import HUB


def blueprint(console: Console) -> Blueprint:
    """`/centre`; and for every template of the console whether this is a hub (`is_hub`)."""
    pages = Blueprint("centre", __name__)
    is_hub = console.server.identity.kind == HUB

    @pages.app_context_processor
    def where_we_are() -> dict[str, object]:
        return {"is_hub": is_hub, "centre_name": console.server.config.centre_name}

    @pages.get("/centre")
    def index() -> Response:
        if not is_hub:
            return make_response(render_template("centre/itself.html"))
        contact = contact_with_centre(console.server, console.actor())
        language = console.desk.reader().language
        people = {one.author for one in contact.lines if one.author is not None}
        with console.server.database.snapshot() as connection:
            names = directory_of(console.server, connection, people)
        lines = [
            {
                "shown": one.shown,
                "who": name_in(names.get(one.author or ""), language),
                "device": one.device,
                "words": CATALOGUE[one.code].km if language == "km" else CATALOGUE[one.code].en,
            }
            for one in contact.lines
            if one.code in CATALOGUE
        ]
        words = CATALOGUE.get(contact.centre.problem or "")
        return make_response(
            render_template(
                "centre/index.html",
                contact=contact,
                lines=lines,
                problem=(words.km if language == "km" else words.en) if words is not None else None,
                last=moment_words(contact.centre.contact_at, language)
                if contact.centre.contact_at
                else say(language, "Never"),
            )
        )

    return pages


ROOM = Room(
    blueprint,
    rights={"centre.index": Action.READ_DIRECTORY},
    places=(Place("centre.index", message("Phnom Penh"), is_of_hub=True),),
)
