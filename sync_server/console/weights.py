"""The weight set of the matcher: what counts now, a proposed one beside it, adopted by an administrator with a reason.

`sync-server match fit --to FILE` proposes; the file is read here and nothing is kept of it until it is adopted.
Everybody who reads the settings sees what counts.
"""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.matching.weights import TENTHS, WeightSet
from casework.matching.weights_in_force import MOST_BYTES, read_weights, weights_of
from casework.web.acting import typed_reason
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.words.matching import BAND_WORDS, FIELD_WORDS
from sync_server.console.phrases import say
from sync_server.console.room import Console, Room
from sync_server.services.access import Action
from sync_server.services.weight_sets import BANDS, Effect, adopt_weights, beside, effect_of

LOOK, ADOPT = "look", "adopt"
REFUSED = 422
LEVELS = {
    "equal": message("Equal"), "differs": message("Differs"), "same_day": message("Same day"),
    "exchanged": message("Day and month exchanged"), "one_digit": message("One digit differs"),
    "same_year": message("Same year"), "years_0": message("Same year of birth"), "years_1": message("1 year apart"),
    "years_2": message("2 years apart"), "years_3_4": message("3 or 4 years apart"),
    "years_5_7": message("5 to 7 years apart"), "years_more": message("More years apart"),
    "within": message("Within the margin"), "beyond_1": message("1 year beyond the margin"),
    "beyond_2": message("2 years beyond the margin"), "beyond_3_4": message("3 or 4 years beyond the margin"),
    "beyond_more": message("Further beyond the margin"), "neighbour": message("Neighbouring"),
    "village": message("Same village"), "commune": message("Same commune"), "district": message("Same district"),
    "province": message("Same province"), "large_province": message("Same large province"),
    "other": message("Elsewhere"), "shared": message("Shared"), "none_shared": message("None shared"),
    "same_month": message("Same month"), "months_6": message("Within 6 months"), "more": message("Longer apart"),
    "years_5": message("Within 5 years"), "same": message("Same"), "same_kind": message("Same kind"),
    "different": message("Different ones"),
}  # fmt: skip
WITHIN_2_YEARS = message("Within 2 years")  # of a separation; of births `years_2` means apart
FIELDS = {
    "birth_day": message("Day of birth"),
    "birth_years": message("Year of birth"),
    "birth_margin": message("Age within a margin"),
}


def blueprint(console: Console) -> Blueprint:
    """`/settings/programme/weights`."""
    pages = Blueprint("weights", __name__)

    @pages.get("/settings/programme/weights")
    def show() -> Response:
        return _page(console)

    @pages.post("/settings/programme/weights")
    def decide() -> BaseResponse:
        console.require(Action.EDIT_SETTINGS)
        verb = request.form.get("_do", "")
        if verb not in (LOOK, ADOPT):
            abort(404)
        return _look(console) if verb == LOOK else _adopt(console)

    return pages


def _look(console: Console) -> Response:
    """The file that was chosen, read and laid beside what counts."""
    chosen = request.files.get("file")
    data = b"" if chosen is None else chosen.stream.read(MOST_BYTES + 1)
    try:
        return _page(console, proposed=read_weights(data), text=data.decode())
    except (HomewardError, UnicodeDecodeError) as problem:
        error = problem if isinstance(problem, HomewardError) else HomewardError("weights.not_valid", field="form")
        return _page(console, error=error)


def _adopt(console: Console) -> BaseResponse:
    text = request.form.get("proposal", "")
    proposed: WeightSet | None = None
    try:
        proposed = read_weights(text)
        adopt_weights(
            console.book(),
            proposed,
            from_on=console.desk.today(),
            reason=typed_reason(),
            new_id=console.desk.new_id,
        )
    except HomewardError as error:
        if error.code == "record.not_found":
            raise
        return _page(console, proposed=proposed, text=text, error=error)
    return redirect(url_for("weights.show", done="adopted"), 303)


def _page(
    console: Console, *, proposed: WeightSet | None = None, text: str = "", error: HomewardError | None = None
) -> Response:
    language = console.desk.reader().language
    present = weights_of(console.book(), console.desk.today(), counts_all=True)
    effect = None if proposed is None else effect_of(console.server, present, proposed)
    page = render_template(
        "settings/weights.html",
        present=present,
        proposed=proposed,
        text=text,
        rows=_rows(present, proposed or present, language),
        effect=None if effect is None else _effect(effect, language),
        may_edit=console.may(Action.EDIT_SETTINGS),
        reason=typed_reason(),
        done=request.args.get("done", ""),
        problem=None if error is None else error.sentences(language),
    )
    return make_response(page, 200 if error is None else REFUSED)


def _rows(present: WeightSet, proposed: WeightSet, language: str) -> list[dict[str, Any]]:
    return [
        {
            "field": _field(one.field, language),
            "level": _level(one.field, one.level, language),
            "present": _bits(one.present),
            "proposed": _bits(one.proposed),
            "is_changed": one.present != one.proposed,
        }
        for one in beside(present, proposed)
    ]


def _effect(effect: Effect, language: str) -> dict[str, Any]:
    bands = [(BAND_WORDS[band].say(language), effect.before.get(band, 0), effect.after.get(band, 0)) for band in BANDS]
    return {"pairs": effect.pairs, "bands": bands}


def _field(name: str, language: str) -> str:
    return say(language, FIELDS[name]) if name in FIELDS else FIELD_WORDS[name].say(language)


def _level(field: str, level: str, language: str) -> str:
    return say(language, WITHIN_2_YEARS if (field, level) == ("separated_on", "years_2") else LEVELS[level])


def _bits(tenths: int) -> str:
    return f"{tenths / TENTHS:+.1f}"


ROOM = Room(blueprint, rights={"weights.show": Action.READ_SETTINGS, "weights.decide": Action.EDIT_SETTINGS})
