"""A centre with one office and one worker, and her laptop, for every test of whole programs together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, enrol_field
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    """The centre, on SQLite and on PostgreSQL, with the worker sokha in the office PNH."""
    made = a_central(store_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


@pytest.fixture
def sokha(central: Central, tmp_path: Path) -> Field:
    """Sokha's laptop, enrolled and closed."""
    return enrol_field(central, tmp_path / "laptops", "sokha")


@pytest.fixture
def second(central: Central, tmp_path: Path) -> Field:
    """Another laptop of the same worker."""
    return enrol_field(central, tmp_path / "laptops", "sokha", name="second")
