"""Questions and judgements are always about one answer of a record, as it stood: record, register, dots."""

from collections.abc import Mapping
from datetime import date

from casework.book import CaseBook
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS

ABOUT_ANSWERS = frozenset({"review_question", "review_decision"})


def about_answer(book: CaseBook, kind: str, *, record: str, register: str, today: date) -> Mapping[str, Json] | None:
    """What a new question or judgement is told about the answer that the address names; None where it names none."""
    try:
        shown = book.open(record)
    except HomewardError:
        return None
    known = KINDS.get(shown.kind)
    if known is None or (known.register_of(register) is None and register not in known.registers):
        return None
    found: dict[str, Json] = {"record_id": record, "dots": _dots(shown, register)}
    if kind == "review_decision":
        return {**found, "item": register}
    return {**found, "register": register, "asked_by": book.person.worker, "asked_on": today.isoformat()}


def _dots(shown: Shown, register: str) -> list[list[Json]]:
    live = {dot for name, (dot, _w) in shown.written.items() if name == register or name.startswith(register + ".")}
    for conflict in shown.conflicts:
        live |= set(conflict.dots) if conflict.register == register else set()
    return [list(dot) for dot in sorted(live)]
