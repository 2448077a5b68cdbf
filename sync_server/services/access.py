"""Who may do what: the one table of rights (security.md 4.6), and the one function that reads it. Default deny.

Rights come from the server's account tables alone. The administrator never receives case content; an auditor reads the
audit, no case. A forbidden and an unknown id are the same to the asker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from casework.book import Person
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import NOBODY, Holders
from sync_server.store.people import Account, account_by_id

WORKER, SUPERVISOR, COORDINATOR, ADMINISTRATOR, AUDITOR = (
    "social_worker", "supervisor", "coordinator", "administrator", "auditor",
)  # fmt: skip
RESTRICTED, UNVERIFIED, ACTIVE = "restricted", "unverified", "active"


class Reach(StrEnum):
    """How far a right goes: her own dossiers, those of her office, those of granted offices, everywhere."""

    OWN = "own"
    OFFICE = "office"
    GRANTED = "granted"
    ALL = "all"


class Action(StrEnum):
    """The rows of the table of rights."""

    SEE = "see"
    SEE_RESTRICTED = "see_restricted"
    EDIT = "edit"
    LOWER = "lower"
    DECIDE = "decide"
    ASK_QUESTION = "ask_question"
    ANSWER_QUESTION = "answer_question"
    ACCEPT_INTAKE = "accept_intake"
    DECIDE_MATCH = "decide_match"
    PROPOSE = "propose"
    APPROVE = "approve"
    ASSIGN = "assign"
    MOVE = "move"
    ASK_MOVE = "ask_move"
    REFER = "refer"
    ANSWER_REFERRAL = "answer_referral"
    EXPORT_CODED = "export_coded"
    EXPORT_NAMES = "export_names"
    SEE_SET_ASIDE = "see_set_aside"
    DECIDE_SET_ASIDE = "decide_set_aside"
    ASK_ERASURE = "ask_erasure"
    APPROVE_ERASURE = "approve_erasure"
    SEE_ERASURES = "see_erasures"
    SEE_RETENTION = "see_retention"
    COUNTERSIGN = "countersign"
    GIVE_ROLE = "give_role"
    EDIT_WORKER_NAME = "edit_worker_name"
    RESET_CREDENTIALS = "reset_credentials"
    COUNTERSIGN_RESET = "countersign_reset"
    DEVICE_CODES = "device_codes"
    LEASE_CODE = "lease_code"
    READ_DIRECTORY = "read_directory"
    EDIT_OFFICES = "edit_offices"
    EDIT_PROVIDERS = "edit_providers"
    EDIT_PROVIDER_SERVICES = "edit_provider_services"
    EDIT_SETTINGS = "edit_settings"
    TRAININGS = "trainings"
    STUDY = "study"
    READ_AUDIT = "read_audit"
    SEE_PEOPLE = "see_people"
    SEE_DEVICES = "see_devices"
    READ_SETTINGS = "read_settings"
    CARRY_BUNDLES = "carry_bundles"
    SEE_JOBS = "see_jobs"
    RUN_JOBS = "run_jobs"
    SEE_HUBS = "see_hubs"
    WITHDRAW_HUB = "withdraw_hub"


_EVERY_CASE_ROLE = {WORKER: Reach.OWN, SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED}
_LEADING = {SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED}
_ANYBODY = dict.fromkeys((WORKER, SUPERVISOR, COORDINATOR, ADMINISTRATOR, AUDITOR), Reach.ALL)

RIGHTS: Mapping[Action, Mapping[str, Reach]] = {
    Action.SEE: _EVERY_CASE_ROLE,
    Action.SEE_RESTRICTED: _EVERY_CASE_ROLE,
    Action.EDIT: _EVERY_CASE_ROLE,
    Action.LOWER: _EVERY_CASE_ROLE,
    Action.DECIDE: _EVERY_CASE_ROLE,
    Action.ASK_QUESTION: _LEADING,
    Action.ANSWER_QUESTION: {WORKER: Reach.OWN},
    Action.ACCEPT_INTAKE: _LEADING,
    Action.DECIDE_MATCH: _LEADING,
    Action.PROPOSE: _EVERY_CASE_ROLE,
    Action.APPROVE: _LEADING,
    Action.ASSIGN: _LEADING,
    Action.MOVE: {COORDINATOR: Reach.GRANTED},
    Action.ASK_MOVE: _LEADING,
    Action.REFER: _EVERY_CASE_ROLE,
    Action.ANSWER_REFERRAL: _EVERY_CASE_ROLE,
    Action.EXPORT_CODED: {WORKER: Reach.OWN, SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED},
    Action.EXPORT_NAMES: {WORKER: Reach.OWN, COORDINATOR: Reach.GRANTED},
    Action.SEE_SET_ASIDE: _EVERY_CASE_ROLE,
    Action.DECIDE_SET_ASIDE: _LEADING,
    Action.ASK_ERASURE: {SUPERVISOR: Reach.OFFICE},
    Action.APPROVE_ERASURE: {COORDINATOR: Reach.GRANTED},
    Action.SEE_ERASURES: {**_LEADING, AUDITOR: Reach.ALL},  # an auditor reads certificates, no case
    Action.SEE_RETENTION: _LEADING,
    Action.COUNTERSIGN: {COORDINATOR: Reach.ALL},
    Action.GIVE_ROLE: {ADMINISTRATOR: Reach.ALL},
    Action.EDIT_WORKER_NAME: {SUPERVISOR: Reach.OFFICE, ADMINISTRATOR: Reach.ALL},
    Action.RESET_CREDENTIALS: {ADMINISTRATOR: Reach.ALL},
    Action.COUNTERSIGN_RESET: _LEADING,
    Action.DEVICE_CODES: {SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED, ADMINISTRATOR: Reach.ALL},
    Action.LEASE_CODE: _LEADING,
    Action.READ_DIRECTORY: _ANYBODY,
    Action.EDIT_OFFICES: {ADMINISTRATOR: Reach.ALL},
    Action.EDIT_PROVIDERS: {COORDINATOR: Reach.ALL, ADMINISTRATOR: Reach.ALL},
    Action.EDIT_PROVIDER_SERVICES: {SUPERVISOR: Reach.ALL, COORDINATOR: Reach.ALL, ADMINISTRATOR: Reach.ALL},
    Action.EDIT_SETTINGS: {ADMINISTRATOR: Reach.ALL},
    Action.TRAININGS: {WORKER: Reach.OFFICE, SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED},
    Action.STUDY: _LEADING,
    Action.READ_AUDIT: {
        WORKER: Reach.OWN, SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED, AUDITOR: Reach.ALL,
    },
    Action.SEE_PEOPLE: {
        SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.ALL, ADMINISTRATOR: Reach.ALL, AUDITOR: Reach.ALL,
    },
    Action.SEE_DEVICES: {
        SUPERVISOR: Reach.OFFICE, COORDINATOR: Reach.GRANTED, ADMINISTRATOR: Reach.ALL, AUDITOR: Reach.ALL,
    },
    Action.READ_SETTINGS: _ANYBODY,
    Action.CARRY_BUNDLES: _LEADING,  # what laptops of their offices send on a stick, and the answers
    Action.SEE_JOBS: {ADMINISTRATOR: Reach.ALL, AUDITOR: Reach.ALL},
    Action.RUN_JOBS: {ADMINISTRATOR: Reach.ALL},
    Action.SEE_HUBS: {COORDINATOR: Reach.GRANTED, ADMINISTRATOR: Reach.ALL, AUDITOR: Reach.ALL},
    Action.WITHDRAW_HUB: {ADMINISTRATOR: Reach.ALL},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as the account tables know her now: `offices` = her own office, and those granted to a coordinator."""

    person: Person
    offices: frozenset[Id]
    status: str = ACTIVE

    @property
    def is_active(self) -> bool:
        """Whether she may do anything at all; who left may not."""
        return self.status in (ACTIVE, UNVERIFIED)

    @property
    def has_clearance(self) -> bool:
        """The right to restricted records."""
        return self.person.clearance == RESTRICTED


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on: holders of its dossier, offices that it lies in besides, and whether it is restricted.

    `reason` = the person gave one (a coordinator opening a restricted account needs it).
    """

    home: Holders = NOBODY
    offices: frozenset[Id] = field(default_factory=frozenset)
    is_restricted: bool = False
    is_reasoned: bool = False


def decide(actor: Actor, action: Action, target: Target = Target()) -> bool:
    """Whether `actor` may do this to `target`."""
    if not actor.is_active:
        return False
    reach = RIGHTS.get(action, {}).get(actor.person.role)
    if reach is None or not _reaches(actor, reach, target):
        return False
    if reach is Reach.ALL and actor.status == UNVERIFIED and RIGHTS[action] is not _ANYBODY:
        return False  # else two new accounts would countersign each other
    return not target.is_restricted or _may_restricted(actor, target)


def actor_of(connection: Connection, person: Id) -> Actor:
    """The actor behind an account. Raises `access.no_account` for somebody who has none, or has left."""
    account = account_by_id(connection, person)
    if account is None or not account.is_active:
        raise HomewardError("access.no_account")
    return actor_from(account)


def actor_from(account: Account) -> Actor:
    """The actor that an account describes."""
    office = account.office or ""
    person = Person(account.id, account.role, office, account.clearance)
    offices = account.granted if account.role == COORDINATOR else ((office,) if office else ())
    if account.status == UNVERIFIED:
        offices = ()  # nothing is listed or counted by an office that nobody has countersigned
    return Actor(person, frozenset(offices), account.status)


def _reaches(actor: Actor, reach: Reach, target: Target) -> bool:
    if reach is Reach.ALL:
        return True
    if actor.person.worker in target.home.workers and actor.person.role in _EVERY_CASE_ROLE:
        return True
    if reach is Reach.OWN or actor.status == UNVERIFIED:
        return False
    return bool(actor.offices & (target.home.offices | target.offices))


def _may_restricted(actor: Actor, target: Target) -> bool:
    if actor.person.worker in target.home.workers:
        return True
    if actor.person.role == COORDINATOR:
        return actor.has_clearance and target.is_reasoned
    return actor.person.role == SUPERVISOR and actor.has_clearance
