"""The wording of labels, English and Khmer together, with where each is shown; changed by an administrator."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.records.field import Field
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choice, Choices
from sync_server.console.paged import paged
from sync_server.console.room import Console, Place, Room
from sync_server.console.typed_record import text_of
from sync_server.services import programme
from sync_server.services.access import Action
from sync_server.services.programme import Label

REFUSED = 422


def blueprint(console: Console) -> Blueprint:
    """`/settings/words`, `/settings/words/<label>`."""
    pages = Blueprint("wording", __name__)

    @pages.get("/settings/words")
    def index() -> Response:
        chosen = request.args.get("group", "")
        language = console.desk.reader().language
        groups = [(name, f"{_title(name, language)} ({count})") for name, count in programme.groups()]
        labels = programme.labels_of(console.book(), chosen) if chosen else ()
        page = render_template(
            "wording/index.html",
            groups=sorted(groups, key=lambda option: option[1].casefold()),
            chosen=chosen,
            title=_title(chosen, language) if chosen else "",
            found=paged(labels),
            places=places_of(chosen, language) if chosen else [],
            may_edit=console.may(Action.EDIT_SETTINGS),
            done=request.args.get("done", ""),
        )
        return make_response(page)

    @pages.route("/settings/words/<key>", methods=["GET", "POST"])
    def change(key: str) -> BaseResponse:
        console.require(Action.EDIT_SETTINGS)
        label = programme.find_label(console.book(), key)
        en, km = label.now
        if request.method == "GET":
            return _form(console, label, typed={"en": en, "km": km})
        try:
            programme.save_wording(
                console.book(), label, en=text_of("en"), km=text_of("km"), new_id=console.desk.new_id
            )
        except HomewardError as error:
            if error.code == "record.not_found":
                raise
            return _form(console, label, typed=request.form, error=error)
        return redirect(url_for("wording.index", group=key.partition(".")[0], done="saved"), 303)

    return pages


def places_of(group: str, language: str) -> list[str]:
    """Where labels of this group are shown: forms and pages of a kind, or the questions that offer a vocabulary."""
    if group in KINDS:
        return [_title(group, language)]
    return [f"{_title(kind, language)}: {field.label(language)}" for kind, field in _offering(group)]


def _form(console: Console, label: Label, *, typed: Any, error: HomewardError | None = None) -> Response:
    language = console.desk.reader().language
    page = render_template(
        "wording/form.html",
        label=label,
        group=label.key.partition(".")[0],
        places=places_of(label.key.partition(".")[0], language),
        typed=typed,
        problem=None if error is None else error.sentences(language),
    )
    return make_response(page, 200 if error is None else REFUSED)


def _title(group: str, language: str) -> str:
    """The kind in words; a vocabulary by the question that offers it first; one that no question offers by its name."""
    if group in KINDS:
        return KINDS[group].km if language == "km" else KINDS[group].en
    return next(
        (f"{field.label(language)} · {_title(kind, language)}" for kind, field in _offering(group)),
        group.replace("_", " "),
    )


def _offering(group: str) -> Iterator[tuple[str, Field]]:
    """(kind, question) of the questions that offer this vocabulary."""
    for kind in KINDS.values():
        for field in kind.fields.values():
            if isinstance(field.type, Choice | Choices) and field.type.vocabulary.name == group:
                yield kind.name, field


ROOM = Room(
    blueprint,
    rights={"wording.index": Action.READ_SETTINGS, "wording.change": Action.EDIT_SETTINGS},
    places=(Place("wording.index", message("Wording of labels")),),
)
