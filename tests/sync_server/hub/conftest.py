"""A centre with two offices, and a hub of the first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.town import Town, a_town
from tests.stores import StoreUrls
from tests.sync_server.hub.hubs import Hub, a_hub


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """The centre, on SQLite and on PostgreSQL."""
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def light_town(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """The centre on SQLite, where no SQL of it is the subject."""
    stage = a_town(sqlite_urls, tmp_path)
    yield stage
    stage.close()


@pytest.fixture
def hub(town: Town, tmp_path: Path, sqlite_template: Path) -> Iterator[Hub]:
    """A hub of Battambang that has heard its centre once."""
    made = a_hub(town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template)
    yield made
    made.close()


@pytest.fixture
def light_hub(light_town: Town, tmp_path: Path, sqlite_template: Path) -> Iterator[Hub]:
    """The same under the light town."""
    made = a_hub(light_town.central, tmp_path / "hub", offices=("BTB",), template=sqlite_template)
    yield made
    made.close()
