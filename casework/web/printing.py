"""Printing what is in a case: asked once, kept as a note of the case with who printed what, then it may go on paper.

Promise: the page can be read without; on paper stands nothing until the note is saved. Every sheet names the case by
its code, who printed it and when, and its number among all sheets. Paper is not protected, and the page says so.
"""

import re
from dataclasses import dataclass

from flask import Response, make_response, request

from casework.book import Edit, Problems
from casework.web.dates import day_words
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.saying import message, say
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.records.kinds import KINDS

PRINT = "print"
CODE = re.compile(r"[A-Z0-9-]{1,40}")
NOT_SAVED = message("It could not be recorded, so nothing is printed.")


@dataclass(frozen=True, slots=True)
class Printing:
    """Whether this paper may be printed now; `draft` is the id under which the note is saved once."""

    action: str
    draft: Id
    is_recorded: bool = False
    problem: str = ""


def printing(desk: Desk, around: Surroundings, case: Id, paper: str) -> Printing:
    """What the page of a paper is told; the press of its button saves the note. `paper` = its name in words."""
    draft = request.form.get("draft", "")
    if request.method != "POST" or request.form.get("_do") != PRINT or not is_id(draft):
        return Printing(request.path, desk.new_id())
    language = desk.reader().language
    is_kept = keep_note(desk, around, case, say(language, "Printed: %(paper)s", paper=paper), draft=draft)
    return Printing(request.path, draft, is_kept, "" if is_kept else say(language, NOT_SAVED))


def keep_note(desk: Desk, around: Surroundings, case: Id, text: str, *, draft: Id | None = None) -> bool:
    """Writes a note of the office's work into the case; the same draft twice is one note."""
    kind = KINDS["case_note"]
    values = {"noted_on": desk.today().isoformat(), "note_type": "admin", "text": text}
    edit = Edit(desk.new_id(), kind.name, case, kind.to_registers(values, {}))
    try:
        return not isinstance(around.book.save([edit], draft=draft), Problems)
    except HomewardError:
        return False


def head_of_sheets(desk: Desk, code: str) -> Response:
    """The stylesheet that writes the running head and foot of the second and every later sheet."""
    language = desk.reader().language
    by, day = desk.frame().initials or "–", day_words(desk.today(), language)
    printed = say(language, "Printed by %(initials)s on %(day)s", initials=by, day=day)
    shown = code if CODE.fullmatch(code) else ""
    face = 'font-family: "Noto Sans Khmer", sans-serif; font-size: 9pt;'
    css = (
        f"@page {{ @top-left {{ content: {_string(shown)}; {face} }} }}\n"
        f"@page {{ @top-right {{ content: {_string(printed)}; {face} }} }}\n"
        "@page :first { @top-left { content: none; } @top-right { content: none; } }\n"
    )
    answer = make_response(css)
    answer.content_type = "text/css; charset=utf-8"
    return answer


def _string(words: str) -> str:
    """A CSS string: whatever could end it or break its line is written as its number."""
    return '"' + "".join(f"\\{ord(one):x} " if one in '"\\\n\r<' else one for one in words) + '"'
