"""`sync-server import FILE`: records of another system or a spreadsheet, new ones and changes of existing ones."""

from hashlib import sha256
from pathlib import Path

import click

from casework.command_shape import command
from casework.imports.planned import ImportPlan, require_shown
from casework.imports.table import MAX_FILE_BYTES, Row, format_of, read_names, read_rows, renamed
from casework.imports.taking import Taken, rehearse, take_plan, write_left_out
from casework.imports.told import tell_plan, tell_problems
from shared_schema.errors import HomewardError
from shared_schema.words import imports
from sync_server.services.importing import begin_import
from sync_server.shell import DONE, Shell, pass_shell
from sync_server.store.keyring import write_private

_PATH = click.Path(path_type=Path)


@command(
    "import",
    examples=(
        "sync-server import primero.csv --kind case --as vanna --office BTB --worker sophea --dry-run",
        "sync-server import primero.csv --kind case --as vanna --office BTB --worker sophea --plan TOKEN",
    ),
    exits=(0, 1, 2, 3),
)
@click.argument("file", type=_PATH)
@click.option("--as", "login", metavar="LOGIN", required=True, help="Who takes it; her rights count for every row.")
@click.option("--office", metavar="CODE", help="Office of new cases; else her own.")
@click.option("--worker", metavar="LOGIN", help="Who gets new cases; else she herself.")
@click.option("--kind", help="Kind of record, where the file has no column kind.")
@click.option("--columns", "names", type=_PATH, metavar="FILE", help='TOML lines "their header" = "our column".')
@click.option("--dry-run", is_flag=True, help="Show every row and every problem; take nothing.")
@click.option("--plan", "token", metavar="TOKEN", help="Take what the dry run of this token showed.")
@click.option("--skip-bad", type=_PATH, metavar="FILE", help="Take the rest; bad rows go here.")
@pass_shell
def import_command(
    shell: Shell,
    *,
    file: Path,
    login: str,
    office: str | None,
    worker: str | None,
    kind: str | None,
    names: Path | None,
    dry_run: bool,
    token: str | None,
    skip_bad: Path | None,
) -> int:
    """Take records of a CSV, XLSX or JSON-lines FILE; known ones are found by their external numbers."""
    file_format = format_of(file.name)
    data = _read(file)
    rows = read_rows(data, file_format=file_format)
    if names is not None:
        rows = renamed(rows, read_names(_read(names)))
    if skip_bad is not None and skip_bad.exists():
        raise HomewardError("cli.file_exists", file=skip_bad.name)
    server = shell.open_server()
    try:
        importing = begin_import(server, login, office=office, worker=worker)
        digest = sha256(data)
        plan = importing.planner().plan(rows, file_hash=digest.digest(), default_kind=kind, shown_as=token)
        plan = rehearse(plan, importing)
        if dry_run:
            tell_plan(shell, plan, rows=len(rows))
            return DONE if not plan.problems else 1
        if token is None:
            plan = require_shown(plan)
        if plan.problems and skip_bad is None:
            tell_problems(shell, plan)
            raise HomewardError("import.rows_with_problems", count=len(plan.bad_rows))
        taken = take_plan(plan, importing.book, log=importing)
        importing.note(file_hash=digest.hexdigest(), new=taken.new, changed=taken.changed)
    finally:
        server.close()
    return _tell_taken(shell, plan, taken, rows, skip_bad=skip_bad, file_format=file_format)


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(import_command)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise HomewardError("import.unreadable", row=0, reason="too_large")
        return file.read_bytes()
    except OSError as error:
        raise HomewardError("cli.file_not_found", file=file.name) from error


def _tell_taken(
    shell: Shell, plan: ImportPlan, taken: Taken, rows: tuple[Row, ...], *, skip_bad: Path | None, file_format: str
) -> int:
    shell.say(imports.TAKEN, new=taken.new, changed=taken.changed)
    if taken.earlier:
        shell.say(imports.TAKEN_EARLIER, n=taken.earlier)
    shell.answer(new=taken.new, changed=taken.changed, earlier=taken.earlier, skipped=len(plan.bad_rows))
    bad = plan.bad_rows | {(problem.sheet, problem.row) for problem in taken.problems}
    if not bad:
        return DONE
    tell_problems(shell, plan, more=taken.problems)
    if skip_bad is None:
        return 1
    write_private(
        skip_bad.absolute(), write_left_out(rows, frozenset(bad), file_format=file_format, records=taken.records)
    )
    shell.say(imports.SKIPPED, count=len(bad), file=skip_bad.name)
    return 1 if taken.problems else DONE
