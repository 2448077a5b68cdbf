"""Whose office a laptop belongs to now: that of the person who has it, wherever she worked when it was enrolled."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from sync_server.store.devices import Device
from sync_server.store.people import account_by_id, list_accounts


def office_now(connection: Connection, device: Device) -> Id | None:
    """The office of its person; where she has none, or has left, the one for which it was certified."""
    account = account_by_id(connection, device.person) if device.person else None
    return account.office if account is not None and account.office else device.office


def at_present(connection: Connection, found: Iterable[Device]) -> list[Device]:
    """The same laptops, each with the office to which it belongs now."""
    offices = {one.id: one.office for one in list_accounts(connection)}
    return [replace(one, office=offices.get(one.person or "") or one.office) for one in found]
