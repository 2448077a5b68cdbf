"""How a parallel run deals out tests: file by file, longest first; all of those in a browser go to one worker.

A file's tests share what was set up for them, so its worker sets it up once. Folders of long tests come first: what is
left at the end is short, and no worker waits long for another. The journeys in a browser go on where the test before
ended, and two browsers at once are too much for two cores. pytest-xdist has marks for this, but its `loadgroup` writes
them into `_nodeid`, which pytest no longer reads since 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
LONGEST_FIRST = (
    BROWSER,
    "tests/simulation/",
    "tests/integration/",
    "tests/security/",
    "tests/migrations/",
    "tests/sync_server/",
    "tests/casework/web/",
    "tests/field_client/",
)


class FileByFile(LoadScopeScheduling):
    """Everything under `tests/browser` is one piece of work; every other file is one."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def turn_of(nodeid: str) -> int:
    """Which folder's turn it is: 0 for the first."""
    turns = (turn for turn, folder in enumerate(LONGEST_FIRST) if nodeid.startswith(folder))
    return next(turns, len(LONGEST_FIRST))


def pytest_collection_modifyitems(items):
    """Folders of long tests first, each in its order; every worker sees the same row."""
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """The scheduler of a parallel run; it takes pieces of work as they come, not those of most tests first."""
    config.option.loadscopereorder = False
    return FileByFile(config, log)
