"""Joined cases on pages: the other number leads to the kept case, and each record from it says under which it stands.

New records go to the kept case; a record is changed where it stands. Refused: naming or counting what may not be seen.
"""

from typing import Any

from flask import abort, redirect, request, url_for

from casework.joined import kept_case
from casework.matching.joining import DUPLICATE
from casework.web.form_around import Surroundings
from casework.web.pieces import Tag
from casework.web.saying import say
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer

_BEGUN = frozenset({"draft", "for"})
OPENED_AS = "opened_as"  # in an address: the joined case by which somebody came


def lead_to_kept(around: Surroundings) -> None:
    """Ends a request for a page of a joined case by leading to the same page of the kept one, where she may see it.

    What was begun stays where it was: a form that is sent, a draft that is gone on with, a file that a record of that
    case asked for lead nowhere.
    """
    dossier = around.dossier
    if dossier is None or request.method != "GET" or _BEGUN & request.args.keys():
        return
    kept = kept_case(dossier, around.book.dossier) if answer(dossier.head, "status") == DUPLICATE else None
    if kept is None or request.endpoint is None:
        return
    asked = {**request.args.to_dict(), **(request.view_args or {})}
    there: dict[str, Any] = {name: kept.record_id if value == dossier.home else value for name, value in asked.items()}
    abort(redirect(url_for(request.endpoint, **{**there, OPENED_AS: dossier.home}), 303))


def number_tags(around: Surroundings, home: Id) -> tuple[Tag, ...]:
    """The number under which something stands that is shown under the kept case; nothing for the case's own."""
    number = "" if around.together is None else around.together.numbers.get(home, "")
    return (Tag(say(around.wording.language, "From %(code)s", code=number), "quiet"),) if number else ()


def with_number(around: Surroundings, shown: Shown, words: str) -> str:
    """A record in words, behind them the number that it comes from where that is another one."""
    number = "" if around.together is None else around.together.number_of(shown)
    return f"{words} · {say(around.wording.language, 'From %(code)s', code=number)}" if number else words


def joined_notes(around: Surroundings) -> tuple[str, ...]:
    """What the pages of a kept case say first: by which number she came, which numbers are shown together here."""
    found = around.together
    if found is None or not found.others:
        return ()
    language, own = around.wording.language, str(answer(found.own.head, "case_number") or "")
    came_by = found.numbers.get(request.args.get(OPENED_AS, ""), "")
    numbers = ", ".join(found.numbers.values())
    together = say(
        language,
        "Joined with %(codes)s: its records are shown here, each with the number it comes from. New records are"
        " written under %(code)s.",
        codes=numbers,
        code=own,
    )
    if not came_by:
        return (together,)
    return (say(language, "%(other)s was joined to this case.", other=came_by), together)
