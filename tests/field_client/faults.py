"""A `Files` whose k-th step fails, kills the process, or only counts; nothing of it is in the product."""

import errno
import os
import signal
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from field_client.files import Files, file_errors


class CountingFiles(Files):
    """Calls `at_step(number)` before each step that changes the disk, counted from 1."""

    def __init__(self, at_step: Callable[[int], None] = lambda step: None) -> None:
        self.steps = 0
        self._at_step = at_step

    def write_new(self, path: Path, pieces: Iterable[bytes]) -> None:
        self._step()
        data = b"".join(pieces)
        super().write_new(path, (data[: len(data) // 2],))
        self._step()  # half of the bytes are there
        super().write_new(path, (data,))

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)

    def unlink(self, path: Path) -> bool:
        self._step()
        return super().unlink(path)

    def unlink_all(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self._step()
            super().unlink_all((path,))

    def spoil_head(self, path: Path, *, length: int | None = None) -> bool:
        self._step()
        return super().spoil_head(path, length=length)

    def sync_file(self, path: Path) -> None:
        self._step()
        super().sync_file(path)

    def _step(self) -> None:
        self.steps += 1
        self._at_step(self.steps)


def failing_at(step: int, *, code: int = errno.ENOSPC) -> CountingFiles:
    """Files on a disk that is full (or fails with `code`) from the given step on."""

    def fail(number: int) -> None:
        if number >= step:
            with file_errors():
                raise OSError(code, "the disk of this test")

    return CountingFiles(fail)


def killed_at(step: int) -> CountingFiles:
    """Files that end the process with SIGKILL at the given step; for use in a forked child."""

    def kill(number: int) -> None:
        if number == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return CountingFiles(kill)


def was_killed(action: Callable[[], None]) -> bool:
    """Runs `action` in a forked child; says whether the child was killed. Any other failure of it fails the test."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        except BaseException:
            traceback.print_exc()  # the parent's test says only that the child failed
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed before it could be killed"
    return False
