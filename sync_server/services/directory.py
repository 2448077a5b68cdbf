"""Offices and workers in every laptop's directory: published from the account tables by the server itself."""

from collections.abc import Mapping

from sqlalchemy import Connection

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import show
from shared_schema.records.directory import OFFICE, WORKER
from shared_schema.records.kind import Kind
from shared_schema.scopes import DIRECTORY
from sync_server.server import Server
from sync_server.services.own_device import write_own_changes
from sync_server.store.people import Account, Office
from sync_server.store.records import open_state, read_records


def publish_office(server: Server, connection: Connection, office: Office, *, named: Mapping[str, Json]) -> None:
    """Write the office's record, new or changed; `named` holds names, province and type, where they are given."""
    _publish(server, connection, OFFICE, office.id, {"code": office.code, **named})


def publish_worker(server: Server, connection: Connection, account: Account, *, named: Mapping[str, Json]) -> None:
    """Write the worker's record: role, status, clearance and office from the account, names and phone from `named`."""
    values: dict[str, Json] = {
        "role": account.role,
        "status": account.status,
        "clearance": account.clearance,
        "office": account.office,
    }
    _publish(server, connection, WORKER, account.id, {**values, **named})


def _publish(server: Server, connection: Connection, kind: Kind, record: Id, values: Mapping[str, Json]) -> None:
    row = read_records(connection, [record]).get(record)
    state = None if row is None or row.sealed is None else open_state(server.sealing, row).state()
    before = {} if state is None else show(state, kind).before()
    registers = kind.to_registers({name: value for name, value in values.items() if value is not None}, before)
    if not registers:
        return
    edit = Edit(
        record=record,
        kind=kind.name,
        home=DIRECTORY,
        registers=registers,
        base_seen={} if state is None else dict(state.seen),
        reason="account",
    )
    write_own_changes(server, connection, [edit], by=server.identity.server)
