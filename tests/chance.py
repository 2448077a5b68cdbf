"""Chance in the tests of one run: every test has its own, the same in every run, drawn from its name.

Ids, salts and nonces come from `os.urandom`, handed in or called. Were they new in each run, a test that hangs on the
order of two of them would fail once in a hundred runs and never be found. `HOMEWARD_CHANCE=WORD` draws another chance
for all tests, `make soak` draws a new one each time; what failed is seen again with the word that the run printed.
Processes that a test starts, and keys that OpenSSL and age make, keep the system's own.
"""

import os
import random
from collections.abc import Callable, Iterator

import pytest

from tests.soak import SOAK

_of_the_system: Callable[[int], bytes] = os.urandom
WORD = os.environ.get("HOMEWARD_CHANCE") or (_of_the_system(4).hex() if SOAK else "")
_drawn: random.Random | None = random.Random(WORD)  # what is made while tests are read: alike in every worker


def urandom(size: int, /) -> bytes:
    """Random bytes: the running test's, else the system's."""
    return _of_the_system(size) if _drawn is None else _drawn.randbytes(size)


def _leave() -> None:
    global _drawn
    _drawn = None


os.urandom = urandom  # before the programs are imported: they take it as a default
os.register_at_fork(after_in_child=_leave)  # two processes must never draw the same


def pytest_configure(config: pytest.Config) -> None:
    """The workers of xdist draw with the word of the run that started them."""
    os.environ["HOMEWARD_CHANCE"] = WORD


def pytest_report_header() -> str | None:
    """The word of a run that has one."""
    return f"HOMEWARD_CHANCE={WORD}" if WORD else None


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """From its fixtures to their end a test draws its own chance."""
    global _drawn
    _drawn = random.Random(f"{WORD} {item.nodeid}")
    yield
    _leave()
