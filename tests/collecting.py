"""Python's collector in a run of thousands of tests: what was loaded to run them is never looked at again.

Half a million values of modules, tests and fixtures stand for as long as the run does; looking through them took a
tenth of its time (measured with `gc.callbacks`). The programs do the same at their start (`casework/collector.py`).
"""

import gc

import pytest

THRESHOLDS = (20_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Everything is read: it is set aside, and the collector comes when there is something new to look at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
