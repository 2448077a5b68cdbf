"""`run` and `worker`: serving laptops, and background jobs apart."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from casework.collector import set_aside, tune_collector
from casework.command_shape import command
from shared_schema.words import server_cli as words
from sync_server.app import create_app
from sync_server.jobs.scheduler import start_jobs
from sync_server.logs import log_event
from sync_server.serve_http import bound_address, make_http_server
from sync_server.server import Server
from sync_server.services.attachments import is_folder_another
from sync_server.services.book import make_books
from sync_server.services.names import reading_ahead
from sync_server.services.server_lists import publish_if_moved
from sync_server.shell import Shell, pass_shell

_SWITCH_SECONDS = 0.002  # a page gives its turn away at each question to the store, and a job kept it for 5 ms


class _Stop(SystemExit):
    """The machine asked the program to end; not an Exception, so that the serving loop does not swallow it."""


@command(
    "run",
    examples=("sync-server run", "sync-server run --listen 0.0.0.0:8443 --threads 64"),
    exits=(0, 1, 2, 3, 4, 130),
)
@click.option("--listen", metavar="ADDR:PORT", help="Else what the settings say; port 0 takes a free one.")
@click.option("--threads", type=click.IntRange(1, 256), metavar="N", help="Requests answered at once.")
@click.option("--no-jobs", is_flag=True, help="Leave background jobs to sync-server worker.")
@pass_shell
def run(shell: Shell, *, listen: str | None, threads: int | None, no_jobs: bool) -> None:
    """Serve laptops until stopped: TLS built in, plain HTTP on 127.0.0.0/8 only."""
    server = shell.open_server()
    publish_if_moved(server)
    _look_at_chunks(shell, server)
    books = make_books(server)
    with _jobs(server, wanted=not no_jobs), _stopping(), reading_ahead(books.names, then=set_aside):
        http = make_http_server(create_app(server, books=books), server.config, listen=listen, threads=threads)
        address = "{}:{}".format(*bound_address(http))
        shell.note(words.LISTENING, address=address)
        shell.answer(address=address)
        log_event(server.logger, "server.started", address=address, epoch=server.identity.epoch)
        try:
            http.serve()
        except _Stop:
            shell.note(words.STOPPED)
        finally:
            http.stop()
            log_event(server.logger, "server.stopped")


@command("worker", examples=("sync-server worker", "sync-server --json worker"), exits=(0, 1, 3, 4, 130))
@pass_shell
def worker(shell: Shell) -> None:
    """Run the background jobs of a server whose processes were started with --no-jobs."""
    server = shell.open_server()
    _look_at_chunks(shell, server)
    with _jobs(server, wanted=True), _stopping():
        shell.note(words.WORKING)
        try:
            threading.Event().wait()
        except _Stop:
            shell.note(words.STOPPED)


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(run)
    group.add_command(worker)


def _look_at_chunks(shell: Shell, server: Server) -> None:
    """A process with another folder would tell laptops that photos are lacking which are there; it is said, not
    refused: a restored server begins like this."""
    if is_folder_another(server):
        log_event(server.logger, "chunks.folder_differs")
        shell.note(words.CHUNKS_ELSEWHERE, folder=str(server.config.chunks))


@contextmanager
def _jobs(server: Server, *, wanted: bool) -> Iterator[None]:
    tune_collector()
    sys.setswitchinterval(_SWITCH_SECONDS)
    stop: Callable[[], None] = start_jobs(server) if wanted else _nothing
    try:
        yield
    finally:
        stop()
        server.close()


@contextmanager
def _stopping() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _Stop

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _nothing() -> None:
    """No jobs were started."""
