"""What the process asks of the system at its start: no core file, no other program of the same user reading its memory.

Windows: error reporting is told to leave the program out. That branch follows the documentation and was not tried.
"""

import ctypes
import sys
from contextlib import suppress

PR_SET_DUMPABLE = 4


def harden() -> None:
    """Call once at start. What a system does not offer is passed over: none of it replaces the lock."""
    if sys.platform == "win32":
        _leave_error_reporting()
    else:
        _refuse_core_files()


def _refuse_core_files() -> None:
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _leave_error_reporting() -> None:
    if sys.platform == "win32":
        with suppress(OSError, AttributeError):
            name = sys.executable.rsplit("\\", 1)[-1]
            ctypes.WinDLL("wer.dll").WerAddExcludedApplication(name, False)
