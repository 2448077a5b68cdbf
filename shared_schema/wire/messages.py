"""What the exchange says, both ways: one dataclass a frame. How each stands on the wire is said in `exchange.py`.

Request: hello, incarnation*, batch*, compare*, want, witness*, act_note*, seen_checkpoint. Reply: hello, notice,
verdicts, state*, batch*, gone*, compare*, checkpoint*, end. A hub's relay says besides: hub_facts, hub_device*; and is
told roster, refused*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from shared_schema.canonical import Json
from shared_schema.change import Batch
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot

PROTOCOL = 1
MAX_WANTED = 2000  # ids in one request; the rest follow in the next
MAX_WITNESSES = 100  # in one request; each is a transaction of its own
MAX_NOTES = 200  # of acts, in one request; the rest follow in the next
MAX_CODES = 500  # of second factors, in what a hub says of itself
MAX_CARRIED_NOTES = 2_000  # in one bundle: they are one step of it, and so whole or not there
ACTS = ("open", "print")
Cursors: TypeAlias = Mapping[str, int]
Range: TypeAlias = tuple[Id, int, int]  # incarnation, first n, last n


@dataclass(frozen=True, slots=True)
class RequestHello:
    """Who knows what: cursors by scope, counters believed to be at the server, numbers of the lists held. `only_push` =
    the laptop travels: it sends what was written and asks for no record."""

    schema: int
    epoch: str | None
    cursors: Cursors
    confirmed: Mapping[Id, int]
    have: Mapping[str, int]
    max_reply_bytes: int
    clock: int
    protocol: int = PROTOCOL
    only_push: bool = False


@dataclass(frozen=True, slots=True)
class IncarnationStatement:
    """A signed statement of a new incarnation, as canonical JSON (certificates.py reads and verifies it)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Compare:
    """Repair. Step 1 (request): `sums` of the 256 buckets of a scope. Step 2 (reply): `ids` = {bucket: {record: hash}}
    of the buckets that differ."""

    scope: str
    sums: tuple[int, ...] = ()
    ids: Mapping[int, Mapping[Id, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Want:
    """Full states of single records."""

    ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A received state with dots whose bodies nobody can supply (compact bytes); becomes a review item."""

    compact: bytes


@dataclass(frozen=True, slots=True)
class SeenCheckpoint:
    """The newest audit checkpoint held, as it was received (canonical JSON)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class ActNote:
    """What a person did on her laptop that changed no record and that the office must know of: `act` = open (a
    restricted record) or print (a paper with names). `id` is the note's own; `at` by the device's clock (ms); `kind`
    and `record` say of what (no record for a list), `names` how many names stood on a paper."""

    id: Id
    act: str
    kind: str
    at: int
    record: Id | None = None
    names: int = 0


@dataclass(frozen=True, slots=True)
class HubDevice:
    """A laptop that was enrolled at a hub: its certificate (signed by the hub), its first incarnation. `lease` = the
    secret that opens it once its lease has ended (16 bytes), encrypted with age to the centre."""

    certificate: bytes
    incarnation: Id
    lease: bytes = b""


@dataclass(frozen=True, slots=True)
class HubFacts:
    """How a hub is: version of its program, changes that the centre has not confirmed and when the oldest of them came
    (ms, None: none waits), room on its disk (bytes), laptops heard of in the last day; `codes` = (person, time step) of
    second factors that were used at its console since its last contact, and in the day before."""

    version: str
    waits_up: int
    oldest_at: int | None
    disk_free: int
    disk_total: int
    laptops: int
    codes: tuple[tuple[Id, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RosterFrame:
    """The roster of a hub, signed (roster.py reads and verifies it)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """What a hub relayed of one incarnation was not taken in at all, and why; everything else of the request was. Of a
    forked device `n` and `link` say what the centre holds. Words are not lost: the laptop sends them itself."""

    incarnation: Id
    code: str
    n: int | None = None
    link: bytes = b""


@dataclass(frozen=True, slots=True)
class ReplyHello:
    """`scopes` = the device's scopes, None when they equal the request's cursors; `known` = {incarnation: (n, link)}
    where it differs from what the request believed confirmed. `upstream_at` is said by a hub alone: the centre's clock
    (ms) when the hub last held everything that the centre had for it, 0 where it never did. `only_receipt` = this reply
    holds no states whatever the server has: what it does not say is not to be concluded from."""

    epoch: str
    schema: int
    clock: int
    scopes: tuple[str, ...] | None = None
    known: Mapping[Id, tuple[int, bytes]] = field(default_factory=dict)
    protocol: int = PROTOCOL
    upstream_at: int | None = None
    only_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Lists newer than the laptop's: keys among revocations, lease, custodians, certificate (canonical JSON)."""

    lists: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class SetAside:
    """One change that does not stand as it is: `code` of the error catalogue; `behind` = what it waits behind."""

    dot: Dot
    code: str
    behind: Dot | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One answer for every change received: ranges applied and repeated, changes set aside or held, gaps waited for.

    `upstream` is said by a hub alone: every change of this laptop that the centre has set aside, as far as the hub
    knows today; one that is not named any more was decided."""

    applied: tuple[Range, ...] = ()
    duplicate: tuple[Range, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    waits_for: tuple[Dot, ...] = ()
    upstream: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class StateFrame:
    """A merged record: the `scopes` (names) of this device it lies in, and its body as parsed JSON: a full compact
    state, or a delta. Registers withheld from all of these scopes are listed in the body ("w")."""

    scopes: tuple[str, ...]
    body: Json
    is_delta: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """Records (or a whole dossier, when `home` is set) left a scope: `why` = reassigned | revoked | erased."""

    scope: str
    why: str
    ids: tuple[Id, ...] = ()
    home: Id | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Cursors so far; count and checksum of the frames since the last checkpoint."""

    cursors: Cursors
    count: int
    checksum: int


@dataclass(frozen=True, slots=True)
class End:
    """Cursors, digest by scope (only those that changed, and only when nothing more waits), whether more waits, the
    highest n of this device's incarnation known at the centre, and the audit checkpoint.

    `wanted` = how many of the records that the request wanted were answered before the reply was full, None for all.
    `witnessed` = of which witnesses (numbers in the order sent) the server keeps what it lacked, or lacks nothing."""

    cursors: Cursors
    digests: Mapping[str, int]
    has_more: bool
    highest: int | None = None
    audit: Json = None
    wanted: int | None = None
    witnessed: tuple[int, ...] = ()


RequestMessage: TypeAlias = (
    RequestHello
    | IncarnationStatement
    | Batch
    | Compare
    | Want
    | Witness
    | SeenCheckpoint
    | ActNote
    | HubDevice
    | HubFacts
)
ReplyMessage: TypeAlias = (
    ReplyHello | Notice | Verdicts | StateFrame | Batch | Gone | Compare | Checkpoint | End | RosterFrame | Refused
)
Message: TypeAlias = RequestMessage | ReplyMessage
