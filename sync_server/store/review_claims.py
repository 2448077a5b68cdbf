"""Who looks at a line of the review queue: a mark for the others that lapses by itself, never a lock."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete

from shared_schema.identifiers import Id
from sync_server.store.statements import fetch, put_rows
from sync_server.store.tables_records import review_claims

_COLUMNS = ("line", "person", "at")


@dataclass(frozen=True, slots=True)
class Claim:
    """`line` = a record, or `incarnation.n` of a change that was set aside."""

    line: str
    person: Id
    at: int


def claims_of(connection: Connection, lines: Iterable[str], *, since: int) -> dict[str, Claim]:
    """Claims by line, of those that were made since then."""
    found = [Claim(*row) for row in fetch(connection, review_claims, _COLUMNS, key="line", values=lines)]
    return {one.line: one for one in found if one.at >= since}


def put_claim(connection: Connection, claim: Claim) -> None:
    """Make it, in place of an older one."""
    put_rows(connection, review_claims, _COLUMNS, [(claim.line, claim.person, claim.at)])


def drop_claims(connection: Connection, lines: Iterable[str], *, person: Id | None = None) -> None:
    """Take them away; those of one person alone, where given."""
    gone = delete(review_claims).where(review_claims.c.line.in_(list(lines)))
    connection.execute(gone if person is None else gone.where(review_claims.c.person == person))
