"""How this laptop is, for somebody who helps from afar: to be printed or saved. Nothing of a case stands here."""

from collections.abc import Callable
from dataclasses import asdict

import orjson
from flask import Blueprint, Response, make_response, render_template
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from field_client.diagnosis import diagnose
from field_client.web.phrases import say
from field_client.web.program import Program
from shared_schema.errors import CATALOGUE, HomewardError

FILE_NAME = "homeward-diagnostics.json"


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/settings/diagnostics` and the same as a file."""
    pages = Blueprint("diagnostics", __name__)

    def outcome(code: str) -> str:
        language = reader().language
        if code == "done":
            return say(language, "Done")
        return HomewardError(code).sentences(language).happened if code in CATALOGUE else code

    @pages.get("/settings/diagnostics")
    def show() -> BaseResponse:
        page = render_template("settings/diagnostics.html", found=diagnose(program.held()), outcome=outcome)
        return make_response(page)

    @pages.get("/settings/diagnostics/file")
    def save() -> BaseResponse:
        data = orjson.dumps(asdict(diagnose(program.held())), option=orjson.OPT_INDENT_2)
        headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
        return Response(data, mimetype="application/json", headers=headers)

    return pages
