"""A centre on SQLite and one enrolled laptop, for tests of commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, enrol_field
from tests.stores import StoreUrls


@pytest.fixture
def centre(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    """A centre with the worker sokha."""
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def laptop(centre: Central, tmp_path: Path) -> Field:
    """Her laptop, enrolled and closed."""
    return enrol_field(centre, tmp_path / "laptops", "sokha")
