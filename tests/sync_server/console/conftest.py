"""The console of these tests, on SQLite; what depends on the store is tested with the services, on both."""

import pytest

from tests.stores import StoreUrls
from tests.sync_server.console.consoles import a_console


@pytest.fixture
def console(tmp_path, sqlite_urls: StoreUrls):
    """Nobody has signed in yet."""
    with a_console(tmp_path, sqlite_urls) as found:
        yield found
