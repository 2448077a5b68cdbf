"""Signing in to the console: passphrase, then code; the first time, a passphrase and a second factor of her own.

Promise (security.md 4.4): unknown and known logins cost the same time and get the same words; after five failures a
login is closed for 1, 2, 4 … 15 minutes, never for ever; an address gets 30 tries in 15 minutes; a code counts once.
Every sign-in, refusal and step-up is a row of the audit.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.keys.passwords import (
    new_recovery_codes,
    new_totp_secret,
    open_totp,
    recovery_hash,
    recovery_hashes,
    seal_totp,
    totp_address,
    totp_step,
)
from sync_server.server import Server
from sync_server.services.sessions import SignedIn, find_begun, open_session, token_of
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.kept_forms import find_form, put_form
from sync_server.store.people import Account
from sync_server.store.rates import count_use
from sync_server.store.sessions import (
    CODE,
    FIRST,
    OPEN,
    Failures,
    Session,
    delete_session,
    find_session,
    insert_session,
    read_failures,
    write_failures,
)

FREE_FAILURES, MOST_CLOSED_MS, MINUTE_MS = 5, 15 * 60_000, 60_000
ADDRESS_TRIES, ADDRESS_WINDOW_MS = 30, 15 * 60_000
DIGITS = 6
BEGUN, DONE, REFUSED, STEPPED_UP, SET_UP = (
    "session.begun", "session.opened", "session.refused", "session.stepped_up", "session.set_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """The cookie of a sign-in, and what comes next: `stage` CODE, FIRST or OPEN."""

    cookie: str
    stage: str


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What the authenticator needs, shown while it is set up: the otpauth address (for the QR) and the typed key."""

    otpauth: str
    key: str


def begin(server: Server, login: str, password: str, *, address: str, former: str | None = None) -> Step:
    """The first step; the session of the cookie `former` ends with it. A form that waits there goes along, where that
    session was of the same person.

    Raises `sign_in.refused`, `sign_in.closed` (with minutes) or `server.too_busy`.
    """
    name = _name(login)
    _require_open(server, name, address=address)
    with server.database.snapshot() as connection:
        account = people.find_account(connection, login.strip().casefold()[:64])
        stored, totp = (None, None) if account is None else people.read_credentials(connection, account.id)
    is_right = server.passwords.is_right(password, stored)
    if account is None or not account.is_active or not is_right or stored is None:
        _refuse(server, name, account)
        raise HomewardError("sign_in.refused")
    stronger = server.passwords.renewed(password, stored)
    stage = FIRST if totp is None else CODE
    pending = None if totp is not None else seal_totp(server.sealing, account.id, new_totp_secret())

    def work(connection: Connection) -> Step:
        form = _form_of(connection, former, account.id)
        if former:
            delete_session(connection, token_of(former))
        if stronger is not None:
            people.set_password_hash(connection, account.id, stronger)
        _audit(server, connection, BEGUN, account.id)
        cookie = open_session(server, connection, account.id, stage=stage, pending=pending)
        _put(connection, token_of(cookie), form)
        return Step(cookie, stage)

    server.sealing.prepare(["directory"])
    return server.database.run(work)


def finish(server: Server, cookie: str | None, code: str, *, address: str) -> Step:
    """The second step: six digits, or one of the ten codes. Raises `sign_in.begin_again`, `sign_in.code_refused`, …"""
    begun = find_begun(server, cookie, stage=CODE)
    if begun is None:
        raise HomewardError("sign_in.begin_again")
    account = _account(server, begun.person)
    name = _name(account.login)
    _require_open(server, name, address=address)

    def work(connection: Connection) -> str | None:
        form = find_form(connection, begun.token)
        if not delete_session(connection, begun.token):
            raise HomewardError("sign_in.begin_again")  # ended meanwhile, by a reset or another press
        if not _take_code(server, connection, account, code):
            insert_session(connection, begun)
            _put(connection, begun.token, form)
            return None
        write_failures(connection, name, Failures(0, 0), now_ms=server.clock())
        _audit(server, connection, DONE, account.id)
        cookie = open_session(server, connection, account.id, stage=OPEN, is_stepped_up=True)
        _put(connection, token_of(cookie), form)
        return cookie

    opened = server.database.run(work)
    if opened is None:
        _refuse(server, name, account)
        raise HomewardError("sign_in.code_refused")
    return Step(opened, OPEN)


def second_factor(server: Server, cookie: str | None) -> SecondFactor:
    """What the authenticator is shown at the first sign-in. Raises `sign_in.begin_again`."""
    begun = _first(server, cookie)
    account = _account(server, begun.person)
    secret = _pending(server, begun)
    return SecondFactor(totp_address(secret, login=account.login), secret)


def set_up(server: Server, cookie: str | None, *, password: str, code: str) -> tuple[Step, tuple[str, ...]]:
    """Her own passphrase, the second factor tried once, and ten codes, shown once.

    Raises `sign_in.begin_again`, `sign_in.code_refused`, `sign_in.own_passphrase` or `passphrase.*`.
    """
    begun = _first(server, cookie)
    account, secret = _account(server, begun.person), _pending(server, begun)
    step = totp_step(secret, plain_code(code), now_ms=server.clock())
    if step is None:
        raise HomewardError("sign_in.code_refused")
    _require_new(server, account, password)
    hashed, codes = server.passwords.hash(password), new_recovery_codes(server.random)

    def work(connection: Connection) -> str:
        if not delete_session(connection, begun.token):
            raise HomewardError("sign_in.begin_again")  # ended meanwhile
        people.set_credentials(
            connection,
            account.id,
            password_hash=hashed,
            totp_sealed=seal_totp(server.sealing, account.id, secret),
            recovery_hashes=recovery_hashes(account.id, codes),
            now_ms=server.clock(),
        )
        people.take_totp_step(connection, account.id, step)
        _audit(server, connection, SET_UP, account.id)
        return open_session(server, connection, account.id, stage=OPEN, is_stepped_up=True)

    server.sealing.prepare(["directory"])
    return Step(server.database.run(work), OPEN), codes


def step_up(server: Server, signed_in: SignedIn, *, password: str, code: str, address: str) -> str:
    """Passphrase and code again, within the session: its new cookie; a form that waits goes along.

    Raises `sign_in.again_refused`, `sign_in.closed`.
    """
    account = _account(server, signed_in.actor.person.worker)
    name = _name(account.login)
    _require_open(server, name, address=address)
    with server.database.snapshot() as connection:
        stored, _totp = people.read_credentials(connection, account.id)
    is_right = server.passwords.is_right(password, stored)

    def work(connection: Connection) -> str | None:
        former = signed_in.session
        form = find_form(connection, former.token)
        if not delete_session(connection, former.token):
            raise HomewardError("sign_in.begin_again")  # ended meanwhile
        if not is_right or not _take_code(server, connection, account, code):
            insert_session(connection, former)
            _put(connection, former.token, form)
            return None
        write_failures(connection, name, Failures(0, 0), now_ms=server.clock())
        _audit(server, connection, STEPPED_UP, account.id)
        cookie = open_session(server, connection, account.id, stage=OPEN, is_stepped_up=True)
        _put(connection, token_of(cookie), form)
        return cookie

    opened = server.database.run(work)
    if opened is None:
        _refuse(server, name, account)
        raise HomewardError("sign_in.again_refused")
    return opened


def _form_of(connection: Connection, cookie: str | None, person: Id) -> bytes | None:
    """What waits in the session of this cookie, where it was hers."""
    session = find_session(connection, token_of(cookie)) if cookie else None
    return None if session is None or session.person != person else find_form(connection, session.token)


def _put(connection: Connection, token: bytes, form: bytes | None) -> None:
    if form is not None:
        put_form(connection, token, form)


def _take_code(server: Server, connection: Connection, account: Account, code: str) -> bool:
    """Uses up a code of the authenticator, or one of the ten."""
    _hash, sealed = people.read_credentials(connection, account.id)
    typed = plain_code(code)
    if sealed is None:
        return False
    if typed.isdigit() and len(typed) == DIGITS:
        step = totp_step(open_totp(server.sealing, account.id, sealed), typed, now_ms=server.clock())
        return step is not None and people.take_totp_step(connection, account.id, step)
    return people.take_recovery_code(connection, account.id, recovery_hash(account.id, typed), now_ms=server.clock())


def _require_open(server: Server, name: bytes, *, address: str) -> None:
    now = server.clock()

    def work(connection: Connection) -> tuple[int, int]:
        tries = count_use(connection, f"sign_in/{address}", window_ms=ADDRESS_WINDOW_MS, now_ms=now)
        return tries, read_failures(connection, name).closed_until

    tries, closed_until = server.database.run(work)
    if tries > ADDRESS_TRIES:
        raise HomewardError("server.too_busy", seconds=(ADDRESS_WINDOW_MS - now % ADDRESS_WINDOW_MS) // 1000 + 1)
    if now < closed_until:
        raise HomewardError("sign_in.closed", minutes=-(-(closed_until - now) // MINUTE_MS))


def _refuse(server: Server, name: bytes, account: Account | None) -> None:
    """One more failure: from the fifth on the login is closed for a while that doubles, 15 minutes at most."""
    now = server.clock()

    def work(connection: Connection) -> None:
        failures = read_failures(connection, name).failures + 1
        beyond = failures - FREE_FAILURES
        pause = min(MINUTE_MS * 2**beyond, MOST_CLOSED_MS) if 0 <= beyond < 8 else MOST_CLOSED_MS * (beyond >= 8)
        write_failures(connection, name, Failures(failures, now + pause if pause else 0), now_ms=now)
        _audit(server, connection, REFUSED, None if account is None else account.id, outcome="refused")

    server.database.run(work)


def _require_new(server: Server, account: Account, password: str) -> None:
    with server.database.snapshot() as connection:
        stored, _totp = people.read_credentials(connection, account.id)
    if server.passwords.is_right(password, stored):
        raise HomewardError("sign_in.own_passphrase")


def _first(server: Server, cookie: str | None) -> Session:
    begun = find_begun(server, cookie, stage=FIRST)
    if begun is None or begun.pending_sealed is None:
        raise HomewardError("sign_in.begin_again")
    return begun


def _pending(server: Server, begun: Session) -> str:
    assert begun.pending_sealed is not None  # `_first` has looked
    return open_totp(server.sealing, begun.person, begun.pending_sealed)


def _account(server: Server, person: Id) -> Account:
    with server.database.snapshot() as connection:
        account = people.account_by_id(connection, person)
    if account is None or not account.is_active:
        raise HomewardError("sign_in.begin_again")
    return account


def _audit(server: Server, connection: Connection, action: str, person: Id | None, *, outcome: str = "done") -> None:
    row = AuditRow(server.clock(), action, person, outcome=outcome)
    append_rows(connection, [row], random=server.random)


def _name(login: str) -> bytes:
    return sha256(b"homeward/1/sign-in/" + login.strip().casefold().encode("utf-8", "replace")).digest()


def plain_code(code: str) -> str:
    """A code as it was typed, without spaces and hyphens, in the digits 0 to 9."""
    khmer_digits = {0x17E0 + n: str(n) for n in range(10)}
    return "".join(code.translate(khmer_digits).split()).replace("-", "")
