"""Who reads what is a row of the audit: it is written before anything of what was read leaves the house."""

from sync_server.server import Server
from sync_server.store.audit import AuditRow, append_rows


def note_reading(server: Server, row: AuditRow) -> None:
    """The row: of a page at its end with the others of the page, else at once. Ids and codes alone."""
    server.database.run_at_end(lambda tx: append_rows(tx, [row], random=server.random))
