"""`/open`: the only route that a page from a file may post to, and only with the launch token of this start.

It answers 200 with a page that leads on, not with a redirect: browsers withhold `SameSite=Strict` cookies along a
redirect that began elsewhere.
"""

from collections.abc import Callable
from html import escape

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from field_client.web.doors import DOOR
from field_client.web.guard import LAUNCH, plain_page
from field_client.web.program import Program


def blueprint(program: Program, *, used: Callable[[], None]) -> Blueprint:
    """`used` is told when the token was good: the launch file goes then."""
    pages = Blueprint(LAUNCH, __name__)

    @pages.post("/open")
    def admit() -> Response:
        door = program.doors.admit(request.form.get("token", ""))
        if door is None:
            return plain_page(
                403,
                "This door opens once. Open Homeward from its icon.",
                "ទ្វារនេះបើកតែម្តង។ សូមបើក Homeward ពីរូបតំណាងរបស់វា។",
            )
        used()
        answer = _leading_on(url_for("door.home"))
        set_cookie(answer, DOOR, door, prefix=program.prefix)
        return answer

    return pages


def set_cookie(answer: BaseResponse, name: str, value: str, *, prefix: str) -> None:
    """A cookie of this program: no script reads it, no other site sends it, no other path receives it."""
    answer.set_cookie(name, value, httponly=True, samesite="Strict", path=prefix + "/")


def expire_cookie(answer: BaseResponse, name: str, *, prefix: str) -> None:
    """Takes it away."""
    answer.delete_cookie(name, httponly=True, samesite="Strict", path=prefix + "/")


def _leading_on(url: str) -> Response:
    address = escape(url, quote=True)
    body = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Homeward</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"></head>'
        f'<body><p><a href="{address}">Homeward</a></p></body></html>'
    )
    return Response(body, content_type="text/html; charset=utf-8")
