"""Repair: bucket sums compared, then ids and hashes of the buckets that differ (sync.md 4). Never everything anew."""

from collections.abc import Iterator

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.wire.compact import BUCKETS, bucket_of
from shared_schema.wire.messages import Compare
from sync_server.store.feed import digests_of_scope

RECORDS_IN_A_FRAME = 2000  # about 100 kB; a frame holds 1 MiB
_MODULUS = 2**64


def answer_compare(connection: Connection, asked: Compare) -> Iterator[Compare]:
    """Ids and hashes of every bucket whose sum differs from the one asked about, some buckets to a frame; one without
    any where none differs. The caller has checked the scope."""
    buckets: dict[int, dict[Id, int]] = {}
    for record, digest in digests_of_scope(connection, asked.scope).items():
        buckets.setdefault(bucket_of(record), {})[record] = digest
    sums = asked.sums if len(asked.sums) == BUCKETS else (0,) * BUCKETS
    part: dict[int, dict[Id, int]] = {}
    count = 0
    for number in range(BUCKETS):
        found = buckets.get(number, {})
        if sum(found.values()) % _MODULUS == sums[number]:
            continue
        if part and sum(map(len, part.values())) + len(found) > RECORDS_IN_A_FRAME:
            yield Compare(asked.scope, ids=part)
            part, count = {}, count + 1
        part[number] = found
    if part or not count:
        yield Compare(asked.scope, ids=part)
