"""`field-client export FILE`: the own caseload, coded, or with names in an age file."""

from pathlib import Path

import click

from casework.command_shape import command
from field_client.cli_run import Run
from field_client.exports import caseload, record_export, seal_age, write_jsonl, write_xlsx
from field_client.opening import opened
from field_client.shell import DONE
from field_client.vault.passphrase import require_own_passphrase
from shared_schema.errors import HomewardError
from shared_schema.records.kind import Placement
from shared_schema.words import imports

AGE = ".age"


@command(
    "export",
    examples=("field-client export caseload.xlsx", 'field-client export case.jsonl.age --names --reason "court order"'),
    exits=(0, 1, 2, 3, 4, 8),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "file_format", type=click.Choice(("jsonl", "xlsx")), help="By the file's name, if not given.")
@click.option("--names", is_flag=True, help="Names and answers too; needs --reason, writes an age file.")
@click.option("--reason", metavar="TEXT", help="What it is for; recorded in every case of it.")
@click.option("--recipient", metavar="AGE1...", help="Public key of who may open it; else a passphrase is asked.")
@click.pass_obj
def export_command(
    run: Run, *, file: Path, file_format: str | None, names: bool, reason: str | None, recipient: str | None
) -> int:
    """Write the own caseload to FILE, coded unless --names is given."""
    shell, tools = run.shell, run.tools
    if names and not (reason or "").strip():
        raise HomewardError("export.reason_needed")
    chosen = file_format or ("xlsx" if ".xlsx" in file.suffixes else "jsonl")
    target = file.with_name(file.name + AGE) if names and file.suffix != AGE else file
    if target.exists():
        raise HomewardError("cli.file_exists", file=target.name)
    with opened(run) as laptop:
        rows = list(caseload(laptop.book, laptop.store.kinds, with_names=names))
        data = write_xlsx(rows, with_names=names) if chosen == "xlsx" else write_jsonl(rows)
        if names:
            data = seal_age(data, recipient=recipient, ask_passphrase=lambda: _ask_passphrase(run))
            homes = (row.shown.home for row in rows if row.kind.placement is not Placement.OFFICE)
            day = tools.today().isoformat()
            record_export(laptop.book, homes, reason=reason or "", new_id=tools.new_id, day=day)
        tools.files.write_durably(target, data)
        shell.say(imports.EXPORTED, count=len(rows), file=target.name)
        shell.note(imports.EXPORT_PLACE)
        shell.answer(records=len(rows), file=target.name, format=chosen, names=names)
        return DONE


def _ask_passphrase(run: Run) -> str:
    """Asked twice on a terminal, and held to the rule of the laptop's own: this file leaves the house."""
    return require_own_passphrase(run.shell.ask_new_secret(imports.EXPORT_PASSPHRASE))


def add_to(group: click.Group) -> None:
    """Adds `export`."""
    group.add_command(export_command)
