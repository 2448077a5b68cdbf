"""`invite`: the enrolment slip of one laptop, as text, as a page to print, as a QR code on the terminal."""

import html
import io
from datetime import UTC, datetime
from pathlib import Path

import click
import segno

from casework.command_shape import command
from shared_schema.fingerprint import office_words
from shared_schema.slip import Slip, write_slip, write_slip_line
from shared_schema.words import server_cli as words
from sync_server.services.invitations import DEFAULT_HOURS
from sync_server.services.invitations import invite as make_slip
from sync_server.shell import Shell, pass_shell
from sync_server.store.keyring import write_private


@command(
    "invite",
    examples=("sync-server invite --worker sophea > slip.txt", "sync-server invite --worker sophea --html slip.html"),
    exits=(0, 1, 2, 3),
)
@click.option("--worker", metavar="LOGIN", required=True, help="Whose laptop it will be.")
@click.option(
    "--hours", type=click.IntRange(1, 168), default=DEFAULT_HOURS, show_default=True, help="How long it is good."
)
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="FILE", help="Also a page to print.")
@click.option("--qr", is_flag=True, help="Also a QR code on the terminal.")
@pass_shell
def invite(shell: Shell, *, worker: str, hours: int, page: Path | None, qr: bool) -> None:
    """Make an enrolment slip with a one-time code; give it by hand."""
    server = shell.open_server()
    try:
        slip = make_slip(server, worker, hours=hours)
    finally:
        server.close()
    text = write_slip(slip)
    shell.print(text.rstrip("\n"))
    until = datetime.fromtimestamp(slip.until / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    compared = office_words(slip.root)
    shell.answer(worker=worker, invitation=slip.invitation, until=slip.until, slip=text, office_words=compared)
    if page is not None:
        write_private(page.absolute(), slip_page(slip, language=shell.language).encode())
    if qr:
        drawing = io.StringIO()
        segno.make(write_slip_line(slip), error="m").terminal(out=drawing, compact=True)
        shell.err.write(drawing.getvalue())
    shell.note(words.SLIP_MADE, login=worker, until=until)
    shell.note(words.OFFICE_WORDS, words=compared)  # not on the slip: a forged slip would show its own


def slip_page(slip: Slip, *, language: str) -> str:
    """A page of its own, without anything from elsewhere, to be printed and then deleted."""
    drawing = segno.make(write_slip_line(slip), error="m").svg_inline(scale=4)
    title = html.escape(words.SLIP_TITLE.say(language))
    told = html.escape(words.SLIP_HELP.say(language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{told}</p><pre>{html.escape(write_slip(slip))}</pre>{drawing}</body></html>\n"
    )


def add_to(group: click.Group) -> None:
    """Add the command."""
    group.add_command(invite)
