"""Whether the present key set opens what a restored backup holds, and what of it lies under former keys.

Keys of erased cases are gone, and what they sealed is forgotten again. A key that was replaced is kept for 35 days
after nothing was under it, so a backup from before the replacement opens; an older backup is refused by name.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from sync_server.store.keyset import KeySet
from sync_server.store.rekeyings import RESTORED, put_rekeyings
from sync_server.store.resealing import numbers_in_use


@dataclass(frozen=True, slots=True)
class Found:
    """Homes whose keys were destroyed by an erasure, and homes with something under a former key; sorted."""

    destroyed: tuple[str, ...]
    behind: tuple[str, ...]


def check_keys(connection: Connection, keyset: KeySet) -> Found:
    """What of the store opens. Raises `backup.key_set_older` where keys are missing that were made after this copy of
    the key set, `backup.keys_retired` where keys were replaced and destroyed since the backup; both with a count."""
    used = numbers_in_use(connection)
    destroyed = keyset.destroyed(used)
    held: dict[str, set[int]] = {}
    newest: dict[str, int] = {}
    for key in keyset.load(used.keys() - destroyed):
        held.setdefault(key.home, set()).add(key.key_no)
        if key.is_current:
            newest[key.home] = key.key_no
    living = {home: numbers for home, numbers in used.items() if home not in destroyed}
    unknown = [home for home, numbers in living.items() if max(numbers) > newest.get(home, 0)]
    if unknown:
        raise HomewardError("backup.key_set_older", count=len(unknown))
    retired = [home for home, numbers in living.items() if not numbers <= held[home]]
    if retired:
        raise HomewardError("backup.keys_retired", count=len(retired))
    behind = [home for home, numbers in living.items() if min(numbers) < newest[home]]
    return Found(tuple(sorted(destroyed)), tuple(sorted(behind)))


def seal_anew_later(connection: Connection, found: Found, *, now_ms: int) -> None:
    """The job brings under their newest keys what the backup holds under former ones."""
    put_rekeyings(connection, found.behind, reason=RESTORED, now_ms=now_ms, is_replaced=True)
