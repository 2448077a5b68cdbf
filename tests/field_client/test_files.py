"""Files of the laptop: whole or unchanged, and errors with names."""

import errno
from pathlib import Path

import pytest

from field_client.files import Files
from tests.field_client.faults import CountingFiles, failing_at, killed_at, was_killed
from tests.field_client.vault.building import refused


def test_what_was_written_reads_back_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "lease"
    assert files.read(path) is None
    for data in (b"first", b"second, longer", b"3"):
        files.write_durably(path, data)
        assert files.read(path) == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["lease"]


def test_a_write_killed_at_any_step_leaves_the_old_or_the_new_bytes(tmp_path: Path) -> None:
    path, found = tmp_path / "lease", set()
    for step in range(1, 20):
        Files().write_durably(path, b"old bytes")
        killed = was_killed(lambda step=step: killed_at(step).write_durably(path, b"new bytes, longer"))
        found.add(Files().read(path))
        if not killed:
            break
    assert found == {b"old bytes", b"new bytes, longer"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "files.disk_full"),
        (errno.EDQUOT, "files.disk_full"),
        (errno.EROFS, "files.not_writable"),
        (errno.EIO, "files.not_writable"),
    ],
)
def test_a_disk_that_fails_is_named_and_the_old_bytes_stay(tmp_path: Path, number: int, code: str) -> None:
    path = tmp_path / "lease"
    Files().write_durably(path, b"old")
    counting = CountingFiles()
    counting.write_durably(tmp_path / "other", b"x")
    for step in range(1, counting.steps + 1):
        with refused(code):
            failing_at(step, code=number).write_durably(path, b"new")
        assert Files().read(path) == b"old"


def test_a_file_larger_than_expected_is_not_read_into_memory(tmp_path: Path) -> None:
    (tmp_path / "lease").write_bytes(b"x" * 11)
    assert Files().read(tmp_path / "lease", limit=11) == b"x" * 11
    with refused("files.too_large"):
        Files().read(tmp_path / "lease", limit=10)


def test_removing_says_whether_there_was_something(tmp_path: Path) -> None:
    (tmp_path / "lease").write_bytes(b"x")
    assert Files().unlink(tmp_path / "lease") is True
    assert Files().unlink(tmp_path / "lease") is False


def test_a_link_planted_in_the_place_of_the_temporary_file_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    (tmp_path / "lease.tmp").symlink_to(victim)
    with refused("files.not_writable"):
        Files().write_durably(tmp_path / "lease", b"secret")
    assert victim.read_bytes() == b"untouched"


def test_errors_name_no_path(tmp_path: Path) -> None:
    with refused("files.not_writable") as refusal:
        Files().write_durably(tmp_path / "missing folder" / "lease", b"x")
    assert refusal.facts == {"errno": errno.ENOENT}
