"""`export`: figures or cases as a sealed file, with the rights and in the name of one person; noted as what it is.

Small cells are hidden and the release is kept, exactly as in the console. Names do not leave by a command.
"""

from datetime import date
from pathlib import Path

import click

from casework.command_shape import command
from casework.reports.asked import quarter_before, read_quarter
from shared_schema.errors import HomewardError
from shared_schema.rules.reading import day_of_ms
from shared_schema.words import export_cli as words
from sync_server.server import Server
from sync_server.services.access import Actor, actor_from
from sync_server.services.book import make_books
from sync_server.services.case_exports import export_cases
from sync_server.services.figure_exports import export_figures
from sync_server.services.leaving import HTCDS, PURPOSES, Leaving, Made
from sync_server.services.reports import Wanted
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import people

FORMS = ("xlsx", "csv", HTCDS)


@command(
    "export",
    examples=(
        "sync-server export --as vanna --purpose reporting --recipient donor --to q.age",
        "sync-server --json export --as vanna --format htcds --case BTB-26-K7-014 ...",
    ),
    exits=(0, 1, 3, 6),
)
@click.option("--report", "edition", type=click.Choice(("figures", "ministry", "donor")), default="figures")
@click.option("--format", "form", type=click.Choice(FORMS), default="xlsx", help="htcds: cases in codes.")
@click.option("--first", metavar="QUARTER", help="2026-Q1; the last quarter that is over when left out.")
@click.option("--last", metavar="QUARTER", help="The same quarter when left out.")
@click.option("--office", metavar="CODE", help="One office of this person's; all of hers when left out.")
@click.option("--grant", metavar="CODE", help="Only what this grant paid.")
@click.option("--case", "numbers", metavar="NUMBER", multiple=True, help="A case (htcds); may be repeated.")
@click.option("--without", is_flag=True, help="Leave out cases whose consent does not reach the recipient.")
@click.option("--purpose", type=click.Choice(tuple(PURPOSES)), required=True)
@click.option("--recipient", metavar="CODE", required=True, help="task_force, ministry, donor, or a provider's id.")
@click.option("--as", "login", metavar="LOGIN", required=True, help="Whose rights and name the export has.")
@click.option("--to", "path", required=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@pass_shell
def export(
    shell: Shell,
    *,
    edition: str,
    form: str,
    first: str | None,
    last: str | None,
    office: str | None,
    grant: str | None,
    numbers: tuple[str, ...],
    without: bool,
    purpose: str,
    recipient: str,
    login: str,
    path: Path,
) -> None:
    """Write figures with hidden cells, or cases in codes, as an age file."""
    leaving = Leaving(edition, form, purpose, recipient, shell.ask_new_secret(words.PASSPHRASE))
    server = shell.open_server()
    try:
        actor = _actor(server, login)
        if form == HTCDS:
            _cases(shell, server, actor, numbers, leaving, path, without=without)
        else:
            made = export_figures(server, actor, _wanted(server, first, last, office, grant), leaving)
            _write(path, made.data)
            told = {place for one in made.figures.values() for place in one.told}
            cut_off = made.cover.cut_off if made.cover else ""
            shell.say(words.WRITTEN, path=path.name, told=len(told), hidden=len(made.hidden), cut_off=cut_off)
            shell.answer(told=len(told), hidden=len(made.hidden), cut_off=cut_off)
    finally:
        server.close()


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(export)


def _cases(
    shell: Shell, server: Server, actor: Actor, numbers: tuple[str, ...], leaving: Leaving, path: Path, *, without: bool
) -> None:
    book = make_books(server).of(actor.person.worker)
    made = export_cases(server, actor, book, numbers, leaving, with_names=False, without=without)
    assert isinstance(made, Made)
    if made.left_out:
        shell.say(words.STAY, numbers=", ".join(made.left_out))
    shell.answer(left_out=list(made.left_out))
    if not made.data:
        shell.exit_code = WAITS
        return
    _write(path, made.data)
    shell.say(words.CASES, path=path.name)


def _wanted(server: Server, first: str | None, last: str | None, office: str | None, grant: str | None) -> Wanted:
    before = quarter_before(day_of_ms(server.clock()))
    begins = _quarter(first) if first else before
    ends = _quarter(last) if last else begins
    if ends[1] < begins[0]:
        raise HomewardError("report.not_quarters")
    return Wanted(begins[0], ends[1], _office(server, office) if office else None, grant)


def _quarter(code: str) -> tuple[date, date]:
    found = read_quarter(code)
    if found is None:
        raise HomewardError("report.not_quarters")
    return found


def _office(server: Server, code: str) -> str:
    with server.database.snapshot() as connection:
        found = people.find_office(connection, code)
    if found is None:
        raise HomewardError("record.not_found", record="")
    return found.id


def _actor(server: Server, login: str) -> Actor:
    with server.database.snapshot() as connection:
        account = people.find_account(connection, login)
    if account is None or not account.is_active:
        raise HomewardError("access.no_account")
    return actor_from(account)


def _write(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
