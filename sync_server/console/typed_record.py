"""Typed text of a small form as values of a record's declaration, checked by it; the first wrong question is named.

For the pages that run the house, whose forms are short; long ones go through `casework/web/form_page.py`.
"""

from collections.abc import Iterable

from flask import request

from casework.forms.reading import Around, read_fields
from casework.forms.typed import Typed
from casework.place_search import shipped_place_search
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.records.kind import Kind
from sync_server.console.room import Console


def typed() -> Typed:
    """What was posted with this request."""
    return Typed({name: tuple(texts) for name, texts in request.form.lists()})


def read_typed(console: Console, kind: Kind, names: Iterable[str]) -> dict[str, Json]:
    """Values by field name, empty ones as None. Raises `console.not_readable` with the question's words."""
    search = console.desk.place_search or shipped_place_search()
    read = read_fields(kind, names, typed(), around=Around(search))
    wrong = [problem.field for problem in read.problems]
    wrong += [problem.field for problem in kind.check_values(read.values)]
    if wrong:
        raise HomewardError("console.not_readable", question=label_of(console, kind, wrong[0]))
    return dict(read.values)


def filled(values: dict[str, Json]) -> dict[str, Json]:
    """Only what was answered."""
    return {name: value for name, value in values.items() if value is not None}


def label_of(console: Console, kind: Kind, field: str) -> str:
    """A question in the reader's language."""
    declared = kind.fields.get(field)
    return field if declared is None else declared.label(console.desk.reader().language)


def text_of(name: str, *, limit: int = 200) -> str:
    """One posted text, trimmed."""
    return " ".join(request.form.get(name, "")[:limit].split())
