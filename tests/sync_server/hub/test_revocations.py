"""A lost laptop is cut off at a hub by the centre's signed list alone, also where no roster comes with it."""

import pytest
from sqlalchemy import Connection

from sync_server.hub import pages
from sync_server.services.fleet import report_found, report_lost
from sync_server.store.devices import find_device
from tests.builders.records import a_case
from tests.builders.town import Town
from tests.sync_server.hub.hubs import Hub


def is_revoked(hub: Hub, device: str) -> bool:
    with hub.server.database.snapshot() as connection:
        found = find_device(connection, device)
    assert found is not None
    return found.revoked_at is not None


def test_a_lost_laptop_is_cut_off_by_the_list_where_the_roster_does_not_come(
    light_town: Town, light_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    sokha = light_hub.meet(light_town.laptop("sokha"))
    case = a_case(worker=light_town.person("sokha"))
    sokha.save(case)
    assert sokha.exchange().end is not None

    monkeypatch.setattr(pages, "take_roster", lambda *_given: False)
    with light_town.server.database.snapshot() as connection:
        code = _code(connection, sokha.laptop.device)
    report_lost(light_town.server, code, reason="lost")
    light_hub.relay()
    assert is_revoked(light_hub, sokha.laptop.device)
    report_found(light_town.server, code)
    light_hub.relay()
    assert not is_revoked(light_hub, sokha.laptop.device)


def _code(connection: Connection, device: str) -> str:
    found = find_device(connection, device)
    assert found is not None
    return found.code
