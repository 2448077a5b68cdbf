"""The settings of one server: a small TOML file in its data folder, written by `init`, read once at the start."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path

from shared_schema.errors import HomewardError
from sync_server.store.engine import normal_url

FILE_NAME = "server.toml"
KEYRING_VARIABLE = "HOMEWARD_KEYRING_FILE"
DEFAULT_LISTEN = "127.0.0.1:8443"


@dataclass(frozen=True, slots=True)
class Config:
    """Where things lie and how to serve. Paths are absolute; `urls` are what laptops reach, put on slips."""

    database: str
    key_file: Path
    server_key_file: Path
    keyset: str = ""  # own store of keys; empty: beside the SQLite file, or schema `keys` of the same PostgreSQL
    listen: str = DEFAULT_LISTEN
    urls: tuple[str, ...] = ()
    chunk_folder: Path | None = None  # sealed chunks of photos and papers, shared by all processes; empty: `chunks`
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_authority: Path | None = None
    centre_name: str = "Phnom Penh"
    threads: int = 32
    behind_proxy: bool = False  # one trusted proxy on this machine sets X-Forwarded-For
    backup_folder: Path | None = None
    backup_keys_folder: Path | None = None  # copies of the key set, kept elsewhere; empty: `keys` in the folder above
    backup_recipients: tuple[str, ...] = ()
    mail_server: str = ""  # HOST:PORT of the daily notice of counts; empty: no mail is ever sent
    mail_security: str = "starttls"  # starttls | tls | none (127.0.0.0/8 only)
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    mail_user: str = ""
    mail_password_file: Path | None = None

    @property
    def keyset_url(self) -> str:
        """Address of the key set."""
        if self.keyset:
            return self.keyset
        address = normal_url(self.database)
        if address.get_backend_name() != "sqlite":
            return self.database
        return f"sqlite:///{Path(str(address.database)).with_suffix('.keys.db')}"

    @property
    def chunks(self) -> Path:
        """Where sealed chunks lie: beside the server's own key file, unless the settings say otherwise."""
        return self.chunk_folder or self.server_key_file.with_name("chunks")

    @property
    def public_urls(self) -> tuple[str, ...]:
        """What a slip names: `urls`, or the listening address itself."""
        if self.urls:
            return self.urls
        scheme = "https" if self.tls_certificate else "http"
        return (f"{scheme}://{self.listen}",)


def read_config(path: Path, *, environment: Mapping[str, str]) -> Config:
    """The settings in the file; `server.not_initialised` without one, `server.config_damaged` with the bad name."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise HomewardError("server.not_initialised") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HomewardError("server.config_damaged", key=path.name) from error
    return _with_environment(_from_settings(settings, path.parent), environment)


def read_config_text(text: str) -> Config:
    """The settings that `config_text` wrote; raises `server.config_damaged`."""
    return _from_settings(tomllib.loads(text), Path())


def write_config(path: Path, config: Config) -> None:
    """Write the file."""
    temporary = path.with_suffix(".new")
    temporary.write_text(config_text(config), "utf-8")
    os.replace(temporary, path)


def config_text(config: Config) -> str:
    """The settings as TOML, leaving out what is as by default."""
    defaults = Config(database="", key_file=Path(), server_key_file=Path())
    lines = ["# Settings of the central server; see docs/. Keys lie in the key files, never here."]
    for field in fields(Config):
        value = getattr(config, field.name)
        if value != getattr(defaults, field.name):
            lines.append(f"{field.name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def split_address(listen: str) -> tuple[str, int]:
    """Host and port of ADDRESS:PORT; raises `server.config_damaged`."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) < 65536:
        raise HomewardError("server.config_damaged", key="listen")
    return host.strip("[]"), int(port)


def is_loopback(host: str) -> bool:
    """Whether the address is in 127.0.0.0/8, the only place for plain HTTP."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.version == 4 and address.is_loopback


def _from_settings(settings: Mapping[str, object], folder: Path) -> Config:
    config = Config(database="", key_file=Path(), server_key_file=Path())
    known = {field.name: getattr(config, field.name) for field in fields(Config)}
    for name, value in settings.items():
        if name not in known:
            raise HomewardError("server.config_damaged", key=name)
        config = replace(config, **{name: _typed(name, value, folder)})  # type: ignore[arg-type]
    for name in ("database", "key_file", "server_key_file"):
        if name not in settings:
            raise HomewardError("server.config_damaged", key=name)
    return config


def _typed(name: str, value: object, folder: Path) -> object:
    wanted: type = {
        "urls": list,
        "backup_recipients": list,
        "mail_to": list,
        "threads": int,
        "behind_proxy": bool,
    }.get(name, str)
    if type(value) is not wanted:
        raise HomewardError("server.config_damaged", key=name)
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    is_path = name.endswith(("_file", "_folder")) or name.startswith("tls_")
    return folder / str(value) if is_path else value


def _with_environment(config: Config, environment: Mapping[str, str]) -> Config:
    keyring = environment.get(KEYRING_VARIABLE)
    return replace(config, key_file=Path(keyring)) if keyring else config


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
