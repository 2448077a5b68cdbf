"""Openings of restricted records, written down in the encrypted store of this laptop and shown in their history.

Promise: each opening is kept with its moment and person, the newest of each record up to a limit. The office is told of
each opening, and of each paper with names, at the next sending (`act_notes.py`): both change no record.
"""

from collections.abc import Callable

import orjson

from casework.web.desk import Opening
from field_client.app import Laptop
from field_client.store.act_notes import OPEN, PRINT
from shared_schema.identifiers import Clock, Id
from shared_schema.merge.state import Dot
from shared_schema.wire.messages import ActNote

KEPT = 500
FACT = "opened/"


def own_device_name(laptop: Laptop, incarnation: Id) -> str:
    """The code of this laptop for what it wrote itself; "" for other devices, whose codes are not kept here."""
    return next((life.code for life in laptop.store.log.incarnations() if life.id == incarnation), "")


def received_at(laptop: Laptop, dot: Dot) -> int | None:
    """When the centre received an own change (milliseconds); None while it has not, and for others' changes."""
    return laptop.store.cursors.received_at(laptop.centre().server, *dot)


class LocalOpenings:
    """The openings of this laptop."""

    def __init__(self, laptop: Callable[[], Laptop], *, clock: Clock) -> None:
        self._laptop, self._clock = laptop, clock

    def note(self, record: Id, *, reason: str = "") -> None:
        """Writes that the worker of this laptop opened the record now."""
        laptop = self._laptop()
        now = Opening(self._clock(), laptop.book.person.worker, reason)
        kept = [[one.at, one.by, one.reason] for one in (now, *self.of(record))[:KEPT]]
        with laptop.store.transaction():
            laptop.store.identity.put_fact(FACT + record, orjson.dumps(kept).decode())
            row = laptop.store.records.shown([record]).get(record)
            kind = row.kind if row is not None else "record"
            laptop.store.act_notes.add(ActNote(laptop.tools.new_id(), OPEN, kind, now.at, record))

    def note_names(self, paper: str, record: Id | None, names: int) -> None:
        """Writes that a paper with so many names was made now, of a record or of none."""
        laptop = self._laptop()
        laptop.store.act_notes.add(ActNote(laptop.tools.new_id(), PRINT, paper, self._clock(), record, names))

    def of(self, record: Id) -> tuple[Opening, ...]:
        """The openings of a record, newest first."""
        text = self._laptop().store.identity.fact(FACT + record)
        return tuple(Opening(*one) for one in orjson.loads(text)) if text else ()
