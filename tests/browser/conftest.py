"""Real Chromium for every test here; without it they are skipped (which is a failure under HOMEWARD_REQUIRE_ALL=1)."""

import pytest

from tests.browser import chromium as browsers
from tests.browser.console_stage import Stage, a_served_console


@pytest.fixture(scope="session")
def browser_of_all_files(tmp_path_factory):
    """A browser with scripts, started once: a start takes longer than many a test."""
    _need_chromium()
    with browsers.chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def browser(browser_of_all_files):
    """A browser with scripts, shared by the tests of a file; each test opens its own address."""
    browsers.forget(browser_of_all_files)
    yield browser_of_all_files
    browser_of_all_files.get("about:blank")


@pytest.fixture(scope="module")
def stage(browser, sqlite_template, tmp_path_factory):
    """A console for the tests of a file, each with cases of its own, and a browser in front of it."""
    with a_served_console(sqlite_template, tmp_path_factory.mktemp("console")) as (console, address):
        yield Stage(console, address, browser)


@pytest.fixture(scope="session")
def browser_without_scripts_of_all_files(tmp_path_factory):
    """A browser with JavaScript switched off, started once."""
    _need_chromium()
    with browsers.chromium(tmp_path_factory.mktemp("profile"), scripts=False) as started:
        yield started


@pytest.fixture(scope="module")
def browser_without_scripts(browser_without_scripts_of_all_files):
    """A browser with JavaScript switched off, shared by the tests of a file."""
    browsers.forget(browser_without_scripts_of_all_files)
    yield browser_without_scripts_of_all_files
    browser_without_scripts_of_all_files.get("about:blank")


@pytest.fixture
def new_browser(tmp_path):
    """Gives `open(name) -> browser context`: another person's browser, with a profile of its own."""
    _need_chromium()
    return lambda name="other", **options: browsers.chromium(tmp_path / name, **options)


def _need_chromium():
    if not browsers.is_installed():
        pytest.skip("needs Chromium and its driver (apt-get install chromium chromium-driver)")
