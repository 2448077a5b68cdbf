"""Sending and receiving as the pages see it: running or not, how far, how it ended, the last contacts.

Promise: one run at a time, by the schedule or by a person; a run that is paused or cut keeps what arrived. Counts and
codes only: nothing here names a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock, Thread

import orjson

from field_client.app import Laptop
from field_client.sync.photo_report import kilobytes
from field_client.sync.report import SyncReport
from field_client.web.unsent import VISIT, waiting_records
from shared_schema.canonical import Json, dumps
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock

CONTACTS = "contacts"
KEPT_CONTACTS = 30
COUNT_EVERY_MS = 1_000
PAUSED = "sync.paused"
NO_CONTACT = frozenset({"sync.no_contact", "sync.cut", "tls.no_contact", "server.too_busy"})


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: own changes `done` of `total`, the same in visits and in records, states `received`, kB of
    records over the line, photos in kB."""

    done: int = 0
    total: int = 0
    received: int = 0
    visits_done: int = 0
    visits_total: int = 0
    records_done: int = 0
    records_total: int = 0
    kb: int = 0
    photo_kb: int = 0
    photo_kb_total: int = 0

    @property
    def told(self) -> tuple[int, int]:
        """Done and total as a worker is told: visits where there are any, else records."""
        if self.visits_total:
            return self.visits_done, self.visits_total
        return self.records_done, self.records_total


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt: when (ms), `done` or the code of the error, records sent and received, bytes over the line."""

    at: int
    outcome: str
    sent: int = 0
    arrived: int = 0
    bytes: int = 0


class Sending:
    """The one place from which this program exchanges with the centre."""

    def __init__(self, laptop: Laptop, *, clock: Clock) -> None:
        self._laptop, self._clock = laptop, clock
        self._running = Lock()
        self._wants_pause = False
        self._counted_at = 0
        self.progress = Progress()
        self.report: SyncReport | None = None
        self.error: HomewardError | None = None

    @property
    def is_running(self) -> bool:
        """Whether an exchange is going on."""
        return self._running.locked()

    @property
    def has_no_contact(self) -> bool:
        """Whether the last try did not reach the server, or was cut."""
        return self.error is not None and self.error.code in NO_CONTACT

    def start(self) -> bool:
        """Begins a run in the background; false where one is going on."""
        if self.is_running:
            return False
        Thread(target=self._run_quietly, name="sending", daemon=True).start()
        return True

    def run(self) -> SyncReport:
        """One run to its end; `sync.busy` while another goes on, `sync.paused`, and what `Laptop.sync` raises."""
        if not self._running.acquire(blocking=False):
            raise HomewardError("sync.busy")
        try:
            waiting = waiting_records(self._laptop)
            self._counted_at = 0
            self._wants_pause, self.report = False, None
            self.progress = Progress(visits_total=waiting.get(VISIT, 0), records_total=sum(waiting.values()))
            self.report = self._laptop.sync(watch=self)
            self.error = None
            self._laptop.book.outlines(self._laptop.tools.today())  # made here, so that Today need not wait for them
            if self.report.photos.stopped is not None:
                raise HomewardError(self.report.photos.stopped)
            self._note(_contact_of(self.report, at=self._clock()))
            return self.report
        except HomewardError as error:
            self.error = error
            self._note(_broken_off(self.report, error.code, at=self._clock()))
            raise
        finally:
            self._running.release()

    def pause(self) -> None:
        """Asks the run to stop at the next page; what arrived stays, the rest goes with the next run."""
        self._wants_pause = True

    def sent(self, done: int, total: int) -> None:
        """See `carrier.Watch`."""
        self.progress = replace(self.progress, done=done, total=total)
        if done == total or self._clock() - self._counted_at >= COUNT_EVERY_MS:
            self._count()
        self._stop_if_asked()

    def carried(self, moved_bytes: int) -> None:
        """See `carrier.Watch`."""
        self.progress = replace(self.progress, kb=kilobytes(moved_bytes))
        self._stop_if_asked()

    def received(self, records: int) -> None:
        """See `carrier.Watch`."""
        self.progress = replace(self.progress, received=records)
        self._stop_if_asked()

    def photos(self, done_bytes: int, total_bytes: int) -> None:
        """See `carrier.Watch`."""
        self.progress = replace(self.progress, photo_kb=kilobytes(done_bytes), photo_kb_total=kilobytes(total_bytes))
        self._stop_if_asked()

    def contacts(self) -> tuple[Contact, ...]:
        """The last 30, newest first."""
        return read_contacts(self._laptop.store.identity.fact(CONTACTS))

    def _count(self) -> None:
        """Counts the records that still wait; a worker knows visits, not changes."""
        self._counted_at = self._clock()
        waiting, now = waiting_records(self._laptop), self.progress
        self.progress = replace(
            now,
            visits_done=max(now.visits_total - waiting.get(VISIT, 0), 0),
            records_done=max(now.records_total - sum(waiting.values()), 0),
        )

    def _stop_if_asked(self) -> None:
        if self._wants_pause:
            raise HomewardError(PAUSED)

    def _run_quietly(self) -> None:
        try:
            self.run()
        except HomewardError:
            return  # kept in `error`, shown on the page

    def _note(self, contact: Contact) -> None:
        kept = [_written(one) for one in (contact, *self.contacts())[:KEPT_CONTACTS]]
        self._laptop.store.identity.put_fact(CONTACTS, dumps(kept).decode())


def read_contacts(text: str | None) -> tuple[Contact, ...]:
    """What was noted; nothing where nothing was."""
    return tuple(Contact(*row) for row in orjson.loads(text or "[]"))


def _written(contact: Contact) -> list[Json]:
    return [contact.at, contact.outcome, contact.sent, contact.arrived, contact.bytes]


def _contact_of(report: SyncReport, *, at: int, outcome: str = "done") -> Contact:
    carried = report.photos.bytes_up + report.photos.bytes_down
    moved = report.bytes_up + report.bytes_down + carried
    return Contact(at, outcome, _count(report.sent), _count(report.arrived), moved)


def _broken_off(report: SyncReport | None, code: str, *, at: int) -> Contact:
    """Records may have gone before photos were broken off."""
    return Contact(at, code) if report is None else _contact_of(report, at=at, outcome=code)


def _count(records: Mapping[str, int]) -> int:
    return sum(records.values())
