"""A hub and its centre: what laptops gave goes up unchanged, what the centre has comes down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.records import a_visit
from tests.builders.town import Town, a_town
from tests.stores import StoreUrls
from tests.sync_server.hub.hubs import Hub, a_hub, are_equal


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """The centre, on SQLite and on PostgreSQL."""
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def hub(town: Town, tmp_path: Path, sqlite_template: Path) -> Iterator[Hub]:
    """A hub of Battambang that has heard its centre once."""
    made = a_hub(town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template)
    yield made
    made.close()


def test_a_case_that_the_centre_has_comes_to_the_hub(town: Town, hub: Hub) -> None:
    case = town.saved_case("sokha")
    done = hub.relay()
    assert done.is_complete
    assert hub.state(case) == town.state(case)
    assert are_equal(town.server, hub)
