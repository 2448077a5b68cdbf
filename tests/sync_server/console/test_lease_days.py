"""How long a laptop works without contact: set by an administrator, told with the lease, kept by the laptop."""

from pathlib import Path

import pytest

from field_client import lease_end
from field_client.files import Files
from field_client.vault.lease import DAY_MS, Lease, read_lease, write_lease
from shared_schema.errors import HomewardError
from shared_schema.rules.lease_days import lease_days
from sync_server.services.courier import open_carried, take_in
from sync_server.services.courier_answer import make_answer
from tests.field_client.sync.laptops import Field, closing, enrol_field
from tests.integration.test_bundles import courier, pack
from tests.sync_server.console.consoles import AConsole

NEW = "/settings/programme/new/lease_days"


def a_line(days: object, code: str = "LEASE", **fields: str) -> dict[str, str]:
    return {
        "code": code, "value": str(days), "from_on.day": "1", "from_on.month": "1", "from_on.year": "2026", **fields
    }  # fmt: skip


def lease_of(field: Field) -> Lease:
    return read_lease(field.tools.files, field.config.data)


def test_a_length_reaches_the_laptop_with_its_next_contact_and_ends_its_lease(
    console: AConsole, tmp_path: Path
) -> None:
    central = console.town.central
    field = enrol_field(central, tmp_path / "laptops", "sokha")
    with closing(field) as (laptop,):
        laptop.sync()
    assert lease_of(field).days == 30
    console.post("administrator", NEW, a_line(10))
    assert "As shipped: 30 days" not in console.get("worker", "/settings/programme").words
    with closing(field) as (laptop,):
        assert lease_of(field).days == 30  # until it is told
        laptop.sync()
        assert lease_end.days_left(lease_of(field)) == 10
    kept = (field.config.data / "lease").read_bytes()
    field.clock.now += 9 * DAY_MS
    with closing(field):
        assert lease_end.days_left(lease_of(field)) == 1
    longer = read_lease(field.tools.files, field.config.data)
    field.clock.now += 2 * DAY_MS
    assert lease_end.has_ended(field.tools.files, field.config.data, now=field.clock())
    assert not (field.config.data / "lease").exists()
    write_lease(Files(), field.config.data, Lease(longer.secrets, longer.last_contact, longer.highest, days=90))
    with (
        pytest.raises(HomewardError, match=r"lease\.ended"),
        closing(field),
    ):  # a longer file put in its place: the store knows better
        pass
    assert b'"days":10' in kept


def test_a_length_reaches_a_laptop_on_a_stick_too(console: AConsole, tmp_path: Path) -> None:
    central = console.town.central
    field = enrol_field(central, tmp_path / "laptops", "sokha")
    with closing(field) as (laptop,):
        laptop.sync()
        console.post("administrator", NEW, a_line(60))
        carried = open_carried(central.server, pack(laptop))
        take_in(central.server, carried)
        courier(laptop).read(make_answer(central.server, carried.device).data)
        laptop.obey_orders()
        assert lease_of(field).days == 60


@pytest.mark.parametrize("days", [0, 6, 91, 365])
def test_a_length_outside_of_7_to_90_is_refused_by_name(console: AConsole, days: int) -> None:
    page = console.post("administrator", NEW, a_line(days), status=422)
    assert "for 7 to 90 days" in page.words


def test_the_strictest_line_that_counts_on_the_day_holds_and_nonsense_is_not_believed() -> None:
    lines = [
        {"setting_type": "lease_days", "value": 60, "from_on": "2026-01-01"},
        {"setting_type": "lease_days", "value": 14, "from_on": "2026-06-01", "until_on": "2026-06-30"},
        {"setting_type": "lease_days", "value": 3, "from_on": "2026-01-01"},
        {"setting_type": "lease_days", "value": True, "from_on": "2026-01-01"},
        {"setting_type": "retention_years", "value": 8, "from_on": "2026-01-01"},
    ]
    days = [
        lease_days(lines, day=day) for day in ("2025-12-31", "2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01")
    ]
    assert days == [30, 60, 14, 14, 60]


@pytest.mark.parametrize("days", [6, 91])
def test_a_lease_file_of_another_length_is_damaged(tmp_path: Path, days: int) -> None:
    write_lease(Files(), tmp_path, Lease((bytes(16),), 0, 0, days=days))
    with pytest.raises(HomewardError, match=r"vault\.lease_damaged"):
        read_lease(Files(), tmp_path)
