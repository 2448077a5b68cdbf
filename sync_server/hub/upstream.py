"""Speaking with the centre, as a procedure: what laptops gave goes up unchanged, what the centre has comes down.

    hold the line -> request -> reply, page by page -> the next errand -> leave the line, with the time of the next try

Promise: one process at a time; a week without a line is made up for by the same steps; a centre that was restored is
given back what it lost. Refused: contact on somebody's request, and asking for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, random_id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.wire import dictionaries
from shared_schema.wire.coding import ZSTD, Codings
from shared_schema.wire.frames import Frame, stream_frames
from shared_schema.wire.plan import Sizes, after_failure, after_overflow, after_success, still_wanted
from shared_schema.wire.refusals import MAX_ERROR_BYTES, read_refusal
from shared_schema.wire.signature_fields import EXCHANGE_TYPE, MAX_BODY_BYTES, sign_request
from sync_server.hub.batches import OURS
from sync_server.hub.line import Answered, HttpLine, Line
from sync_server.hub.pages import HOLD_MS, Pages, Reading
from sync_server.hub.request import Errand, RelayRequest, make_relay_request
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.store import upstream
from sync_server.store.upstream_states import read_cursors

RELAY_PATH = "/api/v1/relay"
EVERY_MS = 5 * 60_000
LONGEST_MS = 30 * 60_000
JITTER = 0.2  # hubs that lost the line together do not come back together
MAX_COMPARISONS = 4
MAX_REFUSALS = 3
MAX_EXCHANGES = 500  # in one turn; what is left follows in the next
TOO_LARGE = frozenset({"sync.request_too_large", "request.too_large"})


@dataclass(frozen=True, slots=True)
class Relayed:
    """What one turn did. `is_complete`: nothing waits on either side, and digests are equal."""

    exchanges: int
    states: int
    is_complete: bool
    waits_up: int


def relay(server: Server, *, line: Line | None = None, after_each: Callable[[], None] | None = None) -> Relayed:
    """Send and receive until nothing more waits. Raises `hub.not_joined`, `hub.busy`, `sync.no_contact`, `sync.cut`, or
    what the centre answered; what was applied before stays, and the next try is noted."""
    holder = random_id(server.random(16))
    now = server.clock()
    with server.database.snapshot() as connection:
        centre = upstream.require_upstream(connection)
    if not server.database.run(lambda tx: upstream.hold(tx, holder, now_ms=now, until_ms=now + HOLD_MS)):
        raise HomewardError("hub.busy")
    turn = _Turn(server, line or HttpLine(centre.urls, centre.authority), holder, after_each)
    try:
        done = turn.run()
    except HomewardError as error:
        _note_failure(server, holder, centre, error.code)
        raise
    except BaseException as error:
        _note_failure(server, holder, centre, type(error).__name__)
        raise
    next_at = server.clock() + _jittered(server, EVERY_MS)
    server.database.run(lambda tx: upstream.let_go(tx, holder, next_at=next_at, failures=0, problem=None))
    log_event(server.logger, "hub.relayed", exchanges=done.exchanges, states=done.states, complete=done.is_complete)
    return done


def is_due(server: Server) -> bool:
    """Whether the next contact is due; False at a centre, and at a hub that has not joined."""
    with server.database.snapshot() as connection:
        centre = upstream.read_upstream(connection)
    return centre is not None and centre.next_at <= server.clock()


def _note_failure(server: Server, holder: Id, centre: upstream.Upstream, problem: str) -> None:
    failures = centre.failures + 1
    pause = min(LONGEST_MS, EVERY_MS * 2 ** min(failures - 1, 8))
    next_at = server.clock() + _jittered(server, pause)
    server.database.run(
        lambda tx: upstream.let_go(tx, holder, next_at=next_at, failures=failures, problem=problem[:48])
    )


def _jittered(server: Server, pause_ms: int) -> int:
    share = server.random(1)[0] / 255
    return int(pause_ms * (1 - JITTER + 2 * JITTER * share))


class _Turn:
    """One turn at the line: a row of exchanges."""

    def __init__(self, server: Server, line: Line, holder: Id, after_each: Callable[[], None] | None) -> None:
        self._server, self._line, self._holder, self._after_each = server, line, holder, after_each
        dictionary = resources.files(dictionaries).joinpath(f"v{SCHEMA_VERSION}.dict").read_bytes()
        self._codings = Codings(dictionary=dictionary)
        self._coding = self._codings.offered[0]
        self._errand = Errand()
        self._comparisons = self._refusals = self._exchanges = self._states = 0
        with server.database.snapshot() as connection:
            centre = upstream.require_upstream(connection)
            self._errand = Errand(compare=tuple(sorted(read_cursors(connection).different)))
        self._sizes = Sizes(centre.batch_bytes, centre.reply_bytes)

    def run(self) -> Relayed:
        """Until nothing is left to do."""
        is_complete = False
        while self._exchanges < MAX_EXCHANGES:
            is_complete = self._exchange()
            if is_complete:
                break
            if self._after_each is not None:
                self._after_each()
        with self._server.database.snapshot() as connection:
            waits, _oldest = upstream.waits_up(connection, kinds=OURS)
        return Relayed(self._exchanges, self._states, is_complete, waits)

    def _exchange(self) -> bool:
        """One request and its reply, applied; whether nothing more waits on either side."""
        with self._server.database.snapshot() as connection:
            centre = upstream.require_upstream(connection)
            request = make_relay_request(
                self._server, connection, centre, read_cursors(connection), sizes=self._sizes, errand=self._errand
            )
        self._exchanges += 1
        pages = Pages(self._server, request, holder=self._holder)
        try:
            packed = self._codings.encode(request.to_bytes(), self._coding)
            if len(packed) > MAX_BODY_BYTES:
                raise HomewardError("sync.request_too_large", limit=MAX_BODY_BYTES)
            counted = _Counted()
            with self._post(packed, counted) as frames:
                reading = pages.read(frames)
        except HomewardError as error:
            return self._after_refusal(error)
        self._states += reading.states
        self._sizes = after_success(
            self._sizes, bodies=request.body_bytes, packed=len(packed), received=counted.received
        )
        return self._next(request, reading)

    @contextmanager
    def _post(self, packed: bytes, counted: "_Counted") -> Iterator[Iterator[Frame]]:
        server = self._server
        with server.database.snapshot() as connection:
            centre = upstream.require_upstream(connection)
        number = server.database.run(upstream.take_number)
        headers = sign_request(
            method="POST",
            url=f"http://homeward{RELAY_PATH}",
            body=packed,
            coding=self._coding,
            content_type=EXCHANGE_TYPE,
            server=centre.server,
            device=server.identity.own_device,
            nonce=number,
            created_ms=server.clock(),
            sign=server.keys.sign_own,
        )
        with self._line.post(RELAY_PATH, headers, packed) as answered:
            if answered.status != 200:
                raise _refusal(answered)
            coding = answered.headers.get("content-encoding", "")
            yield stream_frames(self._codings.decode_stream(counted.over(answered.chunks), coding))

    def _after_refusal(self, error: HomewardError) -> bool:
        self._refusals += 1
        if self._refusals > MAX_REFUSALS:
            raise error
        if error.code in ("sync.cut", "wire.checksum", "wire.malformed", "sync.no_contact"):
            self._keep_sizes(after_failure(self._sizes))
            raise error
        if error.code in TOO_LARGE:
            self._sizes = after_overflow(self._sizes)
            return False
        if error.code == "request.coding_unknown" and self._coding != ZSTD:
            self._coding = ZSTD
            return False
        last = error.facts.get("last")
        if error.code == "device.nonce_behind" and isinstance(last, int):
            self._server.database.run(lambda tx: upstream.jump_past(tx, last))
            return False
        raise error

    def _keep_sizes(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._server.database.run(
            lambda tx: upstream.note(tx, batch_bytes=sizes.batch_bytes, reply_bytes=sizes.reply_bytes)
        )

    # What comes after it

    def _next(self, request: RelayRequest, reading: Reading) -> bool:
        """Choose the next errand; whether there is none because everything is everywhere."""
        end = reading.end
        if end is None:
            raise HomewardError("sync.cut")
        server = self._server
        contact: dict[str, object] = {"contact_at": server.clock()}
        refused = self._errand.refused | reading.refused
        rest = still_wanted(self._errand.want, sent=len(request.want), answered=end.wanted)
        want = tuple(dict.fromkeys((*rest, *reading.missing, *reading.want)))
        with server.database.snapshot() as connection:
            different = tuple(sorted(read_cursors(connection).different))
            owed = [one for one in upstream.owed(connection, kinds=OURS) if one.incarnation not in refused]
        self._errand = Errand(want=want, give_back=reading.give_back, refused=refused)
        is_moving = reading.has_progress or reading.states > 0 or bool(request.batches)
        has_work = bool(want or reading.give_back or (owed and is_moving))
        if end.has_more:
            if not is_moving and dict(request.hello.cursors) == self._cursors():
                raise HomewardError("sync.reply_out_of_order", what="more")  # else we would ask for ever
            has_work = True
        if not has_work and different:
            self._comparisons += 1
            if self._comparisons > MAX_COMPARISONS:
                raise HomewardError("sync.differs_after_repair", count=len(different))
            self._errand = replace(self._errand, compare=different)
            has_work = True
        is_complete = not has_work
        if not (end.has_more or want or different or reading.only_receipt):
            contact["caught_up_at"] = reading.clock
        contact |= {"batch_bytes": self._sizes.batch_bytes, "reply_bytes": self._sizes.reply_bytes}
        server.database.run(lambda tx: upstream.note(tx, **contact))
        return is_complete

    def _cursors(self) -> dict[str, int]:
        with self._server.database.snapshot() as connection:
            return read_cursors(connection).seqs


class _Counted:
    """Bytes of a reply as they arrived."""

    def __init__(self) -> None:
        self.received = 0

    def over(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.received += len(chunk)
            yield chunk


def _refusal(answered: Answered) -> HomewardError:
    data = b""
    for chunk in answered.chunks:
        data += chunk
        if len(data) > MAX_ERROR_BYTES:
            break
    return read_refusal(answered.status, data)
