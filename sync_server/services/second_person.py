"""Two people for whatever lets somebody in as a person who opens cases (security.md 4.4): no administrator alone.

The second person is the supervisor of her office or a coordinator of it; for a coordinator another coordinator. Nobody
stands beside herself.
"""

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.scopes import worker_scope
from sync_server.services.access import COORDINATOR, SUPERVISOR, WORKER, Action, Actor, Target, decide
from sync_server.store.contacts import count_held
from sync_server.store.people import Account

OPENS_CASES = frozenset({WORKER, SUPERVISOR, COORDINATOR})


def opens_cases(connection: Connection, account: Account) -> bool:
    """By her role, or by dossiers that are still hers: a role that was taken away can be given back."""
    return account.role in OPENS_CASES or count_held(connection, [worker_scope(account.id)]) > 0


def may_stand_beside(actor: Actor, account: Account) -> bool:
    """Whether somebody may be the second person for this account."""
    is_above = actor.person.role == COORDINATOR or account.role != COORDINATOR
    may = decide(actor, Action.COUNTERSIGN_RESET, Target(offices=offices_of(account)))
    return may and is_above and actor.person.worker != account.id


def offices_of(account: Account) -> frozenset[Id]:
    """The offices that an account belongs to or leads."""
    return frozenset(one for one in (account.office, *account.granted) if one is not None)
