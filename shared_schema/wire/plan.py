"""What an exchange means for who asked, decided from messages alone: for a laptop, and for a hub towards its centre.

Promise: nothing that a server did not take is counted as confirmed; a server that holds less than it once confirmed
is believed and given it again; one that holds what this side never wrote means that the laptop was copied.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from shared_schema.change import Batch
from shared_schema.identifiers import Id
from shared_schema.wire.messages import (
    MAX_WANTED,
    Compare,
    Cursors,
    Gone,
    Notice,
    Range,
    ReplyHello,
    ReplyMessage,
    StateFrame,
    Verdicts,
)

START_BYTES = 32 * 1024
CAP_BYTES = 1024 * 1024
CAP_BATCH_BYTES = 256 * 1024  # more at once would leave the centre, and then the laptop, with nothing to do
LOG_DAMAGED = "device.log_damaged"
FEW_BYTES = 1024 * 1024  # of bodies: about a thousand changes, which a laptop writes down in a tenth of a second
STATE_BYTES = 64  # of a full state, compressed: somewhat less than most have
LEAST_WANTED = 16
FIRST_RATIO = 8  # body bytes for one compressed byte, until the first request has shown the true one (4 to 12)
ASSUMED_MOST = 40  # no field data packs better than this; a bound for the next guess


@dataclass(frozen=True, slots=True)
class Page:
    """The messages between two checkpoints, by what they are; applied in one transaction with the cursors."""

    hello: ReplyHello | None = None
    notices: tuple[Notice, ...] = ()
    verdicts: tuple[Verdicts, ...] = ()
    states: tuple[StateFrame, ...] = ()
    batches: tuple[Batch, ...] = ()
    gone: tuple[Gone, ...] = ()
    compares: tuple[Compare, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return self == Page()


def collect(messages: Iterable[ReplyMessage]) -> Page:
    """The page of `messages`, in their order within each sort."""
    listed = list(messages)
    hello = next((one for one in listed if isinstance(one, ReplyHello)), None)
    return Page(
        hello,
        tuple(one for one in listed if isinstance(one, Notice)),
        tuple(one for one in listed if isinstance(one, Verdicts)),
        tuple(one for one in listed if isinstance(one, StateFrame)),
        tuple(one for one in listed if isinstance(one, Batch)),
        tuple(one for one in listed if isinstance(one, Gone)),
        tuple(one for one in listed if isinstance(one, Compare)),
    )


def taken_ranges(verdicts: Iterable[Verdicts], own: Iterable[Id]) -> tuple[Range, ...]:
    """Ranges of own changes that the server has applied, now or before (duplicates)."""
    mine = frozenset(own)
    return tuple(entry for one in verdicts for entry in (*one.applied, *one.duplicate) if entry[0] in mine)


def confirmations(pushed: Sequence[Batch], verdicts: Sequence[Verdicts]) -> dict[Id, int]:
    """{incarnation: n} that the server holds after this push: every head, lowered to where it waits for a gap."""
    found = {batch.incarnation: batch.head.n for batch in pushed}  # batches of one incarnation follow each other
    for one in verdicts:
        for incarnation, n in one.waits_for:
            if incarnation in found:
                found[incarnation] = min(found[incarnation], n - 1)
    return found


def leaves_open(message: ReplyMessage, *, epoch: str | None) -> bool:
    """Whether the next request depends on what the store makes of this message. Where no message of a whole reply
    does, the next request can leave before the reply is applied."""
    match message:
        case ReplyHello():
            return message.epoch != epoch or message.scopes is not None or bool(message.known)
        case Verdicts():
            return bool(message.waits_for) or any(one.code == LOG_DAMAGED for one in message.set_aside)
        case StateFrame() | Batch():
            return False
        case _:
            return True


class Heads(Enum):
    """How a server's head of an own incarnation relates to the own log."""

    SAME = "same"
    LOST = "lost"  # the server holds less than it confirmed: it was restored
    AHEAD = "ahead"  # it holds more than it confirmed here: a reply was lost
    FORKED = "forked"  # it holds what this log does not: the laptop was copied or brought back


def judge_head(*, confirmed: int, known: tuple[int, bytes], link_at: Callable[[int], bytes | None]) -> Heads:
    """What the server's (n, link) of one own incarnation says; `link_at(n)` = the own link, None beyond the log."""
    n, link = known
    if n == 0:  # a restored server may not know the incarnation at all
        return Heads.SAME if confirmed == 0 else Heads.LOST
    if link_at(n) != link:
        return Heads.FORKED
    if n == confirmed:
        return Heads.SAME
    return Heads.LOST if n < confirmed else Heads.AHEAD


def differing(
    theirs: Mapping[int, Mapping[Id, int]], mine: Mapping[Id, int], *, bucket_of: Callable[[Id], int]
) -> tuple[tuple[Id, ...], tuple[Id, ...]]:
    """(records to fetch in full, records that the server does not have in the scope) in the buckets that differ."""
    listed = {record: digest for entries in theirs.values() for record, digest in entries.items()}
    fetch = sorted(record for record, digest in listed.items() if mine.get(record) != digest)
    absent = sorted(record for record in mine if bucket_of(record) in theirs and record not in listed)
    return tuple(fetch), tuple(absent)


def differing_scopes(theirs: Mapping[str, int], digest: Callable[[str], int], cursors: Cursors) -> tuple[str, ...]:
    """Scopes whose digest from the server is not the one of the rows received here."""
    return tuple(sorted(scope for scope, value in theirs.items() if scope in cursors and digest(scope) != value))


@dataclass(frozen=True, slots=True)
class Sizes:
    """What suits the line: compressed bytes of a request's batches and of a reply; `ratio` = bodies to compressed."""

    batch_bytes: int = START_BYTES
    reply_bytes: int = START_BYTES
    ratio: float = FIRST_RATIO

    @property
    def body_bytes(self) -> int:
        """Uncompressed bytes of bodies to put into the next request."""
        return max(1, int(self.batch_bytes * self.ratio))


def after_success(sizes: Sizes, *, bodies: int, packed: int, received: int) -> Sizes:
    """Doubled where the exchange filled at least half of its size; the ratio follows what was packed."""
    batch = sizes.batch_bytes * 2 if packed * 2 >= sizes.batch_bytes else sizes.batch_bytes
    reply = sizes.reply_bytes * 2 if received * 2 >= sizes.reply_bytes else sizes.reply_bytes
    ratio = min(ASSUMED_MOST, bodies / packed) if bodies > START_BYTES and packed else sizes.ratio
    return Sizes(min(CAP_BATCH_BYTES, batch), min(CAP_BYTES, reply), max(1.0, ratio))


def hoped(sizes: Sizes, *, bodies: int) -> Sizes:
    """The sizes if the request under way, which holds so many bytes of bodies, goes as the last one did."""
    return after_success(sizes, bodies=0, packed=int(bodies / sizes.ratio), received=0)


def before_last(bodies: int) -> int:
    """How many of the last so many bytes of bodies go into the request before the last one; all of them where they are
    few. What comes last is written down here when the server has nothing to do any more: it should be little."""
    return bodies if bodies <= FEW_BYTES else bodies * 3 // 5


def wanted_at_once(sizes: Sizes) -> int:
    """How many full states to ask for in one request: about as many as the reply may hold."""
    return max(LEAST_WANTED, min(MAX_WANTED, sizes.reply_bytes // STATE_BYTES))


def still_wanted(asked: Sequence[Id], *, sent: int, answered: int | None) -> tuple[Id, ...]:
    """What of `asked` is still to be asked for; the first `sent` went out, so many were answered (None: all sent)."""
    return tuple(asked[sent if answered is None else min(sent, answered) :])


def within(sizes: Sizes, limit: int) -> Sizes:
    """The sizes for somebody who wants no more than `limit` bytes to go over the line."""
    return replace(sizes, batch_bytes=min(sizes.batch_bytes, limit), reply_bytes=min(sizes.reply_bytes, limit))


def after_overflow(sizes: Sizes) -> Sizes:
    """After a request that packed worse than foreseen: as if nothing packed at all, within the first size."""
    return replace(sizes, batch_bytes=min(sizes.batch_bytes, CAP_BYTES // 2), ratio=1.0)


def after_failure(sizes: Sizes) -> Sizes:
    """Halved, never below a quarter of the first size."""
    least = START_BYTES // 4
    return replace(
        sizes, batch_bytes=max(least, sizes.batch_bytes // 2), reply_bytes=max(least, sizes.reply_bytes // 2)
    )
