"""`field-client import FILE`: records of a spreadsheet or a script, new ones and updates of existing ones."""

import sys
from hashlib import sha256
from pathlib import Path

import click

from casework.command_shape import command
from casework.imports.plan import Planner
from casework.imports.planned import ImportPlan, require_shown
from casework.imports.table import MAX_FILE_BYTES, Row, format_of, read_rows
from casework.imports.taking import Taken, rehearse, save_sets, take_plan, write_left_out
from casework.imports.told import tell_plan, tell_problems
from field_client.app import Laptop
from field_client.cli_run import Run
from field_client.opening import opened
from field_client.shell import DONE
from shared_schema.errors import HomewardError
from shared_schema.words import cli, imports


@command(
    "import",
    examples=("field-client import register.xlsx --kind case --dry-run", "field-client import visits.csv --plan TOKEN"),
    exits=(0, 1, 2, 3, 4, 8),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", help="Kind of record, where the file has no column kind.")
@click.option("--dry-run", is_flag=True, help="Show every row and every problem; take nothing.")
@click.option("--plan", "token", metavar="TOKEN", help="Take what the dry run of this token showed.")
@click.option("--skip-bad", type=click.Path(path_type=Path), metavar="FILE", help="Take the rest; bad rows go here.")
@click.pass_obj
def import_command(
    run: Run, *, file: Path, kind: str | None, dry_run: bool, token: str | None, skip_bad: Path | None
) -> int:
    """Take records of a CSV, XLSX or JSON-lines FILE, new ones and changes of existing ones."""
    shell = run.shell
    file_format = format_of(file.name)
    data = run.tools.files.read(file, limit=MAX_FILE_BYTES)
    if data is None:
        raise HomewardError("cli.file_not_found", file=file.name)
    if skip_bad is not None and skip_bad.exists():
        raise HomewardError("cli.file_exists", file=skip_bad.name)
    rows = read_rows(data, file_format=file_format)
    with opened(run) as laptop:
        planner = Planner(laptop.book, laptop.store.kinds, run.tools.new_id)
        plan = planner.plan(rows, file_hash=sha256(data).digest(), default_kind=kind, shown_as=token)
        plan = rehearse(plan, laptop.book)
        if dry_run:
            tell_plan(shell, plan, rows=len(rows))
            return DONE if not plan.problems else 1
        if token is None and not _agrees(run, plan, len(rows)):
            plan = require_shown(plan)
        if plan.problems and skip_bad is None:
            tell_problems(shell, plan)
            raise HomewardError("import.rows_with_problems", count=len(plan.bad_rows))
        taken = _take(run, laptop, plan)
        return _tell_taken(run, plan, taken, rows, skip_bad=skip_bad, file_format=file_format)


def add_to(group: click.Group) -> None:
    """Adds `import`."""
    group.add_command(import_command)


def _agrees(run: Run, plan: ImportPlan, rows: int) -> bool:
    """On a terminal the rows are shown and the person is asked: then she was shown what they change."""
    shell = run.shell
    if shell.as_json or shell.passphrase_fd is not None or not sys.stdin.isatty():
        return False
    tell_plan(shell, plan, rows=rows)
    if not click.confirm(shell.text(cli.TAKE_ROWS), err=True):
        raise click.Abort
    return True


def _take(run: Run, laptop: Laptop, plan: ImportPlan) -> Taken:
    total = sum(len(group) for group in save_sets(plan.rows))
    with run.shell.progress.step(run.shell.text(cli.SAVING), total=total) as step:
        return take_plan(plan, laptop.book, log=laptop.store.log, reached=step.reach)


def _tell_taken(
    run: Run, plan: ImportPlan, taken: Taken, rows: tuple[Row, ...], *, skip_bad: Path | None, file_format: str
) -> int:
    shell = run.shell
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
    run.tools.files.write_durably(
        skip_bad, write_left_out(rows, frozenset(bad), file_format=file_format, records=taken.records)
    )
    shell.say(imports.SKIPPED, count=len(bad), file=skip_bad.name)
    return 1 if taken.problems else DONE
