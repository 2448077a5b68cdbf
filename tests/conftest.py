"""What every test shares: hypothesis profiles, skips that count as failures under CI, and one line for each group."""

import os
from collections import defaultdict

from tests import chance  # before the programs: they take `os.urandom` as a default

# isort: split
import pytest
from hypothesis import HealthCheck, settings

import field_client.store.database  # noqa: F401  the encrypted engine must be there before anybody imports sqlite-utils

pytest_plugins = (
    "tests.postgres",
    "tests.collecting",
    "tests.composing",
    "tests.scheduling",
    "tests.sealing",
    "tests.statements",
    "tests.stores",
)

REQUIRE_ALL = os.environ.get("HOMEWARD_REQUIRE_ALL") == "1"
GROUPS = {
    "shared_schema/rules": "rules and types",
    "shared_schema/records": "rules and types",
    "shared_schema/vocabularies": "rules and types",
    "shared_schema": "records and merging",
    "casework/web": "pages",
    "casework": "rules and types",
    "field_client": "laptops",
    "contracts": "laptops and server, one contract",
    "sync_server": "server",
    "integration": "laptops and server together",
    "security": "security",
    "migrations": "migrations",
    "simulation": "simulations",
    "browser": "pages in a browser",
}

settings.register_profile(
    "ci", deadline=None, print_blob=True, derandomize=REQUIRE_ALL, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("soak" if os.environ.get("HOMEWARD_SOAK") == "1" else "ci")


def pytest_configure(config):
    """Every test draws its own chance, the same in each run."""
    config.pluginmanager.register(chance)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Under CI nothing may be skipped: a skip becomes a failure that says why."""
    outcome = yield
    report = outcome.get_result()
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"


def pytest_terminal_summary(terminalreporter):
    """One line for each group, then `All good` or the failing tests as sentences."""
    counts = defaultdict(lambda: [0, 0, 0, 0.0])
    failing = []
    for place, outcome in enumerate(("passed", "failed", "skipped")):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when != "call" and outcome == "passed":
                continue
            row = counts[_group_of(report.nodeid)]
            row[place] += 1
            row[3] += report.duration
            if outcome == "failed":
                failing.append(_sentence(report.nodeid))
    terminalreporter.write_line("")
    for group in sorted(counts):
        passed, failed, skipped, seconds = counts[group]
        line = f"  {group:36} {passed:6} passed {failed:4} failed {skipped:4} skipped {seconds:8.1f} s"
        terminalreporter.write_line(line)
    for sentence in failing:
        terminalreporter.write_line(f"  not so: {sentence}")
    if counts and not failing and not terminalreporter.stats.get("error"):
        terminalreporter.write_line("All good")


def _group_of(nodeid):
    path = nodeid.removeprefix("tests/")
    return next((name for prefix, name in GROUPS.items() if path.startswith(prefix)), "other")


def _sentence(nodeid):
    path, _separator, name = nodeid.partition("::")
    return f"{name.removeprefix('test_').replace('_', ' ')} ({path})"
