"""Panic wipe: the ways to the key go first, in a moment; then everything else, by whichever program starts next.

Promise: once `destroy_keys` has returned, no passphrase, code or custodian opens what is left. A wipe that was begun
is finished at the next start, however it was interrupted, and doing any part of it again harms nothing.
Refused: asking anything of the store (it may be damaged, or open in another program), touching a file that is not ours.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from field_client.data_folder import DataFolder
from field_client.files import Files
from field_client.vault.backup_file import HEADER_LIMIT_BYTES, SUFFIX
from shared_schema.errors import HomewardError

MARKER = "wiping"
TRAVEL, ENROLLING, BACKUPS, RUN, ASIDE = "travel", "enrolling", "backups", "run", "replaced-"
ASIDE_DAYS = 30
_KEYS = ("keyslots*", "lease*", "anchor*")
_STORES = ("store.db*", "store.next.db*")
_COPIES = (f"*{SUFFIX}*", ".backup-body.db*")
_ROOMS = ("late", "chunks")
_LAST = ("problems.log", "shell.json*")


def destroy_keys(files: Files, folder: DataFolder) -> None:
    """Overwrites and unlinks key slots, lease and anchor, then spoils the heads of backups, which hold slots too.

    Quick, and before anything slow: the caller then ends or replaces its process, and `finish` removes the rest.
    """
    with suppress(HomewardError):  # a full disk must not keep the keys; then there is only no note of it
        files.write_durably(folder.root / MARKER, b"")
    _destroy_keys_in(files, _places(folder), _copy_places(folder))


def destroy_old_keys(files: Files, folder: DataFolder) -> None:
    """The same for everything but the vault that lies in `travel/` and is about to take the place of the old one."""
    _destroy_keys_in(files, _old_places(folder), _old_copy_places(folder))


def remove_old_copies(files: Files, folder: DataFolder) -> None:
    """Removes backups, stores put aside and half-made ones, after `destroy_old_keys`."""
    files.unlink_all(_found(_old_copy_places(folder), _COPIES))
    for place in _old_places(folder)[1:]:
        _remove_room(files, place)


def is_begun(files: Files, folder: DataFolder) -> bool:
    """Whether a wipe was begun here and not yet finished."""
    return files.exists(folder.root / MARKER)


def finish(files: Files, folder: DataFolder) -> bool:
    """Removes everything of a laptop whose wipe was begun; says whether one was.

    `store.lock` stays: it is empty, and locks are held on it. Raises `files.*` where the system keeps a file.
    """
    if not is_begun(files, folder):
        return False
    destroy_keys(files, folder)
    files.unlink_all(_found(_places(folder), _STORES))
    files.unlink_all(_found(_copy_places(folder), _COPIES))
    for place in _places(folder):
        for name in _ROOMS:
            _remove_room(files, place / name)
    _remove_room(files, folder.root / RUN, but=("store.lock",))
    for place in _places(folder)[1:]:
        _remove_room(files, place)
    _remove_room(files, folder.backups)
    files.unlink(folder.incarnation)
    files.unlink_all(_found((folder.root,), _LAST))
    files.unlink(folder.root / MARKER)
    return True


def drop_put_aside(files: Files, folder: DataFolder, *, today: date) -> int:
    """Removes stores that a restore put aside more than 30 days ago, keys first; gives how many."""
    old = [place for place in _old_places(folder) if (day := _day_put_aside(place)) and (today - day).days > ASIDE_DAYS]
    for place in old:
        _destroy_keys_in(files, (place,), (place / BACKUPS, place))
        _remove_room(files, place)
    return len(old)


def _day_put_aside(place: Path) -> date | None:
    try:
        return date.fromisoformat(place.name.removeprefix(ASIDE)[:10]) if place.name.startswith(ASIDE) else None
    except ValueError:
        return None


def _destroy_keys_in(files: Files, places: tuple[Path, ...], copies: tuple[Path, ...]) -> None:
    for path in _found(places, _KEYS):
        files.destroy(path)
    for path in _found(copies, _COPIES):
        files.spoil_head(path, length=HEADER_LIMIT_BYTES)


def _places(folder: DataFolder) -> tuple[Path, ...]:
    """The data folder, and the folders in it that hold a store of their own: half made, or put aside by a restore."""
    beside = folder.root / TRAVEL
    return (*_old_places(folder), beside) if beside.is_dir() else _old_places(folder)


def _old_places(folder: DataFolder) -> tuple[Path, ...]:
    inner = (folder.root / ENROLLING, *sorted(folder.root.glob(ASIDE + "*")))
    return (folder.root, *(place for place in inner if place.is_dir()))


def _copy_places(folder: DataFolder) -> tuple[Path, ...]:
    return (*_old_copy_places(folder), folder.root / TRAVEL)


def _old_copy_places(folder: DataFolder) -> tuple[Path, ...]:
    old = _old_places(folder)
    return (folder.backups, *(place / BACKUPS for place in old[1:]), *old)


def _found(places: tuple[Path, ...], patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        for place in places:
            yield from (path for path in sorted(place.glob(pattern)) if path.is_file())


def _remove_room(files: Files, room: Path, *, but: tuple[str, ...] = ()) -> None:
    """Empties a folder of ours and removes it where nothing is left in it."""
    if not room.is_dir():
        return
    inside = sorted(room.iterdir())
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            _remove_room(files, path)
    files.unlink_all(path for path in inside if path.name not in but and (path.is_symlink() or not path.is_dir()))
    with suppress(OSError):
        room.rmdir()
