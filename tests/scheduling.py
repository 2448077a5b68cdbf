"""How a parallel run deals out tests: those in a browser go to one worker in their order, all others one by one.

The journeys in a browser go on where the test before ended, and two browsers at once are too much for two cores.
pytest-xdist has marks for this, but its `loadgroup` writes them into `_nodeid`, which pytest no longer reads since 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


class OneBrowser(LoadScopeScheduling):
    """Everything under `tests/browser` is one piece of work; every other test is one."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """The scheduler of a parallel run."""
    return OneBrowser(config, log)
