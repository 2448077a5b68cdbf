"""What one person may see of stored records: the scopes that they lie in, judged by the one table of rights.

A forbidden and an unknown record are the same. Registers withheld from a person are taken out before anything is shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import (
    DIRECTORY,
    LINK,
    MATCH,
    Holders,
    book_scope,
    office_scope,
    restricted_scope,
    worker_scope,
)
from sync_server.server import Server
from sync_server.services.access import RIGHTS, Action, Actor, Reach, Target, decide
from sync_server.store.feed import scopes_of_records
from sync_server.store.records import Dossier, RecordRow, open_state, read_dossiers, read_records

LEVELS = frozenset({"band", "score", "weights_version", "evidence"})
_READING = {Placement.DIRECTORY: Action.READ_DIRECTORY, Placement.OFFICE: Action.TRAININGS}


@dataclass(frozen=True, slots=True)
class Sight:
    """One person's view within one connection."""

    server: Server
    connection: Connection
    actor: Actor

    def visible(self, rows: Iterable[RecordRow], *, is_reasoned: bool = False) -> list[RecordRow]:
        """Those that she may see, in their order; tombstones and unknown kinds never."""
        known = [row for row in rows if row.sealed is not None and row.kind in KINDS]
        placed = scopes_of_records(self.connection, [row.id for row in known])
        judged: dict[tuple[str, bool, tuple[str, ...]], bool] = {}  # many lie in the same few places

        def may(row: RecordRow) -> bool:
            scopes = tuple(placed.get(row.id, ()))
            alike = (row.kind, row.is_restricted, scopes)
            if alike not in judged:
                judged[alike] = self._may(row, scopes, is_reasoned=is_reasoned)
            return judged[alike]

        return [row for row in known if may(row)]

    def require(self, record: Id, *, is_reasoned: bool = False) -> RecordRow:
        """The row; `record.not_found` for one that she may not see, or that is not there."""
        row = read_records(self.connection, [record]).get(record)
        found = self.visible([row], is_reasoned=is_reasoned) if row is not None else []
        if not found:
            raise HomewardError("record.not_found", record=record)
        return found[0]

    def sees(self, row: RecordRow) -> bool:
        """Whether she may see one record."""
        return bool(self.visible([row]))

    def show(self, rows: Iterable[RecordRow]) -> dict[Id, Shown]:
        """Visible rows as she sees them, without what is withheld from her."""
        found = list(rows)
        self.server.sealing.load(row.home for row in found)
        ends = {one for row in found if KINDS[row.kind].home_only_registers for one in (row.home, row.other) if one}
        dossiers = read_dossiers(self.connection, ends)
        return {row.id: show(self.state(row, dossiers), KINDS[row.kind]) for row in found}

    def show_part(self, rows: Iterable[RecordRow], registers: Collection[str]) -> dict[Id, Shown]:
        """These registers alone of visible rows, none of which has any that is withheld: a first look at very many."""
        found = list(rows)
        self.server.sealing.load(row.home for row in found)
        parts = [open_state(self.server.sealing, row).part(registers) for row in found]
        return {one.record_id: show(one, KINDS[one.kind]) for one in parts}

    def state(self, row: RecordRow, dossiers: Mapping[Id, Dossier] | None = None) -> RecordState:
        """The state without registers of a dossier that is not hers; `dossiers` = both ends, where they were read."""
        state = open_state(self.server.sealing, row).state()
        withheld = self.withheld(row, KINDS[row.kind], dossiers)
        if not withheld:
            return state
        kept = {name: live for name, live in state.registers.items() if name not in withheld}
        return replace(state, registers=kept)

    def withheld(self, row: RecordRow, kind: Kind, dossiers: Mapping[Id, Dossier] | None = None) -> frozenset[str]:
        """Registers of a record of two dossiers whose words belong to the other one; how alike both are told to be is
        for whoever sees both."""
        if not kind.home_only_registers:
            return frozenset()
        ends = [one for one in (row.home, row.other) if one is not None]
        found = read_dossiers(self.connection, ends) if dossiers is None else dossiers
        seen = {one for one in ends if one in found and decide(self.actor, Action.SEE, Target(found[one].holders))}
        withheld = frozenset[str]() if row.home in seen else kind.home_only_registers
        is_whole = len(seen) == len(ends) or kind.name not in (MATCH, LINK)
        return withheld if is_whole else withheld | LEVELS

    def scopes(self) -> list[str]:
        """Every leaf in which something that she may see can lie; `visible` still judges each record."""
        person, offices = self.actor.person, self.actor.offices
        sees_office = RIGHTS[Action.SEE].get(person.role, Reach.OWN) is not Reach.OWN
        leaves = (office_scope, restricted_scope, book_scope) if sees_office else (book_scope,)
        return [DIRECTORY, worker_scope(person.worker), *(leaf(office) for office in offices for leaf in leaves)]

    def _may(self, row: RecordRow, scopes: Iterable[str], *, is_reasoned: bool) -> bool:
        placement = KINDS[row.kind].placement
        action = _READING.get(placement, Action.SEE_RESTRICTED if row.is_restricted else Action.SEE)
        target = Target(holders_in(scopes), is_restricted=row.is_restricted, is_reasoned=is_reasoned)
        return decide(self.actor, action, target)


def holders_in(scopes: Iterable[str]) -> Holders:
    """The people and offices that scopes name."""
    workers, offices = set(), set()
    for scope in scopes:
        place, _slash, rest = scope.partition("/")
        owner = rest.partition("/")[0]
        if place == "worker":
            workers.add(owner)
        elif place == "office":
            offices.add(owner)
    return Holders(frozenset(workers), frozenset(offices))


def by_id(rows: Iterable[RecordRow]) -> Mapping[Id, RecordRow]:
    """Rows by id."""
    return {row.id: row for row in rows}
