"""Settings of this laptop: language, text size, idle lock, motion, photos; passphrase and recovery sheet; its state."""

import shutil
from collections.abc import Callable
from importlib.metadata import version

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.desk import TEXT_SIZES, Reader
from field_client.config import LANGUAGES
from field_client.diagnosis import PACKAGE
from field_client.lease_end import days_left
from field_client.sync.photo_plan import ALL, CHOICES, NONE, THUMBNAILS
from field_client.sync.photos import choice_of, put_choice
from field_client.vault.lease import read_lease
from field_client.vault.passphrase import offer_passphrase, require_own_passphrase
from field_client.vault.ways import by_passphrase
from field_client.web.doors import SESSION
from field_client.web.idle import LEAST_MINUTES, MOST_MINUTES
from field_client.web.launch_page import set_cookie
from field_client.web.program import Program
from shared_schema.errors import HomewardError


class SettingsPages:
    """Pages over `shell.json` and the vault's ways in."""

    def __init__(self, program: Program, *, reader: Callable[[], Reader]) -> None:
        self._program, self._reader = program, reader

    def show(self) -> BaseResponse:
        """The page."""
        return self._page(None, 200)

    def keep(self) -> BaseResponse:
        """Keeps what was chosen; what is not among the choices is left as it was."""
        form, held = request.form, self._program.shell.read()
        size, minutes = _number(form.get("text_size")), _number(form.get("idle_minutes"))
        self._program.shell.write(
            language=form["language"] if form.get("language") in LANGUAGES else held.language,
            text_size=size if size in TEXT_SIZES else held.text_size,
            idle_minutes=minutes if LEAST_MINUTES <= minutes <= MOST_MINUTES else held.idle_minutes,
            motion="still" not in form,
        )
        if form.get("photos") in CHOICES:
            put_choice(self._program.held().store, form["photos"])
        return redirect(url_for("settings.show", saved=1), 303)

    def change_passphrase(self) -> BaseResponse:
        """A new passphrase, after the present one was proven."""
        new = request.form.get("passphrase", "")
        try:
            require_own_passphrase(new)
            if new != request.form.get("again", ""):
                raise HomewardError("passphrase.not_the_same")
            session = self._prove()
            self._program.change_passphrase(new)
        except HomewardError as error:
            return self._page(error, 422)
        return self._with_session(redirect(url_for("settings.show", saved=1), 303), session)

    def new_sheet(self) -> BaseResponse:
        """A new recovery sheet, after the passphrase was proven; the old code opens nothing more."""
        try:
            session = self._prove()
            self._program.new_sheet()
        except HomewardError as error:
            return self._page(error, 422)
        return self._with_session(redirect(url_for("sheet.show"), 303), session)

    def _prove(self) -> str:
        text = request.form.get("present", "")
        return self._program.unlock(
            lambda tools: by_passphrase(
                text, lease_secrets=read_lease(tools.files, tools.folder).secrets, derive=tools.derive
            )
        )

    def _with_session(self, answer: BaseResponse, session: str) -> BaseResponse:
        set_cookie(answer, SESSION, session, prefix=self._program.prefix)
        return answer

    def _page(self, error: HomewardError | None, status: int) -> Response:
        laptop, tools = self._program.held(), self._program.around.tools
        return make_response(
            render_template(
                "settings/page.html",
                settings=self._program.shell.read(),
                sizes=TEXT_SIZES,
                photo_choices=(THUMBNAILS, ALL, NONE),
                photos=choice_of(laptop.store),
                minutes=range(LEAST_MINUTES, MOST_MINUTES + 1),
                problem=None if error is None else error.sentences(self._reader().language),
                is_saved="saved" in request.args and error is None,
                is_sheet_due=self._program.is_sheet_due(),
                offered=offer_passphrase(tools.random),
                nickname=laptop.identity.code,
                version=version(PACKAGE),
                lease_days=days_left(read_lease(tools.files, laptop.config.data)),
                free_gigabytes=f"{shutil.disk_usage(laptop.config.data).free / 1024**3:.1f}",
                changes=laptop.store.log.count(),
                generation=laptop.vault.generation,
            ),
            status,
        )


def blueprint(program: Program, *, reader: Callable[[], Reader]) -> Blueprint:
    """`/settings` and its two weighty steps."""
    steps = SettingsPages(program, reader=reader)
    pages = Blueprint("settings", __name__)
    pages.add_url_rule("/settings", "show", steps.show)
    pages.add_url_rule("/settings", "keep", steps.keep, methods=["POST"])
    pages.add_url_rule("/settings/passphrase", "change_passphrase", steps.change_passphrase, methods=["POST"])
    pages.add_url_rule("/settings/recovery", "new_sheet", steps.new_sheet, methods=["POST"])
    return pages


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 0
