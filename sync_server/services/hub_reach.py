"""How far a hub reaches: its offices' leaves, its offices' laptops, and the people who may sign in at its console.

Promise: nothing of an office that is not the hub's, neither to read nor to write, whoever is named. Administrators and
auditors act at the centre alone.
"""

from dataclasses import replace

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY, book_scope, office_scope, restricted_scope, worker_scope
from sync_server.services.access import Actor, actor_from
from sync_server.services.leaves import COORDINATOR, FIELD_ROLES, SUPERVISOR, leaves_of
from sync_server.store.devices import HUB, LAPTOP, Device
from sync_server.store.hubs import OtherServer, enrolled_at, find_server, hub_of_device
from sync_server.store.people import Account, account_by_id, list_accounts

LEFT = "left"
_OF_OFFICES = (SUPERVISOR, COORDINATOR)  # whose laptops hold what is not their own


def scopes_of(connection: Connection, device: Device) -> tuple[str, ...]:
    """The leaves that a device may read: those of its person, or of its hub; none of a hub that was withdrawn."""
    if device.kind == HUB:
        hub = hub_of_device(connection, device.id)
        return () if hub is None or hub.withdrawn_at is not None else scopes_of_hub(connection, hub)
    account = account_behind(connection, device)
    return leaves_of(account) if account is not None else ()


def account_behind(connection: Connection, device: Device) -> Account | None:
    """The account of the person whose laptop it is. Where it was enrolled at a hub, whose word alone says that it is
    hers, with no more offices than the hub's: it does not reach what a supervisor or a coordinator reaches elsewhere.
    """
    account = account_by_id(connection, device.person) if device.person else None
    if account is None or account.role not in _OF_OFFICES:
        return account
    maker = enrolled_at(connection, [device.id]).get(device.id)
    hub = find_server(connection, maker) if maker is not None else None
    if hub is None:
        return account
    reach = {*hub.offices, device.office}
    office = account.office if account.office in reach else None
    return replace(account, office=office, granted=tuple(one for one in account.granted if one in reach))


def scopes_of_hub(connection: Connection, hub: OtherServer) -> tuple[str, ...]:
    """Everything of its offices and of the people in them, and the directory; sorted."""
    people = [one.id for one in accounts_of(connection, hub) if one.office in hub.offices and one.status != LEFT]
    leaves = {DIRECTORY, *(worker_scope(one) for one in people)}
    for office in hub.offices:
        leaves |= {office_scope(office), restricted_scope(office), book_scope(office)}
    return tuple(sorted(leaves))


def accounts_of(connection: Connection, hub: OtherServer) -> list[Account]:
    """Everybody who belongs to an office of the hub, and coordinators to whom one was granted."""
    offices = set(hub.offices)
    return [one for one in list_accounts(connection) if one.office in offices or not offices.isdisjoint(one.granted)]


def people_of(connection: Connection, hub: OtherServer) -> dict[Id, Actor]:
    """Who may write at the hub's console, each with no more offices than the hub's."""
    offices = frozenset(hub.offices)
    found = {}
    for account in accounts_of(connection, hub):
        actor = actor_from(account)
        if account.role in FIELD_ROLES and actor.is_active:
            found[account.id] = replace(actor, offices=actor.offices & offices)
    return found


def is_in_reach(connection: Connection, hub: OtherServer, device: Device) -> bool:
    """Whether the hub may relay what this device wrote: it is its own, or a laptop of one of its offices."""
    if device.id == hub.device:
        return True
    if device.kind != LAPTOP:
        return False
    account = account_by_id(connection, device.person) if device.person else None
    return bool({device.office, account.office if account is not None else None} & set(hub.offices))
