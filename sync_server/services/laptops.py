"""Laptops as the console shows them: within the offices that a person leads, or all for those who run the house.

Counts of cases are for everybody who sees the laptop; which cases they are is for those who may see these cases.
"""

from dataclasses import dataclass, replace
from datetime import date

import orjson
from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services import fleet, renewal
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.issuers import is_vouched_for
from sync_server.services.laptop_offices import at_present, office_now
from sync_server.services.leaves import leaves_of
from sync_server.services.lost_reports import HAD_BY, REASONS, WAS, LostAnswers, keep_lost_report
from sync_server.services.people_names import directory_of
from sync_server.services.sight import Sight
from sync_server.services.staff import hidden
from sync_server.store import devices, people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.contacts import (
    Contact,
    HeldDossier,
    LostReport,
    count_held,
    count_restricted,
    dossiers_named,
    held_dossiers,
    newest_lost_report,
    note_found,
    read_contacts,
)
from sync_server.store.devices import LAPTOP, Device, Incarnation
from sync_server.store.hubs import enrolled_at
from sync_server.store.leases import Lease, read_lease
from sync_server.store.people import Account, Office
from sync_server.store.records import read_records

SHOWN_CASES = 500


@dataclass(frozen=True, slots=True)
class Laptop:
    """One laptop as lists show it; `shown` = the directory record of its person; `is_moved` = a hub enrolled it, and
    its person has gone to an office for which that hub's word does not count."""

    device: Device
    account: Account | None
    shown: Shown | None
    office: Office | None
    contact: Contact | None
    is_moved: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether its access is stopped."""
        return self.device.revoked_at is not None


@dataclass(frozen=True, slots=True)
class LaptopPage:
    """One laptop in full: its lives, its lease, what it holds by count, and the newest report that it was lost."""

    laptop: Laptop
    lives: tuple[Incarnation, ...]
    lease: Lease | None
    cases: int
    restricted: int | None  # None for whoever may read no restricted record: she learns of none
    report: LostReport | None


@dataclass(frozen=True, slots=True)
class Contents:
    """Dossiers on a laptop that this person may know of (at most 500), and how many others there are."""

    dossiers: tuple[HeldDossier, ...]
    others: int


def list_laptops(server: Server, actor: Actor) -> tuple[Laptop, ...]:
    """Every laptop that `actor` may see, by its code's number."""
    with server.database.snapshot() as connection:
        every = at_present(connection, devices.all_devices(connection, kind=LAPTOP))
        found = [one for one in every if _may(actor, Action.SEE_DEVICES, one)]
        return _described(server, connection, found)


def find_laptop(server: Server, actor: Actor, device: Id) -> LaptopPage:
    """One laptop; `record.not_found` for one that is unknown or out of reach."""
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.SEE_DEVICES, device)
        [laptop] = _described(server, connection, [row])
        scopes = _leaves(laptop)
        return LaptopPage(
            laptop=laptop,
            lives=tuple(devices.incarnations_of(connection, device)),
            lease=read_lease(connection, server.sealing, device),
            cases=count_held(connection, scopes),
            restricted=count_restricted(connection, scopes) if actor.has_clearance else None,
            report=newest_lost_report(connection, device),
        )


def contents_of(server: Server, actor: Actor, device: Id, *, at_loss: bool = False) -> Contents:
    """Which dossiers lie on the laptop, of those that she may see; audited. `record.not_found`.

    `at_loss` = those that lay on it when it was reported as lost: cases may have moved to somebody else since.
    """
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.SEE_DEVICES, device)
        [laptop] = _described(server, connection, [row])
        report = newest_lost_report(connection, device) if at_loss else None
        if report is not None and report.held is not None:
            then = [(str(home), int(count)) for home, count in orjson.loads(report.held)]
            held, total = dossiers_named(connection, then, limit=SHOWN_CASES), len(then)
        else:
            held = held_dossiers(connection, _leaves(laptop), limit=SHOWN_CASES)
            total = count_held(connection, _leaves(laptop))
        heads = read_records(connection, [one.id for one in held])
        seen = {one.id for one in Sight(server, connection, actor).visible(heads.values())}
    shown = tuple(one if actor.has_clearance else replace(one, restricted=0) for one in held if one.id in seen)
    if shown:
        note = AuditRow(server.clock(), "device.contents", actor.person.worker, None, "device", device, row.office)
        server.database.run(lambda connection: append_rows(connection, [note], random=server.random))
    return Contents(shown, total - len(shown))


def report_lost(server: Server, actor: Actor, device: Id, answers: LostAnswers) -> LostReport:
    """Access stops at once; what was on the laptop is counted in the same transaction and kept with the report.

    Raises `record.not_found`, `device.answers_missing`.
    """
    known = answers.was in WAS and answers.had_by in HAD_BY and answers.reason in REASONS
    if not known or not _is_day(answers.last_seen_on):
        raise HomewardError("device.answers_missing")
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.DEVICE_CODES, device)
    reported: list[LostReport] = []

    def keep(connection: Connection, found: Device) -> None:
        reported[:] = [keep_lost_report(server, connection, found, answers, by=actor.person.worker)]

    fleet.report_lost(server, row.code, reason=answers.reason, actor=actor.person.worker, beside=keep)
    return reported[0]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def report_found(server: Server, actor: Actor, device: Id) -> None:
    """The laptop is back: it may send and receive again, with a fresh lease. `record.not_found`."""
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.DEVICE_CODES, device)
    fleet.report_found(server, row.code, actor=actor.person.worker)
    server.database.run(lambda connection: note_found(connection, device, now_ms=server.clock()))


def read_lease_code(server: Server, actor: Actor, device: Id, *, recognised: str) -> bytes:
    """The 16 bytes that open the laptop after its lease has ended; audited. `record.not_found`, `device.revoked`."""
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.LEASE_CODE, device)
    return fleet.read_out_lease(server, row.code, actor=actor, recognised=recognised)


def renew_certificate(server: Server, actor: Actor, device: Id) -> Device:
    """A new certificate for a laptop that was silent too long. `record.not_found`, `device.revoked`."""
    with server.database.snapshot() as connection:
        row = _device(connection, actor, Action.DEVICE_CODES, device)
    return renewal.renew(server, row.code, actor=actor)


def _described(server: Server, connection: Connection, found: list[Device]) -> tuple[Laptop, ...]:
    offices = {office.id: office for office in people.list_offices(connection)}
    accounts = {one.id: one for one in people.list_accounts(connection)} if len(found) > 1 else {}
    if len(found) == 1 and found[0].person is not None:
        only = people.account_by_id(connection, found[0].person)
        accounts = {} if only is None else {only.id: only}
    named = directory_of(server, connection, [one.person for one in found if one.person is not None])
    contacts = read_contacts(connection, [one.id for one in found])
    moved = _moved(server, connection, found)
    return tuple(
        Laptop(
            device=one,
            account=accounts.get(one.person or ""),
            shown=named.get(one.person or ""),
            office=offices.get(one.office or ""),
            contact=contacts.get(one.id),
            is_moved=one.id in moved,
        )
        for one in found
    )


def _moved(server: Server, connection: Connection, found: list[Device]) -> set[Id]:
    """Of these the laptops that a hub enrolled and that nobody has certified for where their person works now."""
    rows = [devices.find_device(connection, one) for one in enrolled_at(connection, [each.id for each in found])]
    return {one.id for one in rows if one is not None and not is_vouched_for(server, connection, one)}


def _leaves(laptop: Laptop) -> tuple[str, ...]:
    return () if laptop.account is None else leaves_of(laptop.account)


def _device(connection: Connection, actor: Actor, action: Action, device: Id) -> Device:
    row = devices.find_device(connection, device)
    found = replace(row, office=office_now(connection, row)) if row is not None else None
    if found is None or found.kind != LAPTOP or not _may(actor, action, found):
        raise hidden()
    return found


def _may(actor: Actor, action: Action, device: Device) -> bool:
    return decide(actor, action, Target(offices=frozenset({device.office} if device.office is not None else ())))
