"""Reading the audit: who opened, changed, exported and decided, within what a person may know of it (security.md 4.6).

Auditors read everything; those who lead offices the acts of their people and on their laptops, and about a case that
they may see whoever acted; a worker her own acts. Exports for an auditor are acts themselves.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.services.access import RIGHTS, Action, Actor, Reach
from sync_server.services.audit import Finding, auditor_of
from sync_server.services.people_names import directory_of, name_in
from sync_server.services.sight import Sight
from sync_server.services.staff import hidden
from sync_server.store import audit_search, devices, people
from sync_server.store.audit import AuditRow, ChainedRow, append_rows, read_head
from sync_server.store.audit_search import SoughtActs
from sync_server.store.contacts import newest_held_checkpoint
from sync_server.store.records import read_records

PER_PAGE = 50
PAGES_AHEAD = 20  # counted beyond the page that is shown
MOST_EXPORTED = 100_000
MOST_PAGES = MOST_EXPORTED // PER_PAGE  # whoever looks for more chooses fewer days
CHECKED, EXPORTED = "audit.checked", "audit.exported"
INTACT = "intact"
_COLUMNS = ("actor", "device", "action", "object_kind", "object_id", "scope", "outcome", "reason_code")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "opened": (
        "record.open", "record.history", "record.search", "record.similar", "dossier.*", "case.list", "record.list",
        "device.contents", "laptop.*", "set_aside.open",
        "review.list", "intake.list", "transfer.list", "transfer.pack", "referral.open",
        "referral.board", "referral.inbox", "conference.calendar", "retention.list", "print.*",
    ),
    "changed": (
        "record.save", "exchange.push", "bundle.*", "case.assign", "person.added", "person.changed", "office.*",
        "invitation.*", "certificate.renewed", "device.lost", "device.found", "provider.*", "import.run",
    ),
    "decided": (
        "review.decide", "review.judge", "review.release", "review.claim", "match.*", "duplicate.*", "transfer.*",
        "intake.*", "referral.*", "erasure.*", "person.countersigned", "person.reset_asked", "person.credentials_reset",
        "person.reset_refused", "lease.read_out",
    ),
    "exported": ("export.*", "provider.export", "transfer.pack", EXPORTED),
    "signed_in": ("session.*",),
    "machines": ("job.*", "backup.*", CHECKED, "audit.fork", "match.run", "device.log_damaged"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: days as milliseconds, who, a group of acts or "alarm", a case number."""

    since: int
    until: int
    actor: Id | None = None
    group: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Acts:
    """A page of rows (from 1), how many there are (`is_more`: and more than these), logins of people, and codes by
    which people know what was acted on (logins, laptops, offices, numbers of cases)."""

    rows: tuple[ChainedRow, ...]
    total: int
    is_more: bool
    page: int
    logins: Mapping[Id, str]
    codes: Mapping[Id, str]

    @property
    def pages(self) -> int:
        """How many pages there are; with `is_more`, as far as was counted."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class ChainState:
    """How the chain stands: its length, the last check (when, `intact` or what does not fit), and the newest
    checkpoint that a laptop holds (number, when)."""

    rows: int
    checked_at: int | None
    found: str | None
    held_n: int | None
    held_at: int | None

    @property
    def is_broken(self) -> bool:
        """Whether the last check found something that does not fit."""
        return self.found is not None and self.found != INTACT


def read_acts(server: Server, actor: Actor, asked: Asked, *, page: int = 1) -> Acts:
    """A page of the acts that she may know of, counted some pages further."""
    page = max(1, min(page, MOST_PAGES))
    counted = (page + PAGES_AHEAD) * PER_PAGE
    with server.database.snapshot() as connection:
        reach, sought = _within(server, actor, asked)
        total = audit_search.count_acts(connection, reach, sought, at_most=counted + 1)
        total, is_more = min(total, counted), total > counted
        page = min(page, -(-total // PER_PAGE) or 1)
        rows = audit_search.find_acts(connection, reach, sought, first=(page - 1) * PER_PAGE, limit=PER_PAGE)
        ids = {one for found in rows for one in (found.row.actor, found.row.object_id) if one}
        logins = audit_search.logins_of(connection, ids)
        codes = {one.id: one.code for one in people.list_offices(connection)}
        codes |= audit_search.numbers_of(connection, {one.row.object_id for one in rows if one.row.object_id})
        codes |= {one.id: one.code for one in devices.all_devices(connection, kind=devices.LAPTOP)}
    return Acts(tuple(rows), total, is_more, page, logins, {**logins, **codes})


def people_in_reach(server: Server, actor: Actor, language: str) -> tuple[tuple[Id, str], ...]:
    """(id, name and login) of the people whose acts she may ask for."""
    reach = _reach(server, actor)
    with server.database.snapshot() as connection:
        found = audit_search.people_by_login(connection, None if reach is None else reach.people)
        named = directory_of(server, connection, [one for one, _login in found])
    return tuple((one, f"{name_in(named.get(one), language)} ({login})".strip()) for one, login in found)


def chain_state(server: Server) -> ChainState:
    """How the chain stood when it was last checked; nothing is walked here."""
    with server.database.snapshot() as connection:
        head = read_head(connection)
        checked = audit_search.newest_check(connection)
        held = newest_held_checkpoint(connection)
    return ChainState(
        rows=head.n,
        checked_at=None if checked is None else checked.at,
        found=None if checked is None else checked.reason_code,
        held_n=None if held is None else held[0],
        held_at=None if held is None else held[1],
    )


def check_chain(server: Server, actor: Actor | None = None) -> tuple[Finding, ...]:
    """Walk the whole chain and keep what was found; `actor` = who asked, None: the nightly job. `record.not_found`."""
    if actor is not None and _reach(server, actor) is not None:
        raise hidden()
    auditor = auditor_of(server)
    auditor.chain(epoch=server.identity.epoch)
    findings = auditor.verify(epoch=server.identity.epoch)
    told = findings[0].code if findings else INTACT
    outcome = "alarm" if findings else "done"
    by = None if actor is None else actor.person.worker
    row = AuditRow(server.clock(), CHECKED, by, outcome=outcome, reason_code=told)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
    return findings


def export_acts(server: Server, actor: Actor, asked: Asked) -> bytes:
    """The acts as CSV (UTF-8 with mark), identifiers and codes alone; itself an act. `audit.too_many`."""
    with server.database.snapshot() as connection:
        reach, sought = _within(server, actor, asked)
        total = audit_search.count_acts(connection, reach, sought, at_most=MOST_EXPORTED + 1)
        if total > MOST_EXPORTED:
            raise HomewardError("audit.too_many", limit=MOST_EXPORTED)
        rows = audit_search.find_acts(connection, reach, sought, limit=MOST_EXPORTED)
        logins = {one.id: one.login for one in people.list_accounts(connection)}
    row = AuditRow(server.clock(), EXPORTED, actor.person.worker, reason_code=asked.group or None)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
    return _csv(rows, logins)


def _csv(rows: list[ChainedRow], logins: Mapping[Id, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("seq", "at", "login", *_COLUMNS, "h"))
    for entry in reversed(rows):
        at = datetime.fromtimestamp(entry.row.at / 1000, UTC).isoformat(timespec="milliseconds")
        facts = [getattr(entry.row, name) for name in _COLUMNS]
        h = entry.h.hex() if entry.h is not None else ""
        writer.writerow((entry.seq, at, logins.get(entry.row.actor or ""), *facts, h))
    return out.getvalue().encode("utf-8-sig")


def _within(server: Server, actor: Actor, asked: Asked) -> tuple[audit_search.Reach | None, SoughtActs]:
    """Her reach and the filters. About a case that she may see, whoever acted; about another one, nothing."""
    if not may_read(actor):
        raise hidden()
    reach = _reach(server, actor)
    is_alarm = asked.group == "alarm"
    sought = SoughtActs(
        since=asked.since,
        until=asked.until,
        actor=asked.actor,
        actions=GROUPS.get(asked.group, ()),
        outcome="alarm" if is_alarm else None,
        without_kinds=() if reach is None or actor.has_clearance else tuple(_restricted_of_others(actor)),
    )
    if not asked.number:
        return reach, sought
    with server.database.snapshot() as connection:
        homes = audit_search.dossiers_numbered(connection, asked.number.strip().upper())
        if reach is not None:
            rows = Sight(server, connection, actor).visible(read_records(connection, homes).values())
            homes = [row.id for row in rows]
        objects = audit_search.records_in(connection, homes) if homes else ()
    leads = RIGHTS[Action.READ_AUDIT].get(actor.person.role) in (Reach.OFFICE, Reach.GRANTED)
    return (None if leads else reach), replace(sought, objects=objects)


def _restricted_of_others(actor: Actor) -> Iterator[str]:
    """Kinds of which somebody without clearance sees nothing, not even that there is one; her own acts she knows."""
    if RIGHTS[Action.READ_AUDIT].get(actor.person.role) is not Reach.OWN:
        yield from sorted(kind.name for kind in KINDS.values() if kind.restricted)


def _reach(server: Server, actor: Actor) -> audit_search.Reach | None:
    """None for who reads everything."""
    role = RIGHTS[Action.READ_AUDIT].get(actor.person.role)
    if role is Reach.ALL:
        return None
    if role is Reach.OWN or actor.status != people.ACTIVE:
        return audit_search.Reach(frozenset({actor.person.worker}), frozenset())
    with server.database.snapshot() as connection:
        theirs = audit_search.people_of_offices(connection, actor.offices)
    return audit_search.Reach(theirs | {actor.person.worker}, actor.offices)


def may_read(actor: Actor) -> bool:
    """Whether she may read any of the audit: at the least her own acts."""
    return actor.is_active and actor.person.role in RIGHTS[Action.READ_AUDIT]
