"""The memory of a running program: what was loaded at start is never looked at again, and the collector runs seldom.

A push or a pull makes hundreds of thousands of small values that reference counting frees; with Python's own
thresholds the collector spent up to a third of that time looking at them (measured with `benchmarks.ingest`).
"""

import ctypes
import gc
import sys

THRESHOLDS = (200_000, 20, 50)
FEW_NEW, MANY_NEW = 1_000, 50_000  # objects since the collector looked last
SMALL_THRESHOLDS = (20_000, 10, 10)  # on a laptop pages leave 20 MB less behind, at the same speed (make bench-pages)
# glibc keeps a heap for every few threads, and more free memory the larger the blocks were that came back: one heap is
# enough for one person, and what is free at its end goes back (16 MB less after a day's pages, make bench-pages)
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
KEPT_FREE_BYTES, ARENAS = 128 * 1024, 1


def tune_collector() -> None:
    """Call once, when the program is composed and before it works."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def set_aside() -> None:
    """Call after much was read that stays for as long as the program runs: one last look at it, which holds everything
    up for a moment, instead of one in the midst of somebody's page every few minutes."""
    gc.collect()
    gc.freeze()


def tidy_up() -> None:
    """Call when an answer has left: what its page leaves in circles is freed now. Macros of a template hold everything
    that it was shown; some thousand objects take a few milliseconds, those of forty pages a tenth of a second in the
    midst of the next one. Where so much is new that something else is at work, it is left to the collector."""
    if FEW_NEW <= gc.get_count()[0] < MANY_NEW:
        gc.collect(0)


def tune_small() -> None:
    """The same for the program of one person on a small laptop, before it starts threads."""
    gc.freeze()
    gc.set_threshold(*SMALL_THRESHOLDS)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)
        mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES)
