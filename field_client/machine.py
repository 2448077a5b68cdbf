"""What the operating system knows of this machine: an id that a copy on another machine does not share, and memory.

Promise: the id never leaves the program but as a hash (vault/incarnation.py). Where a system tells none, the answer
is empty and the incarnation file alone stands guard.
"""

import os
import sys
from pathlib import Path

_ID_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_ASSUMED_KIB = 2 * 1024 * 1024  # where the system does not say: small, so that a weak laptop is not overcharged


def machine_id() -> bytes:
    """The id of this machine and user, or empty bytes where the system tells none."""
    if sys.platform == "win32":
        return _windows_id()
    for file in _ID_FILES:
        try:
            return file.read_bytes().strip() + b"/" + str(os.getuid()).encode()
        except OSError:
            continue
    return b""


def memory_kib() -> int:
    """Physical memory in KiB."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    except (AttributeError, OSError, ValueError):
        return _ASSUMED_KIB


if sys.platform == "win32":
    import winreg

    def _windows_id() -> bytes:
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
        except OSError:
            return b""
