"""What a new worker is warned of before anything secret lies on the laptop: disk, cloud folder, clock, space.

Promise: each warning says how to mend it. Whether the disk is encrypted is read from what Linux shows; other systems
are asked to be checked by the person herself.
"""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from field_client.data_folder import cloud_service
from shared_schema.identifiers import Clock

LEAST_FREE_BYTES = 2 * 1024**3
EARLIEST_MS = 1_767_225_600_000  # 2026-01-01: the program is younger than that
DISK, DISK_UNKNOWN, CLOUD, CLOCK, SPACE = "disk", "disk_unknown", "cloud", "clock", "space"
_DEVICES = Path("/sys/class/block")


def warnings_at_start(data: Path, *, environment: Mapping[str, str], clock: Clock) -> tuple[str, ...]:
    """Codes of what should be mended first."""
    found = []
    encrypted = is_disk_encrypted()
    if encrypted is not True:
        found.append(DISK_UNKNOWN if encrypted is None else DISK)
    if cloud_service(data, environment=environment) is not None:
        found.append(CLOUD)
    if clock() < EARLIEST_MS:
        found.append(CLOCK)
    if _free_bytes(data) < LEAST_FREE_BYTES:
        found.append(SPACE)
    return tuple(found)


def is_disk_encrypted(devices: Path = _DEVICES) -> bool | None:
    """Whether some disk of this machine is a dm-crypt one; None where the system does not tell."""
    if not sys.platform.startswith("linux") or not devices.is_dir():
        return None
    for device in devices.iterdir():
        try:
            if (device / "dm" / "uuid").read_text("ascii").startswith("CRYPT-"):
                return True
        except (OSError, UnicodeDecodeError):
            continue
    return False


def _free_bytes(data: Path) -> int:
    place = next(path for path in (data, *data.parents) if path.exists())
    return shutil.disk_usage(place).free
