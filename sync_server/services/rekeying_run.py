"""The job of new keys: replaces what was asked for, copies the key set, seals anew what lies under former keys.

Each home is one or a few transactions of at most 1,000 rows; a turn that was cut goes on at the next, and doing any
part of it twice harms nothing. A former key is destroyed when nothing has been under it for 35 days: so long a backup
of the records may need it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.erasure_certificate import COPIES_DAYS
from sync_server.services.key_copies import copy_keys, replace_key_copies
from sync_server.services.rekeying import ROWS, note_replacements
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.keyset import OldKey
from sync_server.store.rekeyings import (
    Rekeying,
    end_rekeyings,
    lock_rekeying,
    note_copied,
    note_replaced,
    uncopied_rekeyings,
    waiting_rekeyings,
)
from sync_server.store.resealing import Mark, Page, is_behind, numbers_in_use, reseal_page

HOMES = 200  # whose keys are replaced in one transaction
IN_A_TURN = 20_000  # rows
KEPT_MS = COPIES_DAYS * 86_400_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn did: keys replaced, rows sealed anew, homes that are done, rows that do not open."""

    replaced: int
    rows: int
    homes: int
    broken: int


def run_rekeyings(server: Server, *, at_most: int = IN_A_TURN) -> Turn:
    """One turn; it ends early while laptops are being answered. Raises as `keep_key_set` before anything is sealed."""
    replaced = _replace_all(server)
    _copy(server)
    rows = homes = broken = 0
    for one in _waiting(server):
        found = _reseal_home(server, one)
        rows, homes, broken = rows + found.done, homes + (found.next is None), broken + found.broken
        if rows >= at_most or server.exchanges.is_busy(server.clock()):
            break
    if broken:
        log_event(server.logger, "sealing.rows_broken", rows=broken)
    return Turn(replaced, rows, homes, broken)


def sweep_old_keys(server: Server) -> int:
    """Looks through every table for what still lies under former keys, seals it anew, and destroys the former keys
    under which nothing has been for 35 days; how many were destroyed."""
    old = server.keyset.old_keys()
    if not old:
        return 0
    with server.database.snapshot() as connection:
        used = numbers_in_use(connection)
    behind = [one for one in old if one.key_no in used.get(one.home, ())]
    for home in sorted({one.home for one in behind}):
        _reseal_whole(server, home, is_thorough=True)
    now = server.clock()
    server.keyset.note_unused(_noted(old, set(behind), now_ms=now))
    unused = [one for one in old if one not in behind and one.unused_since is not None]
    due = [one for one in unused if (one.unused_since or 0) <= now - KEPT_MS]
    _destroy(server, due)
    return len(due)


def _replace_all(server: Server) -> int:
    replaced, looked_at = 0, HOMES
    while looked_at == HOMES:
        looked_at, made = server.database.run(lambda connection: _replace_some(server, connection))
        replaced += made
    return replaced


def _replace_some(server: Server, connection: Connection) -> tuple[int, int]:
    """New keys for homes that wait for one; those that have none any more (they were erased) wait no longer."""
    found = waiting_rekeyings(connection, is_replaced=False, limit=HOMES)
    made = server.sealing.replace_keys([one.home for one in found])
    note_replaced(connection, sorted(made))
    end_rekeyings(connection, [one.home for one in found if one.home not in made])
    for reason, by in sorted({(one.reason, one.asked_by) for one in found}, key=str):
        homes = [one.home for one in found if (one.reason, one.asked_by) == (reason, by) and one.home in made]
        note_replacements(server, connection, homes, reason=reason, by=by, now_ms=server.clock())
    return len(found), len(made)


def _copy(server: Server) -> None:
    """Before much lies under new keys, a copy of the key set holds them."""
    with server.database.snapshot() as connection:
        homes = uncopied_rekeyings(connection)
    if homes:
        copy_keys(server)
        server.database.run(lambda connection: note_copied(connection, homes))


def _waiting(server: Server) -> list[Rekeying]:
    return server.database.run(lambda connection: waiting_rekeyings(connection, is_replaced=True, limit=IN_A_TURN))


def _reseal_home(server: Server, one: Rekeying) -> Page:
    """Everything of a home; `next` stays where another transaction had rows of it, and it waits for the next turn."""
    found = _reseal_whole(server, one.home)

    def work(connection: Connection) -> bool:
        if not lock_rekeying(connection, one.home):
            return False
        if not found.broken and is_behind(connection, server.sealing, one.home):
            return False
        end_rekeyings(connection, [one.home])
        return True

    return found if server.database.run(work) else replace(found, next=Mark())


def _reseal_whole(server: Server, home: Id, *, is_thorough: bool = False) -> Page:
    mark: Mark | None = Mark()
    done = broken = 0
    while mark is not None:
        page = server.database.run(
            lambda connection, at=mark: reseal_page(  # type: ignore[misc]
                connection, server.sealing, home, mark=at, limit=ROWS, is_thorough=is_thorough
            )
        )
        done, broken, mark = done + page.done, broken + page.broken, page.next
    return Page(done, broken, None)


def _noted(old: Iterable[OldKey], behind: set[OldKey], *, now_ms: int) -> list[OldKey]:
    """Keys of which something is to be written: unused since now, or found in use again."""
    unused = [replace(one, unused_since=now_ms) for one in old if one not in behind and one.unused_since is None]
    return unused + [replace(one, unused_since=None) for one in behind if one.unused_since is not None]


def _destroy(server: Server, due: list[OldKey]) -> None:
    """Noted first, so that no key is ever destroyed without its row; no copy of the key set keeps them."""
    if not due:
        return
    now = server.clock()
    rows = [AuditRow(now, "key.destroyed", object_kind="dossier", object_id=one.home) for one in due]
    server.database.run(lambda connection: append_rows(connection, rows, random=server.random))
    server.keyset.drop(due)
    server.keyset.database.drop_old_pages()
    replace_key_copies(server)
