"""People as the console keeps them: seen within a person's rights, added, changed and countersigned (security.md 4.6).

Role, status, clearance and office are set by an administrator. Whatever lets somebody open more cases counts once a
coordinator has countersigned it: until then the account is `unverified` and opens what is her own alone. What takes
something away counts at once. Nobody changes her own account. Every act is a row of the audit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services import resets
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.accounts import AccountChange, Credentials, add_person, change_person, starting_secrets
from sync_server.services.directory import publish_worker
from sync_server.services.people_names import directory_of
from sync_server.services.resets import GOOD_MS
from sync_server.services.second_person import OPENS_CASES, offices_of
from sync_server.store import people
from sync_server.store.account_requests import RESET_CREDENTIALS, AccountRequest, asked_by_laptops, read_requests
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.people import ACTIVE, LEFT, UNVERIFIED, Account, Office

NOWHERE = Target()
NO_CONSOLE, NEW, SET_UP = "none", "new", "set_up"  # how far her access to the console is


@dataclass(frozen=True, slots=True)
class Staff:
    """One person as the lists show her: account, directory record, offices, how far her sign-in is, and what waits."""

    account: Account
    shown: Shown | None
    office: Office | None
    granted: tuple[Office, ...]
    console: str
    reset_asked_at: int | None
    is_asked_by_laptop: bool = False  # a laptop sent a change of her role, status, office or clearance: only a request

    @property
    def waits_for_countersign(self) -> bool:
        """Whether her case access does not count yet."""
        return self.account.status == UNVERIFIED


def list_staff(server: Server, actor: Actor) -> tuple[Staff, ...]:
    """Everybody whom `actor` may see, by login."""
    with server.database.snapshot() as connection:
        found = [one for one in people.list_accounts(connection) if _may_see(actor, one)]
        return _described(server, connection, found)


def find_staff(server: Server, actor: Actor, person: Id) -> Staff:
    """One person; `record.not_found` for somebody unknown or out of reach."""
    with server.database.snapshot() as connection:
        account = people.account_by_id(connection, person)
        if account is None or not _may_see(actor, account):
            raise hidden()
        return _described(server, connection, [account])[0]


def add_staff(
    server: Server, actor: Actor, login: str, *, change: AccountChange, named: Mapping[str, Json]
) -> tuple[Account, Credentials | None]:
    """A new person. Who opens no case gets a passphrase to begin with, shown once; who opens cases gets hers from the
    coordinator who countersigns, so that no administrator can come in as her. Raises `record.not_found`, `person.*`."""
    _require(actor, Action.GIVE_ROLE)
    role = (change.role or "").replace("-", "_")
    status = UNVERIFIED if role in OPENS_CASES else ACTIVE
    wanted = replace(change, status=status)
    starts = role not in OPENS_CASES
    return add_person(server, login, change=wanted, named=named, starts=starts, by=actor.person.worker)


def change_staff(
    server: Server, actor: Actor, person: Id, *, change: AccountChange, named: Mapping[str, Json]
) -> Account:
    """New role, office, clearance, grants, status or names. Raises `record.not_found`, `person.not_yourself`."""
    _require(actor, Action.GIVE_ROLE)
    if person == actor.person.worker and change != AccountChange():
        raise HomewardError("person.not_yourself")
    found = find_staff(server, actor, person)
    with server.database.snapshot() as connection:
        wanted = _with_status(connection, found.account, change)
    after = change_person(server, found.account.login, change=wanted, named=named, by=actor.person.worker)
    if after.role in OPENS_CASES and found.account.role not in OPENS_CASES:
        server.database.run(lambda connection: _end_credentials(server, connection, actor, person))
    return after


def change_names(server: Server, actor: Actor, person: Id, *, named: Mapping[str, Json]) -> Account:
    """Names and work phone in the directory: by an administrator, or by the supervisor of her office."""
    found = find_staff(server, actor, person)
    _require(actor, Action.EDIT_WORKER_NAME, Target(offices=offices_of(found.account)))
    return change_person(server, found.account.login, change=AccountChange(), named=named, by=actor.person.worker)


def countersign_access(server: Server, actor: Actor, person: Id, *, stand: str) -> tuple[Account, Credentials | None]:
    """A coordinator agrees to what an administrator set: it counts from now on. `stand` = `stand_of` what was shown.
    Who has no credentials yet gets a passphrase to begin with, shown once to the coordinator.
    Raises `person.nothing_to_countersign`, `person.changed_meanwhile`."""
    _require(actor, Action.COUNTERSIGN)
    if person == actor.person.worker:
        raise HomewardError("person.not_yourself")
    secrets = None if find_staff(server, actor, person).account.has_password else starting_secrets(server, person)

    def work(connection: Connection) -> tuple[Account, Credentials | None]:
        account = people.account_by_id(connection, person)
        if account is None:
            raise hidden()
        if account.status != UNVERIFIED:
            raise HomewardError("person.nothing_to_countersign")
        if stand_of(account) != stand:
            raise HomewardError("person.changed_meanwhile")
        active = as_countersigned(account)
        people.change_account(connection, active, now_ms=server.clock())
        publish_worker(server, connection, active, named={})
        _audit(server, connection, "person.countersigned", actor, person)
        if secrets is None or account.has_password:
            return active, None
        secrets.write(connection, now_ms=server.clock())
        return active, secrets.shown

    server.sealing.prepare(["directory"])
    return server.database.run(work)


def stand_of(account: Account) -> str:
    """A mark of everything that is countersigned; another one after any change of it."""
    facts = [account.role, account.office, account.clearance, sorted(account.granted), account.status]
    return sha256(canonical.dumps(facts)).hexdigest()[:16]


def ask_credentials(server: Server, actor: Actor, person: Id) -> Credentials | None:
    """An administrator gives new credentials: at once where the account opens no case (shown once), else None and the
    request waits for a second person. Raises `record.not_found`, `person.not_yourself`."""
    _require(actor, Action.RESET_CREDENTIALS)
    if person == actor.person.worker:
        raise HomewardError("person.not_yourself")
    login, by = find_staff(server, actor, person).account.login, _login(server, actor)
    if resets.needs_two(server, login):
        resets.ask_reset(server, login, by=by)
        return None
    return resets.reset_alone(server, login, by=by)


def countersign_credentials(server: Server, actor: Actor, person: Id) -> Credentials:
    """The second person agrees: a passphrase to begin with, shown once. Raises `reset.not_asked`,
    `reset.needs_another`, `record.not_found`."""
    found = find_staff(server, actor, person)
    _require(actor, Action.COUNTERSIGN_RESET, Target(offices=offices_of(found.account)))
    by = _login(server, actor)
    resets.require_countersigner(server, found.account.login, by=by)
    return resets.countersign_reset(server, found.account.login, by=by)


def needs_two(server: Server, one: Staff) -> bool:
    """Whether new credentials of this person need a second person."""
    return resets.needs_two(server, one.account.login)


def as_countersigned(account: Account) -> Account:
    """The account as it will be once a coordinator has agreed."""
    return replace(account, status=ACTIVE)


def _end_credentials(server: Server, connection: Connection, actor: Actor, person: Id) -> None:
    """What an account without case access was given by one person alone opens no case later."""
    now = server.clock()
    people.set_credentials(connection, person, password_hash=None, totp_sealed=None, recovery_hashes=(), now_ms=now)
    _audit(server, connection, "person.credentials_ended", actor, person)


def _with_status(connection: Connection, account: Account, change: AccountChange) -> AccountChange:
    """The change with the status that it brings about: more than before waits for a coordinator."""
    if change.status == LEFT:
        return change
    role = (change.role or account.role).replace("-", "_")
    if role not in OPENS_CASES:
        return replace(change, status=ACTIVE)
    if account.status == ACTIVE and not _gives_more(connection, account, change, role=role):
        return replace(change, status=ACTIVE)
    return replace(change, status=UNVERIFIED)


def _gives_more(connection: Connection, account: Account, change: AccountChange, *, role: str) -> bool:
    if role != account.role:
        return True
    if change.is_restricted and account.clearance != people.RESTRICTED:
        return True
    if change.office is not None:
        office = people.find_office(connection, change.office)
        if office is not None and office.id != account.office:
            return True
    granted = {one.id for code in change.granted or () if (one := people.find_office(connection, code)) is not None}
    return not granted <= set(account.granted)


def _described(server: Server, connection: Connection, accounts: list[Account]) -> tuple[Staff, ...]:
    offices = {office.id: office for office in people.list_offices(connection)}
    named = directory_of(server, connection, [one.id for one in accounts])
    asked = {one.person: one for one in read_requests(connection, RESET_CREDENTIALS)}
    second = people.with_second_factor(connection)
    by_laptop = asked_by_laptops(connection, [one.id for one in accounts])
    return tuple(
        Staff(
            account=one,
            shown=named.get(one.id),
            office=offices.get(one.office or ""),
            granted=tuple(sorted((offices[office] for office in one.granted), key=lambda office: office.code)),
            console=SET_UP if one.id in second else NEW if one.has_password else NO_CONSOLE,
            reset_asked_at=_asked_at(server, asked.get(one.id)),
            is_asked_by_laptop=one.id in by_laptop,
        )
        for one in accounts
    )


def _asked_at(server: Server, request: AccountRequest | None) -> int | None:
    if request is None or server.clock() > request.asked_at + GOOD_MS:
        return None
    return request.asked_at


def _may_see(actor: Actor, account: Account) -> bool:
    return decide(actor, Action.SEE_PEOPLE, Target(offices=offices_of(account)))


def _require(actor: Actor, action: Action, target: Target = NOWHERE) -> None:
    if not decide(actor, action, target):
        raise hidden()


def hidden() -> HomewardError:
    """Forbidden and unknown are the same."""
    return HomewardError("record.not_found", record="")


def _login(server: Server, actor: Actor) -> str:
    with server.database.snapshot() as connection:
        account = people.account_by_id(connection, actor.person.worker)
    if account is None:
        raise hidden()
    return account.login


def _audit(server: Server, connection: Connection, action: str, actor: Actor, person: Id) -> None:
    by = actor.person.worker
    row = AuditRow(server.clock(), action, by, object_kind="worker", object_id=person, scope="directory")
    append_rows(connection, [row], random=server.random)
