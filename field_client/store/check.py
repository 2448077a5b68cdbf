"""The check at unlock and of `field-client check`: chain, anchor, sums, search, incarnation (security.md 2.5).

Promise: an older store, a broken chain, a changed row and a copied laptop are noticed and named. Nothing is discarded
here and nothing is written; what to do follows from the findings.
"""

from collections.abc import Callable
from dataclasses import dataclass

from field_client.store.local_store import LocalStore
from field_client.store.log import OwnLog
from field_client.store.rebuild import all_rows
from field_client.store.sums import sums_of
from field_client.vault.anchor import Anchor
from field_client.vault.incarnation import Incarnation, Verdict, judge_incarnation
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.compact import BUCKETS

AT_ONCE = 20_000  # records whose sums are checked before the first page; more are checked in the background
_REASONS = {
    Verdict.MISSING: "file_missing",
    Verdict.DAMAGED: "file_missing",
    Verdict.OTHER_VAULT: "copied",
    Verdict.OTHER_MACHINE: "other_machine",
    Verdict.OTHER_INCARNATION: "restored",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Sums that do not fit their rows: `space` as in sums.py, kind, bucket."""

    space: str
    kind: str
    bucket: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What the check at unlock found.

    `is_older` = the log does not reach the anchor: `store.older_than_it_should_be`. `broken` = {incarnation: first n
    whose chain does not fit}. `new_incarnation` = the reason why one must be taken, None if all is well.
    `differences` is None where the sums are left to the background.
    """

    is_older: bool
    broken: tuple[tuple[Id, int], ...]
    verdict: Verdict
    new_incarnation: str | None
    differences: tuple[Difference, ...] | None

    @property
    def is_well(self) -> bool:
        """Whether nothing at all was found."""
        return self.new_incarnation is None and not self.broken and not self.differences


def check_at_unlock(
    store: LocalStore,
    *,
    read_anchor: Callable[[], Anchor | None],
    read_incarnation: Callable[[], Incarnation | None],
    vault: bytes,
    machine_id: bytes,
) -> Findings:
    """The checks of an opened store, in the order of security.md 2.5; slots, key and schema were checked before."""
    broken = find_breaks(store.log)
    is_older = not _reaches(store.log, read_anchor)
    count = int(store.database.value("SELECT count(*) FROM shown"))
    differences = find_differences(store) if count <= AT_ONCE else None
    verdict = _judge(store.log.current().id, read_incarnation, vault=vault, machine_id=machine_id)
    reason = _REASONS.get(verdict)
    if broken:
        reason = "log_damaged"
    elif is_older:
        reason = "restored"
    return Findings(is_older, broken, verdict, reason, differences)


def find_breaks(log: OwnLog) -> tuple[tuple[Id, int], ...]:
    """(incarnation, n) of the first entry of each life whose chain does not fit."""
    found = ((life.id, log.find_break(life.id)) for life in log.incarnations())
    return tuple((life, n) for life, n in found if n is not None)


def find_differences(store: LocalStore) -> tuple[Difference, ...]:
    """Sums recomputed from the rows and compared with those kept."""
    found: list[Difference] = []
    with store.database.held():
        for space, rows in all_rows(store):
            computed = sums_of(rows, space=space)
            for kind in sorted({*computed, *store.sums.kinds(space)}):
                kept, now = store.sums.read(space, kind), computed.get(kind, [0] * BUCKETS)
                found += [Difference(space, kind, bucket) for bucket in range(BUCKETS) if kept[bucket] != now[bucket]]
    return tuple(found)


def find_damage(store: LocalStore) -> tuple[str, ...]:
    """What `field-client check` reports besides: pages, search, breaks, sums; codes and ids only."""
    found = [f"pages: {line}" for line in store.database.find_damage()]
    found += [f"chain: {incarnation} at {n}" for incarnation, n in find_breaks(store.log)]
    found += [f"sums: {one.space} {one.kind} {one.bucket}" for one in find_differences(store)]
    if not store.search.check():
        found.append("search")
    if not store.names.check():
        found.append("names")
    return tuple(found)


def _reaches(log: OwnLog, read_anchor: Callable[[], Anchor | None]) -> bool:
    try:
        anchor = read_anchor()
    except HomewardError as error:
        if error.code != "vault.anchor_damaged":
            raise
        return False
    if anchor is None:
        return log.count() == 0
    return log.link_at(anchor.incarnation, anchor.n) == anchor.link


def _judge(
    expected: Id, read_incarnation: Callable[[], Incarnation | None], *, vault: bytes, machine_id: bytes
) -> Verdict:
    try:
        found = read_incarnation()
    except HomewardError as error:
        if error.code != "vault.incarnation_damaged":
            raise
        return Verdict.DAMAGED
    return judge_incarnation(found, expected=expected, vault=vault, machine_id=machine_id)
