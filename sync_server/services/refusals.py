"""Who asked at the console for what is not hers, or not there: a row of the audit, as the answers tell nothing apart.

A person's refusals are written down up to a number a minute, so that nobody fills the audit by asking.
"""

from sqlalchemy import Connection

from shared_schema.identifiers import Id, is_id
from sync_server.server import Server
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.rates import count_use

REFUSED = "access.refused"
MINUTE_MS, MOST_A_MINUTE = 60_000, 30


def note_refusal(server: Server, person: Id, *, page: str, about: object = None) -> None:
    """`page` = the endpoint that was asked; `about` = the id of the record, where one was named."""
    now = server.clock()

    def work(connection: Connection) -> None:
        if count_use(connection, f"refused/{person}", window_ms=MINUTE_MS, now_ms=now) > MOST_A_MINUTE:
            return
        record = str(about) if is_id(about) else None
        row = AuditRow(now, REFUSED, person, None, page, record, outcome="refused")
        append_rows(connection, [row], random=server.random)

    server.database.run(work)
