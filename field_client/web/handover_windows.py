"""The same on Windows, where a process cannot become another: the child gets the socket, the parent ends itself.

The child starts with pipes as stdin and stdout and says its own pid on stdout (a venv's launcher is another process);
the parent shares the socket with that pid over stdin. If handing over fails, the child finds nothing on stdin, binds
anew and opens the browser, and the old tab says "open Homeward from its icon".
Written from the documentation of `socket.share`; not run on a real machine yet.
"""

import os
import socket
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import orjson

if TYPE_CHECKING:
    from field_client.web.handover import Handover

STDIN = "stdin"


def replace_on_windows(handover: "Handover", restart: Sequence[str]) -> NoReturn:
    """Starts the child, shares the socket with it, and ends this process, whatever happens on the way."""
    with suppress(OSError, ValueError):
        child = subprocess.Popen(  # noqa: S603 - our own program
            [*restart, "--resume", STDIN], executable=sys.executable, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if child.stdin is not None and child.stdout is not None:
            pid = int(child.stdout.readline())
            child.stdin.write(_written(handover, pid))
            child.stdin.close()
    os._exit(0)


def take_over_on_windows() -> "Handover | None":
    """What the parent shared, in the child; None where it did not, and then the child binds anew."""
    from field_client.web.handover import Handover

    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    try:
        told = orjson.loads(sys.stdin.buffer.readline())
        listening = _shared(b64decode(told["socket"]))
        door = None if told["door"] is None else bytes.fromhex(told["door"])
        return Handover(str(told["prefix"]), door, listening)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _written(handover: "Handover", pid: int) -> bytes:
    shared = getattr(handover.listening, "share")(pid)  # noqa: B009 - Windows alone has it
    door = None if handover.door is None else handover.door.hex()
    told = {"prefix": handover.prefix, "door": door, "socket": b64encode(shared).decode("ascii")}
    return orjson.dumps(told) + b"\n"


def _shared(data: bytes) -> socket.socket:
    made: socket.socket = getattr(socket, "fromshare")(data)  # noqa: B009 - Windows alone has it
    return made
