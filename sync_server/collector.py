"""The garbage collector of a serving process: what was loaded at start is never looked at again, and it runs seldom.

A push makes hundreds of thousands of small values that reference counting frees; with Python's own thresholds the
collector spent a third of the time of a push looking at them (measured with `benchmarks.ingest`).
"""

import gc

THRESHOLDS = (200_000, 20, 50)


def tune_collector() -> None:
    """Call once, when the program is composed and before it serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
