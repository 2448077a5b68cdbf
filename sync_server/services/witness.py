"""States with dots whose bodies nobody can supply: kept sealed, shown for review, never merged (sync.md 4)."""

from sqlalchemy import Connection

from shared_schema.identifiers import Id, is_id
from shared_schema.merge.state import Dot, RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.wire.compact import read_state
from sync_server.server import Server
from sync_server.services.hub_reach import scopes_of
from sync_server.store.devices import Device
from sync_server.store.feed import scopes_of_records
from sync_server.store.queue import queue_dossiers
from sync_server.store.records import RecordRow, open_state, read_dossiers, read_records
from sync_server.store.review_items import ReviewItem, items_of_records, put_items, with_dots
from sync_server.store.sealing import RESTRICTED
from sync_server.store.statements import put_rows
from sync_server.store.tables_records import witnesses

WITNESS, WHOLE = "witness", "record"


def take_witness(server: Server, device: Device, compact: bytes) -> bool:
    """Keep a laptop's copy that knows more than the centre. True once nothing of it is missing here, so that the
    laptop may forget it; False where it is not hers to say, or of a kind that this program does not know."""
    state = read_state(compact)

    def work(connection: Connection) -> bool:
        return _take(server, connection, device, state, compact)

    return server.database.run(work)


def _take(server: Server, connection: Connection, device: Device, state: RecordState, compact: bytes) -> bool:
    record = state.record_id
    row = read_records(connection, [record]).get(record)
    kind = KINDS.get(state.kind)
    if kind is None or not _may_tell(connection, device, state, row):
        return False
    known = open_state(server.sealing, row).state().seen if row is not None and row.sealed is not None else {}
    unknown = [(one, n) for one, n in state.seen.items() if n > known.get(one, 0)]
    if not unknown:
        return True
    home = device.office or "directory"
    server.sealing.prepare([home])
    sealed = server.sealing.seal(
        home, RESTRICTED, compact, table="witnesses", column="sealed", record=record, version=device.id
    )
    row_values = (record, device.id, sealed, home, server.clock())
    put_rows(connection, witnesses, ("record", "device", "sealed", "sealed_for", "at"), [row_values])
    is_restricted = (row is not None and row.is_restricted) or _is_restricted(connection, state, kind)
    if kind.placement in (Placement.DOSSIER, Placement.DOSSIER_HEAD):  # whoever moves it, or brings it, waits here
        queue_dossiers(connection, [state.home], now_ms=server.clock())
    put_items(connection, [_item(server, connection, state, unknown, is_restricted=is_restricted)])
    return True


def _is_restricted(connection: Connection, state: RecordState, kind: Kind) -> bool:
    """As restricted as its kind, or as the record that it is about; what is about nothing known here is restricted."""
    if not kind.follows:
        return kind.restricted
    about = {written.value for written in state.registers.get(kind.follows, {}).values() if is_id(written.value)}
    rows = read_records(connection, about)
    kinds = [KINDS.get(row.kind) for row in rows.values() if row.version > 0]
    return not kinds or len(kinds) < len(about) or any(one is None or one.restricted for one in kinds)


def _may_tell(connection: Connection, device: Device, state: RecordState, row: RecordRow | None) -> bool:
    """Whether a copy may come from her: of a record that is hers and called what it is called here; of an unknown one
    only where its dossier is hers or unknown too. Nobody puts words before another office, or brings back the erased.
    """
    if row is not None:
        return (row.kind, row.home) == (state.kind, state.home) and _is_hers(connection, device, row.id)
    return state.home not in read_dossiers(connection, [state.home]) or _is_hers(connection, device, state.home)


def _is_hers(connection: Connection, device: Device, record: Id) -> bool:
    return not set(scopes_of(connection, device)).isdisjoint(scopes_of_records(connection, [record]).get(record, ()))


def _item(
    server: Server, connection: Connection, state: RecordState, unknown: list[Dot], *, is_restricted: bool
) -> ReviewItem:
    place = (WITNESS, state.record_id, WHOLE)
    former = items_of_records(connection, [state.record_id]).get(place) or ReviewItem(
        WITNESS,
        state.record_id,
        WHOLE,
        state.kind,
        state.home,
        frozenset(),
        is_restricted=is_restricted,
        opened_at=server.clock(),
    )
    return with_dots(former, unknown)
