"""Typed text of a small form as values of a record's declaration, checked by it; each wrong question is named.

For the pages that run the house, whose forms are short; long ones go through `casework/web/form_page.py`.
"""

from collections.abc import Collection, Mapping

from flask import request

from casework.book import Problem
from casework.forms.reading import Around, TypedProblem, read_fields
from casework.forms.sentences import Said, say_problem, say_typed
from casework.forms.typed import Typed
from casework.place_search import shipped_place_search
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from sync_server.console.room import Console


def typed() -> Typed:
    """What was posted with this request."""
    return Typed({name: tuple(texts) for name, texts in request.form.lists()})


def read_typed(
    console: Console, kind: Kind, names: Collection[str], *, known: Mapping[str, Json] | None = None
) -> dict[str, Json]:
    """Values by field name, empty ones as None; `known` = what the record holds else. Raises `RecordInvalid` with every
    question that cannot stand so, in the order of `names`."""
    search = console.desk.place_search or shipped_place_search()
    read = read_fields(kind, names, typed(), around=Around(search))
    found = {one.field: one for one in read.problems}
    for one in (*kind.check_values(read.values), *kind.missing({**(known or {}), **read.values})):
        found.setdefault(one.field, TypedProblem(one.field, one.code, {}))
    wrong = [found[name] for name in names if name in found]
    if wrong:
        raise RecordInvalid(kind=kind.name, problems=wrong)
    return dict(read.values)


def refusal(error: HomewardError | None, language: str) -> dict[str, object]:
    """What a template shows of an error: `faults` of single questions, or the `problem` of the form as a whole."""
    if error is None:
        return {"problem": None, "faults": ()}
    faults: list[Said] = []
    if isinstance(error, RecordInvalid):
        kind = KINDS[str(error.facts["kind"])]
        for one in error.problems:
            faults += say_typed(kind, [one], language=language) if isinstance(one, TypedProblem) else ()
            faults += [say_problem(kind, one, language=language)] if isinstance(one, Problem) else ()
    return {"problem": None if faults else error.sentences(language), "faults": faults}


def filled(values: dict[str, Json]) -> dict[str, Json]:
    """Only what was answered."""
    return {name: value for name, value in values.items() if value is not None}


def text_of(name: str, *, limit: int = 200) -> str:
    """One posted text, trimmed."""
    return " ".join(request.form.get(name, "")[:limit].split())
