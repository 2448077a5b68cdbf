"""Need more: a question about a match to the worker of either side; her laptop shows it on Today, she answers there.

The question lies in her own dossier and speaks in the words of who asks; nothing of the other side goes with it.
"""

from casework.book import Edit, Problems
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.book import CentralCaseBook
from sync_server.services.match_review import STATE
from sync_server.services.review_questions import MOST_CHARACTERS, OPEN, QUESTION


def ask_about_match(server: Server, book: CentralCaseBook, match: Shown, *, home: Id, text: str) -> Id:
    """Asks the worker of the dossier `home`; the id of the question. `review.question_empty`, `record.invalid`."""
    words = text.strip()[:MOST_CHARACTERS]
    if not words:
        raise HomewardError("review.question_empty")
    record = uuid7(server.clock(), server.random(10))
    values: dict[str, Json] = {
        "record_id": match.record_id,
        "register": STATE,
        "dots": [list(dot) for name, (dot, _written) in match.written.items() if name == STATE],
        "text": words,
        "asked_by": book.person.worker,
        "asked_on": day_of_ms(server.clock()).isoformat(),
        "state": OPEN,
    }
    saved = book.save([Edit(record, QUESTION, home, KINDS[QUESTION].to_registers(values, {}))])
    if isinstance(saved, Problems):
        raise RecordInvalid(kind=QUESTION, problems=saved.problems)
    return record
