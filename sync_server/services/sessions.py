"""Sessions of the console (security.md 4.4): opened, found, renewed and ended; never kept beyond 8 hours.

Promise: a cookie is 256 random bits, stored as SHA-256; it is new at sign-in and at step-up; 15 minutes without a
request and 8 hours at most end it; a change of passphrase, role or office ends every session of the person at once.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeGuard

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import Actor, actor_from
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.sessions import (
    CODE,
    OPEN,
    Session,
    delete_session,
    find_session,
    insert_session,
    touch_session,
)
from sync_server.store.signed_in import find_session_and_account

IDLE_MS, WHOLE_MS = 15 * 60_000, 8 * 3_600_000
STEP_UP_MS = 5 * 60_000
BEGUN_MS = 5 * 60_000  # between passphrase and code
FIRST_MS = 30 * 60_000  # the second factor is being set up
TOUCH_MS = 30_000  # a request writes at most so often
TOKEN_BYTES, MOST_COOKIE = 32, 128
SIGNED_OUT = "session.ended"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who makes this request: the person as the account tables know her now, and her session."""

    actor: Actor
    session: Session

    def is_stepped_up(self, now_ms: int) -> bool:
        """Whether passphrase and code were given within five minutes."""
        at = self.session.stepped_up_at
        return at is not None and 0 <= now_ms - at <= STEP_UP_MS


def open_session(
    server: Server, connection: Connection, person: Id, *, stage: str, is_stepped_up: bool = False,
    pending: bytes | None = None,
) -> str:  # fmt: skip
    """The cookie of a new session; the caller ends the one before."""
    now = server.clock()
    cookie = urlsafe_b64encode(server.random(TOKEN_BYTES)).rstrip(b"=").decode("ascii")
    insert_session(
        connection,
        Session(token_of(cookie), person, stage, now, now, now if is_stepped_up else None, pending),
    )
    return cookie


def find_signed_in(server: Server, cookie: str | None, *, is_activity: bool) -> SignedIn | None:
    """Who holds this cookie of an open session; None where it has ended. Polls are no activity."""
    found = _of_person(server, cookie)
    now = server.clock()
    if found is None or not is_live(found.session, now):
        return None
    session = found.session
    if is_activity and now - session.used_at >= TOUCH_MS:
        server.database.run(lambda tx: touch_session(tx, session.token, now_ms=now))
        found = replace(found, session=replace(session, used_at=now))
    return found


def find_late(server: Server, cookie: str | None) -> SignedIn | None:
    """Who held a session that ended by itself, idle or old: what she typed becomes a draft, nothing more."""
    return _of_person(server, cookie)


def find_begun(server: Server, cookie: str | None, *, stage: str) -> Session | None:
    """A sign-in that waits for its second step."""
    found = _find(server, cookie)
    limit = BEGUN_MS if stage == CODE else FIRST_MS
    is_good = found is not None and found.stage == stage and server.clock() - found.created_at <= limit
    return found if is_good else None


def end_session(server: Server, signed_in: SignedIn) -> None:
    """She locks: the cookie is worth nothing more."""

    def work(connection: Connection) -> None:
        delete_session(connection, signed_in.session.token)
        row = AuditRow(server.clock(), SIGNED_OUT, signed_in.actor.person.worker)
        append_rows(connection, [row], random=server.random)

    server.database.run(work)


def is_live(session: Session, now_ms: int) -> bool:
    """Whether neither limit has passed."""
    return now_ms - session.used_at < IDLE_MS and now_ms - session.created_at < WHOLE_MS


def token_of(cookie: str) -> bytes:
    """What is stored of a cookie."""
    return sha256(b"homeward/1/session/" + cookie.encode("utf-8", "replace")).digest()


def _of_person(server: Server, cookie: str | None) -> SignedIn | None:
    """An open session, live or not, of somebody who may sign in now."""
    if not _is_cookie(cookie):
        return None
    with server.database.snapshot() as connection:
        found = find_session_and_account(connection, token_of(cookie))
    if found is None or found[0].stage != OPEN or not found[1].is_active:
        return None
    return SignedIn(actor_from(found[1]), found[0])


def _find(server: Server, cookie: str | None) -> Session | None:
    if not _is_cookie(cookie):
        return None
    with server.database.snapshot() as connection:
        return find_session(connection, token_of(cookie))


def _is_cookie(cookie: str | None) -> TypeGuard[str]:
    return bool(cookie) and len(cookie or "") <= MOST_COOKIE
