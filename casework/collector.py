"""The garbage collector of a running program: what was loaded at start is never looked at again, and it runs seldom.

A push or a pull makes hundreds of thousands of small values that reference counting frees; with Python's own
thresholds the collector spent up to a third of that time looking at them (measured with `benchmarks.ingest`).
"""

import gc

THRESHOLDS = (200_000, 20, 50)


def tune_collector() -> None:
    """Call once, when the program is composed and before it works."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
