"""Real Chromium for every test here; without it they are skipped (which is a failure under HOMEWARD_REQUIRE_ALL=1)."""

import os

import pytest

from tests.browser import chromium as browsers

# Two journeys of many steps each are not steady on two busy cores yet: `make screens` runs them. Their flows are held
# over HTTP by tests/casework/web (test_tracing.py, test_verification.py, test_returns.py, test_conferences.py).
JOURNEYS = ["test_tracing_to_reunification.py", "test_conference_minutes.py"]
collect_ignore = [] if os.environ.get("HOMEWARD_SCREENS") else JOURNEYS
TRIES_MORE = 2  # on two busy cores the browser itself is late, or loses a node between two commands


def pytest_collection_modifyitems(items):
    """One browser at a time in a parallel run, and another try for a test that failed."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.flaky(reruns=TRIES_MORE))


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser with scripts, shared by the tests of a file; each test opens its own address."""
    _need_chromium()
    with browsers.chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def browser_without_scripts(tmp_path_factory):
    """A browser with JavaScript switched off."""
    _need_chromium()
    with browsers.chromium(tmp_path_factory.mktemp("profile"), scripts=False) as started:
        yield started


@pytest.fixture
def new_browser(tmp_path):
    """Gives `open(name) -> browser context`: another person's browser, with a profile of its own."""
    _need_chromium()
    return lambda name="other", **options: browsers.chromium(tmp_path / name, **options)


def _need_chromium():
    if not browsers.is_installed():
        pytest.skip("needs Chromium and its driver (apt-get install chromium chromium-driver)")
