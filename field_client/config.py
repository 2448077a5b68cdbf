"""What the field client is told from outside: where its folders are, which language, what the offices are called.

Promise: the command line wins over the configuration file (TOML), the file over the platform's own folders.
Refused: a secret in any of them, and settings read from the environment.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from platformdirs import PlatformDirs

from field_client.data_folder import DataFolder
from field_client.vault.incarnation import INCARNATION_NAME
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

LANGUAGES = ("en", "km")
_TEXTS = ("data", "state", "language", "centre_name", "office_name")
_FLAGS = ("allow_cloud_folder",)


@dataclass(frozen=True, slots=True)
class Config:
    """`data` = the data folder; `state` = the machine's other per-user folder, outside every backup of `data`."""

    data: Path
    state: Path
    language: str = "en"
    centre_name: str = "Phnom Penh"
    office_name: str = ""
    allow_cloud_folder: bool = False

    @property
    def enrolling(self) -> Path:
        """Where an enrolment is made, until its key slots are moved into place."""
        return self.data / "enrolling"

    @property
    def folder(self) -> DataFolder:
        """The paths of the laptop's files."""
        return DataFolder(root=self.data, incarnation=self.state / INCARNATION_NAME)


def read_config(
    file: Path | None = None, *, data: Path | None = None, state: Path | None = None, language: str | None = None
) -> Config:
    """The configuration of one run; raises `cli.config_unreadable`.

    A data folder of one's own without a state folder of its own gets a state folder named after it, so that two
    data folders never share an incarnation.
    """
    settings = {} if file is None else _read_file(file)
    platform = PlatformDirs("homeward", appauthor=False, roaming=False)
    chosen_data = data or _path(settings.get("data"))
    chosen_state = state or _path(settings.get("state"))
    if chosen_state is None:
        own = "default" if chosen_data is None else _folder_name(chosen_data)
        chosen_state = _state_folder(platform) / own
    spoken = language or str(settings.get("language", "en"))
    if spoken not in LANGUAGES:
        raise HomewardError("cli.config_unreadable")
    return Config(
        data=chosen_data or Path(platform.user_data_dir),
        state=chosen_state,
        language=spoken,
        centre_name=str(settings.get("centre_name", "Phnom Penh" if spoken == "en" else "ភ្នំពេញ")),
        office_name=str(settings.get("office_name", "")),
        allow_cloud_folder=settings.get("allow_cloud_folder", False) is True,
    )


def _read_file(file: Path) -> Mapping[str, Json]:
    try:
        settings = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HomewardError("cli.config_unreadable") from error
    for name, value in settings.items():
        fits = isinstance(value, str) if name in _TEXTS else name in _FLAGS and isinstance(value, bool)
        if not fits:
            raise HomewardError("cli.config_unreadable")
    return settings


def _path(value: Json) -> Path | None:
    return Path(value) if isinstance(value, str) else None


def _state_folder(platform: PlatformDirs) -> Path:
    state, data = Path(platform.user_state_dir), Path(platform.user_data_dir)
    # Windows and macOS know no state folder: a neighbour of the data folder stands in for it.
    return data.with_name(data.name + "-machine") if state == data else state


def _folder_name(data: Path) -> str:
    return sha256(str(data.expanduser().resolve()).encode()).hexdigest()[:16]
