"""A bundle that was read or made here is noted together with its row of the audit, in one transaction."""

from sqlalchemy import Connection

from sync_server.server import Server
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.bundles import StoredBundle, put_bundle

READ, ANSWERED, MADE = "bundle.read", "bundle.answer", "bundle.made"


def note_bundle(server: Server, bundle: StoredBundle, *, action: str) -> None:
    """Notes a bundle and that `action` happened to it, now, by whoever it names; one that is not whole in part."""
    act = AuditRow(
        at=server.clock(),
        action=action,
        actor=bundle.by,
        device=bundle.device,
        object_kind="bundle",
        object_id=bundle.id,
        outcome="done" if bundle.is_whole else "part",
    )

    def work(connection: Connection) -> None:
        put_bundle(connection, bundle)
        append_rows(connection, [act], random=server.random)

    server.database.run(work)
