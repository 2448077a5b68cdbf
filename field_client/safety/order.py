"""The office's order to erase a lost laptop: a line of the revocation list that the centre signed, by whatever route.

Promise: what the laptop wrote goes out first (it is set aside there); only when the centre itself has said that it
holds all of it are the keys destroyed. Refused: an order that the centre did not sign, one that a newer list took back
(found again), and a hub's word that it holds what was written: a hub may be lost or dishonest too.
"""

from field_client.store.local_store import LocalStore
from field_client.sync.lists import REVOCATIONS
from field_client.sync.routes import centre_certificate
from shared_schema.signed_lists import Revoked, read_revocation_list

ORDERED, OBEYED = "safety.erase_ordered", "safety.erased_by_order"


def own_line(store: LocalStore) -> Revoked | None:
    """What the newest list held says of this laptop; None where it says nothing."""
    held, identity = store.identity.read_list(REVOCATIONS), store.identity.read()
    centre = centre_certificate(store, root_key=identity.root_key)
    if held is None or not held[1] or centre is None:
        return None
    listed = read_revocation_list(held[1], server_key=centre.signing_key)
    return next((one for one in listed.revoked if one.device == identity.device), None)


def is_to_be_erased(store: LocalStore) -> bool:
    """Whether the office ordered this laptop to erase itself."""
    line = own_line(store)
    return line is not None and line.erase


def may_be_erased(store: LocalStore) -> bool:
    """Whether it was ordered, and the centre has said that it holds everything written here, photos and papers too."""
    centre = store.cursors.centre()
    if centre is None or not is_to_be_erased(store) or store.outbox.waiting(centre.server):
        return False
    return not any(store.chunks.waits(one.record, at=centre.server) for one in store.chunks.names.all())
