"""`field-client custodian open|make`: on a custodian's offline machine."""

from pathlib import Path

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.shell import DONE
from field_client.vault import hpke
from field_client.vault.custodian_key import (
    make_custodian_key,
    open_custodian_key,
    read_custodian_key,
    write_custodian_key,
)
from field_client.vault.escrow import LIMIT_BYTES, answer_request, read_request, write_answer
from field_client.vault.passphrase import offer_passphrase
from shared_schema.custodian_public import write_custodian_public
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words

PUBLIC_SUFFIX = ".pub"
_PATH = click.Path(path_type=Path)


@click.group("custodian")
def custodian_group() -> None:
    """For a custodian, on an offline machine: make a key, open a share."""


@command("make", examples=("field-client custodian make --to /stick/custodian.json",), exits=(0, 1, 3, 8))
@click.option("--to", "target", type=_PATH, required=True, metavar="FILE", help="Where the key file goes: the stick.")
@click.pass_obj
def make_command(run: Run, *, target: Path) -> int:
    """Make a custodian's key, and beside it the public half for who signs the list."""
    shell, tools = run.shell, run.tools
    public = target.with_name(target.name + PUBLIC_SUFFIX)
    for path in (target, public):
        if path.exists():
            raise HomewardError("cli.file_exists", file=path.name)
    passphrase = shell.ask_new_secret(words.NEW_PASSPHRASE, offered=offer_passphrase(tools.random))
    key = make_custodian_key(
        passphrase, suite=hpke.best_suite(), cost=tools.choose_cost(), random=tools.random, derive=tools.derive
    )
    tools.files.write_durably(target, write_custodian_key(key))
    tools.files.write_durably(public, write_custodian_public(key.suite, key.custodian.pub))
    shell.say(words.CUSTODIAN_MADE, file=target.name, public=public.name, kid=key.custodian.kid.hex()[:8])
    shell.answer(file=target.name, public=public.name, kid=key.custodian.kid.hex())
    return DONE


@command(
    "open",
    examples=("field-client custodian open --key k.json --request ask.json --to answer.json",),
    exits=(0, 1, 3, 7, 8),
)
@click.option("--key", "key_file", type=_PATH, required=True, metavar="FILE", help="The custodian's key file.")
@click.option("--request", "request_file", type=_PATH, required=True, metavar="FILE", help="What the laptop asks.")
@click.option("--to", "target", type=_PATH, required=True, metavar="FILE", help="Where the answer goes.")
@click.pass_obj
def open_command(run: Run, *, key_file: Path, request_file: Path, target: Path) -> int:
    """Re-seal a share to the laptop that asks; compare the characters by telephone first."""
    shell, tools = run.shell, run.tools
    if target.exists():
        raise HomewardError("cli.file_exists", file=target.name)
    request = read_request(_read(run, request_file))
    key = read_custodian_key(_read(run, key_file))
    shell.say(words.SPOKEN, text=request.spoken)
    private = open_custodian_key(key, shell.ask_secret(words.PASSPHRASE), derive=tools.derive)
    tools.files.write_durably(target, write_answer(answer_request(request, private=private)))
    shell.answer(file=target.name, spoken=request.spoken)
    return DONE


def add_to(group: click.Group) -> None:
    """Adds `custodian`."""
    custodian_group.add_command(make_command)
    custodian_group.add_command(open_command)
    group.add_command(custodian_group)


def _read(run: Run, path: Path) -> bytes:
    data = run.tools.files.read(path, limit=LIMIT_BYTES)
    if data is None:
        raise HomewardError("cli.file_not_found", file=path.name)
    return data
