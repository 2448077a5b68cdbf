"""The labels of questions and answers as the office words them: `wording` records of the directory, for every page.

Promise: one reading a request; a key that names nothing here (a newer edition wrote it) changes nothing; a locked or
empty book leaves the shipped labels.
"""

from collections.abc import Mapping
from dataclasses import replace

from flask import g, has_request_context

from casework.book import Query
from casework.web.desk import Desk, Reader
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.registry import VOCABULARIES
from shared_schema.words.tongue import Tongue

MOST_WORDINGS = 2000


def worded(desk: Desk) -> Desk:
    """The same desk, whose readers read labels as the office words them."""

    def tongue(language: str) -> str:
        labels = _labels_of_request(desk).get(str(language), {})
        return Tongue(language, labels) if labels else language

    def reader() -> Reader:
        kept: Reader | None = g.get("worded_reader") if has_request_context() else None
        if kept is not None:  # nobody begins to read otherwise in the middle of a request
            return kept
        found = desk.reader()
        made = replace(found, language=tongue(found.language))
        if has_request_context() and g.get("wordings"):  # not while they are being read
            g.worded_reader = made
        return made

    return replace(desk, reader=reader, tongue=tongue)


def wordings(desk: Desk) -> dict[str, dict[int, str]]:
    """{language: {id of the declared field or code: label}} of this request's book."""
    found: dict[str, dict[int, str]] = {"en": {}, "km": {}}
    try:
        records = desk.book().list(Query("wording"), limit=MOST_WORDINGS).records
    except HomewardError:  # locked, or nobody signed in: pages without any record
        return found
    for shown in records:
        declared = _declared(str(answer(shown, "key") or ""))
        for language, labels in found.items():
            words = answer(shown, language)
            if declared is not None and isinstance(words, str) and words:
                labels[id(declared)] = words
    return found


def _labels_of_request(desk: Desk) -> Mapping[str, Mapping[int, str]]:
    if not has_request_context():
        return {}
    if "wordings" not in g:
        g.wordings = {}  # asking who reads while the book is opened must not ask again
        g.wordings = wordings(desk)
    found: Mapping[str, Mapping[int, str]] = g.wordings
    return found


def _declared(key: str) -> object | None:
    """The field of `<kind>.<field>` or the code of `<vocabulary>.<code>`; None where this edition has neither."""
    group, _, name = key.partition(".")
    if group in KINDS and name in KINDS[group].fields:
        return KINDS[group].fields[name]
    codes = VOCABULARIES.get(group)
    return codes[name] if codes is not None and name in codes else None
