"""`review list|decide`: the review queue on the server's shell, as one named person; audited as what it is.

Codes, kinds and ids are printed, never an answer or a name.
"""

from datetime import UTC, datetime

import click
import orjson

from casework.command_shape import command, group
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.vocabularies.review import REVIEW_KIND
from shared_schema.words import review_cli as words
from sync_server.server import Server
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.dossier_rules import check_queue
from sync_server.services.review import RELEASE, WRITE, Line, decide_line, review_lines
from sync_server.services.review_marks import KEEP
from sync_server.services.review_words import in_words
from sync_server.shell import WAITS, Shell, pass_shell
from sync_server.store import people
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.records import read_dossiers

_AS = click.option("--as", "login", metavar="LOGIN", required=True, help="Whose rights and name the act has.")
_KINDS = click.Choice(list(REVIEW_KIND.codes))


@command(
    "list",
    examples=("sync-server review list", "sync-server --json review list --kind set_aside --as chenda"),
    exits=(0, 1, 3, 6),
)
@click.option("--as", "login", metavar="LOGIN", help="Only what this person may see; restricted items need it.")
@click.option("--kind", type=_KINDS, help="Only items of this kind.")
@click.option("--office", metavar="CODE", help="Only dossiers of this office.")
@pass_shell
def list_all(shell: Shell, *, login: str | None, kind: str | None, office: str | None) -> None:
    """List what waits for a person, the most urgent first."""
    server = shell.open_server()
    try:
        book = None if login is None else _book_of(server, login)
        check_queue(server)
        with server.database.snapshot() as connection:
            lines = review_lines(server, connection, book.actor if book else None, item_kind=kind)
            if office is not None:
                found = people.find_office(connection, office)
                if found is None:
                    raise HomewardError("office.unknown", office=office)
                dossiers = read_dossiers(connection, {line.home for line in lines})
                lines = [
                    one for one in lines if one.home in dossiers and found.id in dossiers[one.home].holders.offices
                ]
        _note(server, book, "review.list")
    finally:
        server.close()
    shell.table([_row(line, shell.language) for line in lines], name="items")
    shell.say(words.ITEMS, count=len(lines))
    if lines:
        shell.exit_code = WAITS


@command(
    "decide",
    examples=(
        'sync-server review decide 7KQ2M9XA --keep --reason "Seen on the paper file" --as chenda',
        'sync-server review decide 7KQ2M9XA --write low --reason "She moved" --as chenda',
    ),
    exits=(0, 1, 2, 3, 6),
)
@click.argument("item", metavar="ITEM")
@click.option("--keep", is_flag=True, help="The value as shown; the former value of what was set aside.")
@click.option("--write", "value", metavar="VALUE", help="Another value (text, or JSON); two versions only.")
@click.option("--release", "is_release", is_flag=True, help="Let stand what was set aside.")
@click.option("--reason", metavar="TEXT", default="", help="Why; always needed.")
@_AS
@pass_shell
def decide(
    shell: Shell, *, item: str, keep: bool, value: str | None, is_release: bool, reason: str, login: str
) -> None:
    """Decide one item of the review list as a named person."""
    chosen = [
        name for name, is_chosen in ((KEEP, keep), (WRITE, value is not None), (RELEASE, is_release)) if is_chosen
    ]
    if len(chosen) != 1:
        raise click.UsageError("choose one of --keep, --write VALUE, --release")
    server = shell.open_server()
    try:
        book = _book_of(server, login)
        check_queue(server)
        _decide(book, server, item, decision=chosen[0], reason=reason, value=_read(value))
        _note(server, book, "review.decide", item)
        check_queue(server)
    finally:
        server.close()
    shell.say(words.DECIDED, item=item.upper())
    shell.answer(item=item.upper(), decision=chosen[0])


def add_to(parent: click.Group) -> None:
    """Hangs `review` under the program."""
    review = group("review", "What waits for a person: two versions, set aside, broken rules.")
    review.add_command(list_all)
    review.add_command(decide)
    parent.add_command(review)


def _book_of(server: Server, login: str) -> CentralCaseBook:
    with server.database.snapshot() as connection:
        account = people.find_account(connection, login)
    if account is None:
        raise HomewardError("person.unknown", login=login)
    return make_books(server).of(account.id)


def _decide(book: CentralCaseBook, server: Server, item: str, *, decision: str, reason: str, value: Json) -> None:
    """As `decide_line`; on the shell no draft is kept of a refused value, so the words say what was wrong with it."""
    try:
        decide_line(book, server, item, decision=decision, reason=reason, value=value)
    except RecordInvalid as error:
        codes = sorted({str(getattr(problem, "code", "")) for problem in error.problems})
        raise HomewardError("review.value_refused", problems=", ".join(codes)) from error


def _note(server: Server, book: CentralCaseBook | None, action: str, item: str | None = None) -> None:
    row = AuditRow(server.clock(), action, book.person.worker if book else None, object_id=item, outcome="shell")
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))


def _read(value: str | None) -> Json:
    if value is None:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def _row(line: Line, language: str) -> dict[str, Json]:
    return {
        "item": line.code,
        "kind": line.item_kind,
        "about": line.kind,
        "why": line.why,
        "record": line.record,
        "dossier": line.home,
        "since": datetime.fromtimestamp(line.opened_at / 1000, UTC).strftime("%Y-%m-%d %H:%M"),
        "urgent": line.is_raise,
        "in_words": in_words(line, language),
    }
