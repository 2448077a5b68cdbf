"""What laptops tell of acts that changed no record: restricted records opened there, papers with names printed there.

Promise: one audit row for each note, however often it is told; the row says who, on which device, of what, and when by
the clock of the laptop. It stands in the chain from when it was told: what was not told yet, no one can know here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from shared_schema.wire.messages import ActNote
from sync_server.server import Server
from sync_server.store.audit import AuditRow, append_told
from sync_server.store.devices import Device

ACTIONS = {"open": "laptop.open", "print": "laptop.print"}


def take_notes(server: Server, device: Device, notes: Sequence[ActNote]) -> None:
    """Writes a row of the audit for each note of this laptop that was not told before; committed when this returns."""
    if not notes:
        return
    rows = {one.id: _row(one, device, at=server.clock()) for one in notes}

    def write(connection: Connection) -> None:
        append_told(connection, rows)

    server.database.run(write)


def _row(note: ActNote, device: Device, *, at: int) -> AuditRow:
    return AuditRow(
        at=at,
        action=ACTIONS[note.act],
        actor=device.person,
        device=device.id,
        object_kind=note.kind,
        object_id=note.record,
        reason_code=_when(note.at, now=at) + (f" names:{note.names}" if note.names else ""),
    )


def _when(at: int, *, now: int) -> str:
    """The moment by the laptop's clock, as a code; "clock" where that clock says a time that has not come."""
    if at > now + 86_400_000:
        return "clock"
    return datetime.fromtimestamp(at / 1000, UTC).strftime("at:%Y-%m-%dT%H:%M:%SZ")
