"""Outlines of cases, kept beside the records: a row goes in the transaction that changes its dossier (`records.py`).

Promise: what is read here is what `outline_of` says of the records as they are now; missing rows are made on the way.
"""

from collections.abc import Callable, Iterable
from datetime import date

from casework.outline import EDITION, Outline, outline_of, read_outline, write_outline
from field_client.store.database import Database
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.rules.dossier import Dossier

_ALL = (
    "SELECT s.record, o.data FROM shown s LEFT JOIN outlines o ON o.home = s.record AND o.edition = ?"
    " WHERE s.kind = 'case' AND s.is_retracted = 0 ORDER BY s.record"
)


def read_outlines(database: Database, *, today: date, dossier: Callable[[Id], Dossier]) -> tuple[Outline, ...]:
    """The outline of every case of this laptop on a day; `dossier` reads what an outline is made of."""
    found: list[Outline] = []
    made: list[Outline] = []
    for home, data in database.rows(_ALL, (EDITION,)):
        kept = None if data is None else read_outline(data)
        if kept is not None and kept.is_true_on(today):
            found.append(kept)
            continue
        fresh = outline_of(dossier(home), today)
        if fresh is not None:
            found.append(fresh)
            made.append(fresh)
    if made:
        _keep(database, made)
    return tuple(found)


def _keep(database: Database, made: Iterable[Outline]) -> None:
    rows = ((one.home, EDITION, write_outline(one)) for one in made)
    try:
        with database.transaction():
            database.execute_many("INSERT OR REPLACE INTO outlines (home, edition, data) VALUES (?, ?, ?)", rows)
    except HomewardError as error:
        if not error.code.startswith("files."):
            raise  # on a full disk the list is still true, and is made again next time
