"""Repair: bucket sums compared, then ids and hashes of the buckets that differ (sync.md 4). Never everything anew."""

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.wire.compact import BUCKETS, bucket_of
from shared_schema.wire.exchange import Compare
from sync_server.store.feed import digests_of_scope

_MODULUS = 2**64


def answer_compare(connection: Connection, asked: Compare) -> Compare:
    """Ids and hashes of every bucket whose sum differs from the one asked about; the caller has checked the scope."""
    buckets: dict[int, dict[Id, int]] = {}
    for record, digest in digests_of_scope(connection, asked.scope).items():
        buckets.setdefault(bucket_of(record), {})[record] = digest
    sums = asked.sums if len(asked.sums) == BUCKETS else (0,) * BUCKETS
    differing = {
        number: buckets.get(number, {})
        for number in range(BUCKETS)
        if sum(buckets.get(number, {}).values()) % _MODULUS != sums[number]
    }
    return Compare(asked.scope, ids=differing)
