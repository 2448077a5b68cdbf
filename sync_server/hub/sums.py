"""Sums by bucket of what a hub received in a scope, for a comparison with the centre (sync.md 4)."""

from sqlalchemy import Connection

from shared_schema.wire.compact import BUCKETS, DIGEST_MODULUS, bucket_of
from sync_server.store.upstream_states import members_in


def bucket_sums(connection: Connection, scope: str) -> tuple[int, ...]:
    """The 256 sums of a scope."""
    sums = [0] * BUCKETS
    for record, digest in members_in(connection, scope).items():
        bucket = bucket_of(record)
        sums[bucket] = (sums[bucket] + digest) % DIGEST_MODULUS
    return tuple(sums)
