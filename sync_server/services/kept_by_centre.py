"""What a provincial hub leaves to its centre: accounts, settings, offices, lost laptops, erasures, what was set aside.

A hub mirrors these; if it changed them too, two servers would say different things of one person or one laptop. What
was set aside is decided once, at the centre: its word comes back with the state of the record.
"""

from shared_schema.errors import HomewardError
from sync_server.server import Server
from sync_server.services.access import Action
from sync_server.store.hubs import HUB

KEPT = frozenset(
    {
        Action.GIVE_ROLE,
        Action.EDIT_WORKER_NAME,
        Action.COUNTERSIGN,
        Action.RESET_CREDENTIALS,
        Action.COUNTERSIGN_RESET,
        Action.EDIT_OFFICES,
        Action.EDIT_SETTINGS,
        Action.LEASE_CODE,
        Action.ASK_ERASURE,
        Action.APPROVE_ERASURE,
        Action.DECIDE_SET_ASIDE,
        Action.SEE_HUBS,
        Action.WITHDRAW_HUB,
    }
)


def is_kept_by_centre(server: Server, action: Action) -> bool:
    """Whether this server leaves the action to the centre above it."""
    return server.identity.kind == HUB and action in KEPT


def require_kept_here(server: Server) -> None:
    """`hub.kept_by_centre` at a hub."""
    if server.identity.kind == HUB:
        raise HomewardError("hub.kept_by_centre")
