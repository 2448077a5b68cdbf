"""What an import at the centre stands on: a person's book, a rehearsal that writes nothing, and the own device's log.

The person's rights count for every row; whatever is taken are ordinary changes of the server's own device, by her.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from casework.book import Edit, Problems, Saved
from casework.imports.plan import Planner
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, actor_from, decide
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.book_saving import problems_of
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.devices import find_device, find_incarnation
from sync_server.store.log import entry_at
from sync_server.store.people import Account

HASH_CHARACTERS = 22


@dataclass(frozen=True, slots=True)
class OwnLog:
    """The incarnation of the server's own device and its newest number."""

    id: Id
    n: int


@dataclass(frozen=True, slots=True)
class Importing:
    """One import: who takes it, for which office, and who gets new cases. Its book judges every row by her rights."""

    server: Server
    actor: Actor
    holder: Id

    @property
    def book(self) -> CentralCaseBook:
        """Her book; new cases are numbered for the office of the import."""
        return make_books(self.server).for_actor(self.actor)

    def planner(self) -> Planner:
        """What reads the rows: logins and office codes are understood where a person or an office is asked for."""
        with self.server.database.snapshot() as connection:
            named = {one.login: one.id for one in people.list_accounts(connection)}
            named |= {one.code: one.id for one in people.list_offices(connection)}
        return Planner(self.book, KINDS, self._new_id, named=named, holder=self.holder)

    def rehearse(self, sets: Sequence[Sequence[Edit]]) -> tuple[Saved | Problems, ...]:
        """What saving these sets in turn would answer; everything is taken back. A set is held against those of the
        same dossier before it, whose records it may need."""
        outcomes: list[Saved | Problems] = []
        before: dict[str, list[Edit]] = {}
        for edits in sets:
            earlier = before.setdefault(edits[0].home, [])
            found = self._problems([*earlier, *edits])
            records = {edit.record for edit in edits}
            mine = tuple(one for one in found.problems if one.record in records) if found is not None else ()
            outcomes.append(Problems(mine) if mine else Saved(()))
            if not mine:
                earlier += edits
        return tuple(outcomes)

    def current(self) -> OwnLog:
        """Where the own device's log stands."""
        with self.server.database.snapshot() as connection:
            device = find_device(connection, self.server.identity.own_device)
            found = find_incarnation(connection, device.newest_incarnation) if device is not None else None
        if found is None:
            raise HomewardError("server.not_initialised")
        return OwnLog(found.id, found.head_n)

    def record_of(self, dot: Dot) -> Id | None:
        """The record of a change that was taken."""
        with self.server.database.snapshot() as connection:
            entry = entry_at(connection, dot)
        return None if entry is None else entry.record

    def note(self, *, file_hash: str, new: int, changed: int) -> None:
        """The import as an act: by whom, which file (its hash), whether anything was taken."""
        outcome = "done" if new or changed else "refused"
        row = AuditRow(
            self.server.clock(), "import.run", self.actor.person.worker, None, "file", file_hash[:HASH_CHARACTERS],
            self.actor.person.office, outcome,
        )  # fmt: skip
        self.server.database.run(lambda connection: append_rows(connection, [row], random=self.server.random))

    def _problems(self, edits: Sequence[Edit]) -> Problems | None:
        today = day_of_ms(self.server.clock())

        def work(connection: Connection) -> None:
            raise _Rehearsed(problems_of(self.server, connection, self.actor, edits, today=today))

        try:
            self.server.database.run(work)
        except _Rehearsed as rehearsed:
            return rehearsed.problems
        return None

    def _new_id(self) -> Id:
        return uuid7(self.server.clock(), self.server.random(10))


class _Rehearsed(Exception):
    """Takes a transaction back, with what was found in it."""

    def __init__(self, problems: Problems | None) -> None:
        super().__init__()
        self.problems = problems


def begin_import(server: Server, login: str, *, office: str | None, worker: str | None) -> Importing:
    """An import by `login` for an office (else her own) whose new cases go to `worker` (else to herself).

    Raises `person.unknown`, `person.not_active`, `person.office_needed`, `office.unknown`, `import.not_allowed`.
    """
    with server.database.snapshot() as connection:
        account = _account(connection, login)
        holder = account if worker is None else _account(connection, worker)
        chosen = None if office is None else people.find_office(connection, office)
    if office is not None and chosen is None:
        raise HomewardError("office.unknown", office=office.upper())
    where = chosen.id if chosen is not None else account.office
    if where is None:
        raise HomewardError("person.office_needed")
    actor = actor_from(account)
    if not decide(actor, Action.ASSIGN, Target(offices=frozenset({where}))):
        raise HomewardError("import.not_allowed", login=login)
    return Importing(server, replace(actor, person=replace(actor.person, office=where)), holder.id)


def _account(connection: Connection, login: str) -> Account:
    found = people.find_account(connection, login)
    if found is None:
        raise HomewardError("person.unknown", login=login)
    if not found.is_active:
        raise HomewardError("person.not_active", login=login)
    return found
