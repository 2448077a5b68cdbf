"""Backups: the encrypted copies on this laptop, made and checked by hand beside the daily one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import Reader
from field_client.unlocking import photos_beside, read_head
from field_client.vault.backup import check_backup, day_of, make_backup
from field_client.vault.backup_file import SUFFIX, read_backup_header
from field_client.vault.backup_photos import BY_HAND_BYTES, DAILY_BYTES
from field_client.web.program import Program
from field_client.web.strip import centre_words
from field_client.web.unsent import waiting_records
from field_client.web.waiting import centre_name
from shared_schema.amounts import size_words
from shared_schema.errors import HomewardError


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: its file name, day (2026-11-21) and size, and photos in it that no server had."""

    name: str
    day: str
    kilobytes: int
    photos: int


class BackupPages:
    """Pages over the folder of copies."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def show(self) -> BaseResponse:
        """The copies, newest first."""
        return self._page(200)

    def make(self) -> BaseResponse:
        """Makes a copy and opens it again to be sure of it."""
        laptop, tools = self._program.held(), self._program.around.tools
        make_backup(
            laptop.store.database,
            vault=laptop.vault,
            files=tools.files,
            folder=laptop.config.folder.backups,
            day=tools.today(),
            read_head=read_head,
            beside=photos_beside(laptop.store.database, files=tools.files, max_bytes=BY_HAND_BYTES),
        )
        return redirect(url_for("backups.show"), 303)

    def check(self) -> BaseResponse:
        """Opens a copy and compares its log with its header."""
        laptop, name = self._program.held(), request.form.get("name", "")
        copy = next((one for one in self._copies() if one.name == name), None)
        if copy is None:
            raise HomewardError("shell.not_found")
        try:
            found = check_backup(
                laptop.config.folder.backups / copy.name,
                vault=laptop.vault,
                files=self._program.around.tools.files,
                read_head=read_head,
            )
        except HomewardError as error:
            return self._page(422, problem=error)
        return self._page(200, checked=copy, rows=sum(found.counts.values()))

    def _page(
        self, status: int, *, checked: Copy | None = None, rows: int = 0, problem: HomewardError | None = None
    ) -> BaseResponse:
        laptop = self._program.held()
        return make_response(
            render_template(
                "backups/page.html",
                copies=self._copies(),
                checked=checked,
                rows=rows,
                problem=None if problem is None else problem.sentences(self._reader().language),
                only_here=sum(waiting_records(laptop).values()),
                photos=laptop.store.chunks.unsent(max_bytes=DAILY_BYTES),
                photos_size=size_words(laptop.store.chunks.unsent(max_bytes=BY_HAND_BYTES).bytes),
                centre=centre_words(centre_name(laptop), self._reader().language),
            ),
            status,
        )

    def _copies(self) -> list[Copy]:
        folder = self._program.held().config.folder.backups
        return sorted(
            (_copy(path) for path in folder.glob("*" + SUFFIX) if day_of(path.name)), key=_newest, reverse=True
        )


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/backups`."""
    steps = BackupPages(program, reader=reader)
    pages = Blueprint("backups", __name__)
    pages.add_url_rule("/backups", "show", steps.show)
    pages.add_url_rule("/backups/make", "make", steps.make, methods=["POST"])
    pages.add_url_rule("/backups/check", "check", steps.check, methods=["POST"])
    return pages


def _copy(path: Path) -> Copy:
    day = day_of(path.name)
    return Copy(path.name, "" if day is None else day.isoformat(), path.stat().st_size // 1024, _photos(path))


def _photos(path: Path) -> int:
    """As its header says; a copy that cannot be read says so when it is checked."""
    try:
        return read_backup_header(path).photos
    except HomewardError:
        return 0


def _newest(copy: Copy) -> tuple[str, str]:
    return (copy.day, copy.name)
