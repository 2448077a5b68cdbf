"""Which leaves a person's laptop holds (sync.md section 4): her own, the directory, her office's book; more by role."""

from shared_schema.scopes import DIRECTORY, book_scope, office_scope, restricted_scope, worker_scope
from sync_server.store.people import RESTRICTED, UNVERIFIED, Account

SUPERVISOR, COORDINATOR = "supervisor", "coordinator"
FIELD_ROLES = frozenset({"social_worker", SUPERVISOR, COORDINATOR})


def leaves_of(account: Account) -> tuple[str, ...]:
    """Sorted names of the leaves; none for people who receive no case content (administrators, auditors) or left.

    Until a second person has countersigned her case access, a laptop holds what is her own and nothing of an office.
    """
    if not account.is_active or account.role not in FIELD_ROLES:
        return (DIRECTORY,) if account.is_active else ()
    leaves = {DIRECTORY, worker_scope(account.id)}
    if account.status == UNVERIFIED:
        return tuple(sorted(leaves))
    if account.office is not None:
        leaves.add(book_scope(account.office))
    offices = {account.office} if account.role == SUPERVISOR and account.office is not None else set()
    if account.role == COORDINATOR:
        offices = set(account.granted)
    for office in offices:
        leaves |= {office_scope(office), book_scope(office)}
        if account.clearance == RESTRICTED and account.role == SUPERVISOR:
            leaves.add(restricted_scope(office))  # a coordinator opens each with a reason, at the console
    return tuple(sorted(leaves))
