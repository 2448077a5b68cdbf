"""One step taken by one press: the rights and gates are asked again, then all its edits are saved together or none.

Promise: a gate that closed meanwhile is named and nothing moves; the same page sent twice is saved once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from flask import request

from casework.book import Edit, Problems
from casework.forms.sentences import say_elsewhere, say_problem
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.form_problems import is_only_unchanged
from casework.web.form_steps import Asked, GatePanel, closed_gates
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why nothing was saved: gate panels, and sentences in the reader's language."""

    gates: tuple[GatePanel, ...] = ()
    problems: tuple[str, ...] = ()


def typed_reason() -> str:
    """The reason that was typed on the page, trimmed."""
    return request.form.get("_reason", "").strip()[:LONGEST_REASON]


def change(shown: Shown, values: Mapping[str, Json], *, reason: str | None = None) -> Edit:
    """An edit of a record as it is shown now, by field name."""
    registers = KINDS[shown.kind].to_registers(values, shown.before())
    return Edit(shown.record_id, shown.kind, shown.home, registers, dict(shown.seen), reason)


def addition(kind: str, record: Id, home: Id, values: Mapping[str, Json]) -> Edit:
    """A new record, by field name; what is None is left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return Edit(record, kind, home, KINDS[kind].to_registers(given, {}))


def take_step(
    desk: Desk,
    surroundings: Surroundings,
    edits: Sequence[Edit],
    *,
    link_of: Callable[[Id], str],
    reason: str = "",
    beside: Mapping[Id, Shown] = MappingProxyType({}),
) -> NotTaken | None:
    """Saves the edits of a step as one save set; None where it stands. The page sends `draft` to be saved once.

    `beside` = records of another dossier that the step reads or changes too.
    """
    asked = Asked(
        person=surroundings.book.person,
        today=desk.today(),
        reason=reason or None,
        language=desk.reader().language,
        phrases=desk.phrases,
        link_of=link_of,
    )
    gates = _closed(edits, surroundings, asked, beside)
    return NotTaken(gates=gates) if gates else _saved(edits, surroundings, asked.language)


def _closed(
    edits: Sequence[Edit], surroundings: Surroundings, asked: Asked, beside: Mapping[Id, Shown]
) -> tuple[GatePanel, ...]:
    dossier = surroundings.dossier
    if dossier is None:
        return ()
    dossier = replace(dossier, related={**dossier.related, **beside})
    return tuple(closed_gates(edits, {**dossier.related, **dossier.records}, dossier, asked))


def _saved(edits: Sequence[Edit], surroundings: Surroundings, language: str) -> NotTaken | None:
    draft = request.form.get("draft", "")
    try:
        saved = surroundings.book.save(edits, draft=draft if is_id(draft) else None)
    except HomewardError as error:
        said = error.sentences(language)
        return NotTaken(problems=(f"{said.happened} {said.safe} {said.next}",))
    if not isinstance(saved, Problems) or is_only_unchanged(saved):
        return None
    kinds = {edit.record: KINDS[edit.kind] for edit in edits}
    said_ones = (
        say_problem(kinds[one.record], one, language=language)
        if one.record in kinds
        else say_elsewhere(one, language=language, name_of=surroundings.name_of)
        for one in saved.problems
        if not one.is_warning
    )
    return NotTaken(problems=tuple(one.text for one in said_ones))
