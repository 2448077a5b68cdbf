"""`tls`: the organisation's own authority, and certificates of the centre and of hubs."""

from dataclasses import replace
from pathlib import Path

import click

from casework.command_shape import command
from shared_schema.certificates import make_server_certificate, read_server_certificate
from shared_schema.words import server_cli as words
from sync_server.config import Config, write_config
from sync_server.keys.root_key import read_root_key
from sync_server.shell import Shell, pass_shell
from sync_server.store.people import set_server_certificate
from sync_server.tls import (
    AUTHORITY,
    AUTHORITY_KEY,
    CERTIFICATE,
    KEY,
    authority_hash,
    ensure_authority,
    issue_certificate,
)

_PATH = click.Path(path_type=Path)


@command(
    "tls",
    examples=(
        "sync-server tls --name centre.example.org --name 10.0.0.5",
        "sync-server tls --name hub.lan --to hub-btb",
    ),
    exits=(0, 1, 2, 3),
)
@click.option("--name", "names", metavar="NAME", multiple=True, required=True, help="DNS name or address; repeat it.")
@click.option("--to", "folder", type=_PATH, metavar="DIR", help="For another server: where its files go.")
@click.option("--root-key", type=_PATH, metavar="FILE", help="Also name the authority in the server's certificate.")
@pass_shell
def tls(shell: Shell, *, names: tuple[str, ...], folder: Path | None, root_key: Path | None) -> None:
    """Make the organisation's own TLS authority, if there is none, and a certificate."""
    home = shell.data / "tls"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = ensure_authority(home, names=names, now_ms=shell.clock())
    target = home if folder is None else folder.absolute()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    issue_certificate(authority, target, names=names, now_ms=shell.clock())
    shell.say(words.TLS_MADE, names=" ".join(names), folder=target.name)
    shell.answer(names=list(names), folder=str(target), authority=authority_hash(home / AUTHORITY).hex())
    shell.note(words.TLS_AUTHORITY, file=AUTHORITY_KEY)
    if folder is not None:
        (target / AUTHORITY).write_bytes((home / AUTHORITY).read_bytes())
        return
    config = replace(
        shell.config(),
        tls_certificate=home / CERTIFICATE,
        tls_key=home / KEY,
        tls_authority=home / AUTHORITY,
    )
    write_config(shell.settings_path, config)
    shell.note(words.TLS_IN_SETTINGS)
    if root_key is not None:
        _certify_anew(shell, config, root_key)


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(tls)


def _certify_anew(shell: Shell, config: Config, root_key: Path) -> None:
    root = read_root_key(root_key)
    server = shell.open_with(config)
    try:
        former = read_server_certificate(server.identity.certificate, root_key=root.public_key)
        now = replace(former, tls_authority=authority_hash(config.tls_authority), issued=shell.clock())
        signed = make_server_certificate(now, sign=root.sign)
        server.database.run(lambda connection: set_server_certificate(connection, signed))
    finally:
        server.close()
