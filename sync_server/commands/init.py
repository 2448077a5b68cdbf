"""`init`: the database, the keys, the first administrator."""

from dataclasses import replace
from pathlib import Path

import click

from casework.command_shape import command
from shared_schema.custodian_public import read_custodian_public
from shared_schema.errors import HomewardError
from shared_schema.passphrases import PASSWORD_LEAST, read_blocklist, require_passphrase
from shared_schema.wire.hub_joining import REQUEST_FILE, fingerprint_of
from shared_schema.words import hub_here as hub_words
from shared_schema.words import server_cli as words
from sync_server.config import DEFAULT_LISTEN, Config, split_address, write_config
from sync_server.hub.joining import initialise_hub
from sync_server.services.accounts import AccountChange, Credentials, add_person
from sync_server.services.setup import initialise
from sync_server.shell import Shell, pass_shell
from sync_server.store.engine import normal_url
from sync_server.tls import AUTHORITY, CERTIFICATE, KEY

_PATH = click.Path(path_type=Path)


@command(
    "init",
    examples=(
        "sync-server init --database sqlite:///central.db --key-file keys.json",
        "sync-server init --database postgresql://hw@db/homeward --key-file /etc/hw/keys",
    ),
    exits=(0, 1, 2, 3, 4, 8),
)
@click.option("--database", metavar="URL", default="sqlite:///central.db", show_default=True, help="Store of records.")
@click.option("--keyset", metavar="URL", default="", help="Store of keys, when not beside the records.")
@click.option("--key-file", type=_PATH, metavar="FILE", required=True, help="Where the key ring will be (0600).")
@click.option("--root-key", type=_PATH, metavar="FILE", help="Where the root key will be; take it offline.")
@click.option("--custodian", "custodians", type=_PATH, metavar="FILE", multiple=True, help="Public key; three of them.")
@click.option("--admin", metavar="LOGIN", default="admin", show_default=True, help="The first administrator.")
@click.option("--centre-name", metavar="NAME", default="Phnom Penh", show_default=True, help="Name in messages.")
@click.option("--listen", metavar="ADDR:PORT", default=DEFAULT_LISTEN, show_default=True, help="Where run listens.")
@click.option("--hub-of", metavar="URL", default="", help="Make a provincial hub of the centre at this address.")
@click.option("--name", default="", help="Of a hub: what its office is called.")
@click.option("--tls", "tls_folder", type=_PATH, metavar="DIR", help="Of a hub: what the centre's `tls --to` made.")
@click.option("--url", "urls", metavar="URL", multiple=True, help="What laptops reach; stands on slips.")
@pass_shell
def init(
    shell: Shell,
    *,
    database: str,
    keyset: str,
    key_file: Path,
    root_key: Path | None,
    custodians: tuple[Path, ...],
    admin: str,
    centre_name: str,
    listen: str,
    hub_of: str,
    name: str,
    tls_folder: Path | None,
    urls: tuple[str, ...],
) -> None:
    """Make a central server: database, key ring, root key, first administrator. Or, with --hub-of, a hub."""
    split_address(listen)
    key_file = key_file.absolute()
    config = Config(
        database=_absolute(database),
        keyset=_absolute(keyset) if keyset else "",
        key_file=key_file,
        server_key_file=key_file.with_name(f"{key_file.stem}-server.json"),
        listen=listen,
        urls=urls,
        chunk_folder=shell.settings_path.absolute().parent / "chunks",
        centre_name=centre_name,
    )
    if shell.settings_path.exists():
        raise HomewardError("server.already_initialised")
    if hub_of:
        _make_hub(shell, _with_tls(config, tls_folder), name=name, hub_of=hub_of)
        return
    root_file = (root_key or key_file.with_name("root-key.json")).absolute()
    _make_centre(shell, config, root_file=root_file, custodians=custodians, admin=admin)


def _make_centre(shell: Shell, config: Config, *, root_file: Path, custodians: tuple[Path, ...], admin: str) -> None:
    named = [read_custodian_public(path.read_bytes()) for path in custodians]
    password = require_passphrase(
        shell.ask_new_secret(words.PASSWORD), least=PASSWORD_LEAST, blocklist=read_blocklist()
    )
    _make_folders(config, shell.settings_path, root_file)
    identity = initialise(config, root_key_file=root_file, custodians=named, clock=shell.clock, random=shell.random)
    write_config(shell.settings_path, config)
    shell.say(words.INITIALISED, server=identity.server)
    shell.answer(server=identity.server, epoch=identity.epoch, settings=str(shell.settings_path))
    _first_administrator(shell, config, admin, password)
    shell.note(words.ROOT_OFFLINE, file=root_file.name)
    shell.note(words.KEYS_APART, files=f"{config.key_file.name}, {config.server_key_file.name}")
    if not named:
        shell.note(words.NO_CUSTODIANS)


def _make_hub(shell: Shell, config: Config, *, name: str, hub_of: str) -> None:
    """No root key and no people: the centre gives both."""
    if not name.strip():
        raise HomewardError("hub.name_needed")
    _make_folders(config, shell.settings_path, config.key_file)
    request = initialise_hub(config, name=name.strip(), clock=shell.clock, random=shell.random)
    write_config(shell.settings_path, config)
    place = shell.settings_path.parent / REQUEST_FILE
    place.write_bytes(request + b"\n")
    shell.say(hub_words.MADE, file=str(place), words=fingerprint_of(request))
    shell.note(hub_words.THEN_JOIN)
    shell.note(words.KEYS_APART, files=f"{config.key_file.name}, {config.server_key_file.name}")
    shell.answer(request=str(place), words=fingerprint_of(request), centre=hub_of)


def _with_tls(config: Config, folder: Path | None) -> Config:
    if folder is None:
        return config
    home = folder.absolute()
    return replace(config, tls_certificate=home / CERTIFICATE, tls_key=home / KEY, tls_authority=home / AUTHORITY)


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(init)


def show_credentials(shell: Shell, login: str, credentials: Credentials) -> None:
    """The authenticator address and the recovery codes, once."""
    shell.say(words.SHOWN_ONCE, login=login)
    shell.print(f"  {credentials.otpauth}")
    shell.say(words.RECOVERY_CODES)
    for code in credentials.recovery_codes:
        shell.print(f"  {code}")
    shell.answer(login=login, otpauth=credentials.otpauth, recovery_codes=list(credentials.recovery_codes))


def _first_administrator(shell: Shell, config: Config, login: str, password: str) -> None:
    server = shell.open_with(config)
    try:
        change = AccountChange(role="administrator")
        _, credentials = add_person(server, login, change=change, named={}, password=password)
    finally:
        server.close()
    if credentials is not None:
        show_credentials(shell, login, credentials)


def _make_folders(config: Config, settings: Path, root_file: Path) -> None:
    files = [settings, root_file, config.key_file]
    files += [Path(url.removeprefix("sqlite:///")) for url in (config.database, config.keyset_url) if "sqlite" in url]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _absolute(url: str) -> str:
    address = normal_url(url)
    if address.get_backend_name() != "sqlite":
        return url
    return f"sqlite:///{Path(str(address.database)).absolute()}"
