"""The stage of these tests, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.town import Town, a_town
from tests.stores import StoreUrls


@pytest.fixture
def town(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Town]:
    """Two offices around one centre."""
    stage = a_town(store_urls, tmp_path)
    yield stage
    stage.close()
