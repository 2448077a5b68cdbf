"""`field-client enrol`: the first run on the terminal."""

import sys
from pathlib import Path

import click

from casework.command_shape import command
from field_client.app import open_laptop
from field_client.cli_run import Run
from field_client.shell import DONE, WAITS
from field_client.sync.enrol import enrol
from field_client.vault.lease import read_lease
from field_client.vault.passphrase import offer_passphrase, require_own_passphrase
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase
from shared_schema.errors import HomewardError
from shared_schema.slip import parse_slip
from shared_schema.words import cli as words

MAX_SLIP_BYTES = 64 * 1024


@command(
    "enrol",
    examples=("field-client enrol --slip slip.txt", "field-client enrol --slip - --passphrase-fd 3 < slip.txt"),
    exits=(0, 1, 2, 3, 4, 5, 7, 8),
)
@click.option("--slip", "slip_file", type=str, required=True, metavar="FILE", help="The slip, or - for stdin.")
@click.option("--server", "server_url", metavar="URL", help="Another address of the same server.")
@click.option("--no-sync", is_flag=True, help="Leave the first caseload for later.")
@click.pass_obj
def enrol_command(run: Run, *, slip_file: str, server_url: str | None, no_sync: bool) -> int:
    """Make this an encrypted laptop of the person named on the slip."""
    shell, tools = run.shell, run.tools
    slip = parse_slip(_read_slip(run, slip_file))
    passphrase = require_own_passphrase(
        shell.ask_new_secret(words.NEW_PASSPHRASE, offered=offer_passphrase(tools.random))
    )
    code = enrol(shell.config, tools, slip, passphrase=passphrase, server_url=server_url)

    def way(vault_tools: VaultTools) -> Way:
        lease = read_lease(vault_tools.files, vault_tools.folder)
        return by_passphrase(passphrase, lease_secrets=lease.secrets, derive=vault_tools.derive)

    laptop = open_laptop(shell.config, tools, way)
    try:
        shell.say(words.ENROLLED, code=laptop.identity.code)
        shell.show_once(words.RECOVERY_SHEET, code)
        shell.answer(device=laptop.identity.device, code=laptop.identity.code, recovery_code=code)
        if no_sync:
            return DONE
        try:
            report = laptop.sync()
        except HomewardError as error:
            shell.note(words.FIRST_SYNC_LATER)
            return shell.fail(error)
        shell.answer(sync=report.as_json())
        return WAITS if report.waits_for_person else DONE
    finally:
        laptop.close()


def add_to(group: click.Group) -> None:
    """Adds `enrol`."""
    group.add_command(enrol_command)


def _read_slip(run: Run, slip_file: str) -> str:
    if slip_file == "-":
        return sys.stdin.read(MAX_SLIP_BYTES)
    data = run.tools.files.read(Path(slip_file), limit=MAX_SLIP_BYTES)
    if data is None:
        raise HomewardError("cli.file_not_found", file=Path(slip_file).name)
    return data.decode("utf-8", "replace")
