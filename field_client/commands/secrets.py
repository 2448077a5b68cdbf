"""`passphrase`, `recovery print|use`, `rekey`: the ways into the vault, changed by the person herself."""

from pathlib import Path

import click

from casework.command_shape import command
from field_client.app import Laptop, open_laptop
from field_client.cli_run import Run
from field_client.escrow_ceremony import way_of_custodians
from field_client.opening import counted, opened, tell_alerts
from field_client.shell import DONE
from field_client.vault.passphrase import offer_passphrase, require_own_passphrase
from field_client.vault.rekey import rekey
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_recovery_code
from shared_schema.signed_lists import CustodianList, read_custodian_list
from shared_schema.words import cli as words

CUSTODIANS = "custodians"


@command("passphrase", examples=("field-client passphrase",), exits=(0, 1, 3, 4, 8))
@click.pass_obj
def passphrase_command(run: Run) -> int:
    """Change the passphrase of this laptop."""
    with opened(run) as laptop:
        set_new_passphrase(run, laptop)
    run.shell.say(words.DONE)
    return DONE


@click.group("recovery")
def recovery_group() -> None:
    """The printed recovery code: a new sheet, or the way back in."""


@command("print", examples=("field-client recovery print",), exits=(0, 3, 4, 8))
@click.pass_obj
def print_command(run: Run) -> int:
    """Make a new recovery code and show it once; the old one opens nothing more."""
    with opened(run) as laptop:
        code = laptop.vault.new_recovery_code()
        laptop.keep_generation()
    run.shell.show_once(words.RECOVERY_SHEET, code)
    run.shell.answer(recovery_code=code)
    return DONE


@command(
    "use",
    examples=("field-client recovery use", "field-client recovery use --custodians /stick"),
    exits=(0, 1, 3, 4, 7, 8),
)
@click.option(
    "--custodians",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Ask two custodians instead: a request is written here, their answers are read from here.",
)
@click.pass_obj
def use_command(run: Run, *, folder: Path | None) -> int:
    """Open with the recovery code or two custodians, choose a new passphrase, and get a new code."""
    shell, tools = run.shell, run.tools

    def way(vault: VaultTools) -> Way:
        if folder is not None:
            return way_of_custodians(shell, vault, folder)
        return by_recovery_code(shell.ask_secret(words.RECOVERY_CODE), derive=vault.derive)

    laptop = counted(shell, tools, lambda: open_laptop(shell.config, tools, way))
    try:
        tell_alerts(shell, laptop)
        set_new_passphrase(run, laptop)
        code = laptop.vault.new_recovery_code()  # a used code is replaced
        laptop.keep_generation()
    finally:
        laptop.close()
    shell.show_once(words.RECOVERY_SHEET, code)
    shell.answer(recovery_code=code)
    return DONE


@command("rekey", examples=("field-client rekey",), exits=(0, 1, 3, 4, 7, 8))
@click.pass_obj
def rekey_command(run: Run) -> int:
    """New keys and a new store after suspicion: old key files and passphrases open nothing more."""
    shell, tools = run.shell, run.tools
    with opened(run) as laptop:
        passphrase = _ask_new(run)
        anchor = laptop.vault.anchor().read()
        if anchor is None:
            laptop.store.write_anchor(now=tools.clock())
            anchor = laptop.vault.anchor().read()
        if anchor is None:
            raise RuntimeError("no anchor after one was written")
        _vault, code = rekey(
            tools.vault_tools(shell.config.data),
            laptop.vault,
            laptop.store.database,
            passphrase=passphrase,
            custodians=_custodians(laptop),
            cost=tools.choose_cost(),
            anchor=anchor,
        )
    shell.show_once(words.RECOVERY_SHEET, code)
    shell.answer(recovery_code=code)
    return DONE


def set_new_passphrase(run: Run, laptop: Laptop) -> None:
    """Asks for a new passphrase and puts it in the place of the old one."""
    passphrase = _ask_new(run)
    laptop.vault.change_passphrase(passphrase, cost=run.tools.choose_cost(), now=run.tools.clock())
    laptop.keep_generation()


def add_to(group: click.Group) -> None:
    """Adds `passphrase`, `recovery` and `rekey`."""
    recovery_group.add_command(print_command)
    recovery_group.add_command(use_command)
    for one in (passphrase_command, recovery_group, rekey_command):
        group.add_command(one)


def _ask_new(run: Run) -> str:
    offered = offer_passphrase(run.tools.random)
    return require_own_passphrase(run.shell.ask_new_secret(words.NEW_PASSPHRASE, offered=offered))


def _custodians(laptop: Laptop) -> CustodianList:
    held = laptop.store.identity.read_list(CUSTODIANS)
    if held is None:
        return CustodianList(0, 1, ())
    return read_custodian_list(held[1], root_key=laptop.identity.root_key)
