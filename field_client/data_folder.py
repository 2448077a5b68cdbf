"""Where the laptop keeps its files: one folder of this user alone, and one file outside every backup of it.

Promise: the folder is 0700 and not one that a cloud service copies away. Refused: OneDrive, Dropbox and Google
Drive folders, unless the person says that she wants it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from field_client.files import Files
from shared_schema.errors import HomewardError


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths of security.md 2.1; `incarnation` lies in the machine's other per-user folder."""

    root: Path
    incarnation: Path

    @property
    def store(self) -> Path:
        """The SQLCipher store."""
        return self.root / "store.db"

    @property
    def backups(self) -> Path:
        """The folder of encrypted copies."""
        return self.root / "backups"

    @property
    def chunks(self) -> Path:
        """The folder of attachment ciphertext."""
        return self.root / "chunks"

    @property
    def shell(self) -> Path:
        """What the locked program may know."""
        return self.root / "shell.json"


def prepare_data_folder(
    files: Files, folder: DataFolder, *, environment: Mapping[str, str], allow_cloud: bool = False
) -> None:
    """Makes the folders; raises `files.cloud_folder` for a folder that a cloud service copies away."""
    service = None if allow_cloud else cloud_service(folder.root, environment=environment)
    if service is not None:
        raise HomewardError("files.cloud_folder", service=service)
    files.make_folder(folder.root)
    files.make_folder(folder.backups)
    files.make_folder(folder.incarnation.parent)


def cloud_service(path: Path, *, environment: Mapping[str, str]) -> str | None:
    """The cloud service whose synchronised folder holds `path`, judged by names, marker files and environment."""
    resolved = path.expanduser().resolve()
    for part in (resolved, *resolved.parents):
        if (service := _by_name(part.name)) or (service := _by_marker(part)):
            return service
    for variable in _ONEDRIVE_VARIABLES:
        place = environment.get(variable)
        if place and resolved.is_relative_to(Path(place).resolve()):
            return "OneDrive"
    return None


def _by_name(name: str) -> str | None:
    lowered = name.lower()
    for start, service in _FOLDER_NAMES:
        if lowered == start or lowered.startswith((f"{start} ", f"{start}-", f"{start} (")):
            return service
    return None


def _by_marker(folder: Path) -> str | None:
    return next((service for name, service in _MARKERS if (folder / name).exists()), None)


_FOLDER_NAMES = (
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
)
_MARKERS = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
)
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
