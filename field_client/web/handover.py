"""Lock by replacement: this process becomes a new one that knows no key, on the same address, for the same tab.

Promise: over a pipe go the path prefix, the hash of the door cookie and the number of the listening socket, and
nothing else; argument and environment name only the descriptor of the pipe. `store.lock`, the store and every other
descriptor end with the old program (close-on-exec, PEP 446). Windows has its own way, `handover_windows.py`.
"""

import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import orjson

RESUME = "--resume"
MAX_BYTES = 4096
_NAMES = ("prefix", "door", "socket")


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next process is told: `door` = SHA-256 of the door cookie, None where nobody came in yet."""

    prefix: str
    door: bytes | None
    listening: socket.socket


Replace = Callable[[Handover], NoReturn]


def replacing(restart: Sequence[str]) -> Replace:
    """The way of this system; `restart` = program and arguments that start it again, `--resume N` is put behind."""
    if sys.platform == "win32":
        from field_client.web.handover_windows import replace_on_windows

        return lambda handover: replace_on_windows(handover, restart)
    return lambda handover: _replace(handover, restart)


def restart_arguments(original: Sequence[str], given: Sequence[str], *, names_command: bool) -> tuple[str, ...]:
    """The command line to start again: `original` = sys.orig_argv, `given` = sys.argv[1:] with which it was called.

    A former `--resume N` is left out, `open` is added where it was the default command.
    """
    interpreter = list(original[: len(original) - len(given)]) if given else list(original)
    kept = list(given)
    if RESUME in kept:
        del kept[kept.index(RESUME) : kept.index(RESUME) + 2]
    return (*interpreter, *kept, *(() if names_command else ("open",)))


def take_over(descriptor: int) -> Handover:
    """Reads what the process before left in the pipe; ValueError for anything else."""
    with os.fdopen(descriptor, "rb") as pipe:
        told = orjson.loads(pipe.read(MAX_BYTES))
    if not isinstance(told, dict) or sorted(told) != sorted(_NAMES):
        raise ValueError("not a handover")
    listening = socket.socket(fileno=int(told["socket"]))
    listening.set_inheritable(False)
    door = told["door"]
    return Handover(str(told["prefix"]), None if door is None else bytes.fromhex(door), listening)


def write_handover(handover: Handover, *, number: int) -> bytes:
    """The bytes that go over the pipe."""
    door = None if handover.door is None else handover.door.hex()
    return orjson.dumps({"prefix": handover.prefix, "door": door, "socket": number})


def _replace(handover: Handover, restart: Sequence[str]) -> NoReturn:
    reading, writing = os.pipe()
    os.write(writing, write_handover(handover, number=handover.listening.fileno()))
    os.close(writing)
    os.set_inheritable(reading, True)
    handover.listening.set_inheritable(True)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [*restart, RESUME, str(reading)])  # noqa: S606 - our own program
