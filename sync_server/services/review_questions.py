"""Asking the worker about an item: a question in the dossier, which her laptop shows on Today; and taking it back.

Her answer brings the line back to who asked; where she writes the value herself, the line settles by itself.
"""

from collections.abc import Iterable

from casework.book import CaseBook, Edit, Problems
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Placement
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.book import CentralCaseBook
from sync_server.store.review_items import ReviewItem

QUESTION, OPEN, ANSWERED, WITHDRAWN = "review_question", "open", "answered", "withdrawn"
MOST_CHARACTERS = 4000


def may_be_asked(item: ReviewItem) -> bool:
    """Whether there is a worker to ask: about the records of a dossier alone."""
    kind = KINDS.get(item.kind)
    return kind is not None and kind.placement in (Placement.DOSSIER, Placement.DOSSIER_HEAD)


def ask_about(book: CentralCaseBook, server: Server, item: ReviewItem, text: str, *, draft: Id | None = None) -> None:
    """Ask the worker of the dossier, once for each draft. Raises `review.question_empty`, `record.invalid`."""
    words = text.strip()
    if not words:
        raise HomewardError("review.question_empty")
    record = uuid7(server.clock(), server.random(10))
    values: dict[str, Json] = {
        "record_id": item.record,
        "register": item.item,
        "dots": [list(dot) for dot in sorted(item.dots)],
        "text": words,
        "asked_by": book.person.worker,
        "asked_on": day_of_ms(server.clock()).isoformat(),
        "state": OPEN,
    }
    _save(book, [Edit(record, QUESTION, item.home, KINDS[QUESTION].to_registers(values, {}))], draft=draft)


def withdraw(book: CentralCaseBook, question: Id) -> None:
    """Take an open question back; one that is answered or withdrawn stays as it is. `record.not_found`."""
    shown = book.open(question)
    if shown.kind != QUESTION:
        raise HomewardError("record.not_found", record=question)
    if shown.values.get("state") == OPEN:
        _save(book, [_withdrawn(shown)])


def withdrawals(book: CaseBook, items: Iterable[ReviewItem]) -> list[Edit]:
    """What takes back the open questions about these items, to be saved with the decision that makes them idle."""
    asked = dict.fromkeys(one.question for one in items if one.question is not None and one.question_state == OPEN)
    shown = [book.open(one) for one in asked]
    return [_withdrawn(one) for one in shown if one.values.get("state") == OPEN]


def _withdrawn(shown: Shown) -> Edit:
    registers = KINDS[QUESTION].to_registers({"state": WITHDRAWN}, shown.before())
    return Edit(shown.record_id, QUESTION, shown.home, registers, dict(shown.seen))


def _save(book: CentralCaseBook, edits: list[Edit], *, draft: Id | None = None) -> None:
    answer = book.save(edits, draft=draft)
    if isinstance(answer, Problems):
        raise RecordInvalid(kind=QUESTION, problems=answer.problems)
