"""Answers of a verification, hidden from all but their author until both sides are recorded (records.md 2.10)."""

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered

SIDES = ("beneficiary_answers", "family_answers")


def hidden_answers(shown: Shown, reader: Id) -> frozenset[str]:
    """The fields of a record whose value this reader must not see yet."""
    if shown.kind != "verification" or all(is_answered(shown.values.get(side)) for side in SIDES):
        return frozenset()
    return frozenset(side for side in SIDES if is_answered(shown.values.get(side)) and _author(shown, side) != reader)


def _author(shown: Shown, field: str) -> Id | None:
    written = shown.written.get(field)
    return None if written is None else written[1].by
