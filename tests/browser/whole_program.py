"""The whole program of a laptop in a real browser: shell and pages over a real store, its line to a real centre.

The program runs in this process, so that a test may cut its line at any byte and look at its store; the browser gets
its cookies from the launch and unlock that a client went through.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome

from field_client.app import Laptop
from field_client.sync.line import Line
from migrations.server import steps
from tests.browser.serving import served
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, enrol_field
from tests.field_client.sync.lines import CutLine
from tests.field_client.web.programs import PREFIX, OpenProgram, a_program
from tests.stores import StoreUrls


@dataclass
class WholeProgram:
    """The program, where it is served, the centre that it exchanges with."""

    root: str
    made: OpenProgram
    centre: Central

    @property
    def laptop(self) -> Laptop:
        """The open laptop."""
        return self.made.program.held()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"

    def let_in(self, browser: Chrome) -> None:
        """Gives a browser the cookies of door and session."""
        host = urlsplit(self.root).hostname or ""
        browser.get(f"{self.address}/from-elsewhere")  # refused, and so a page of this origin
        browser.delete_all_cookies()
        for name in ("door", "session"):
            cookie = self.made.client.get_cookie(name, domain=host, path=PREFIX + "/")
            assert cookie is not None, name
            browser.add_cookie({"name": name, "value": cookie.value, "path": PREFIX + "/"})
        for log in ("browser", "performance"):
            browser.get_log(log)

    def sync(self) -> None:
        """One run to its end."""
        assert self.made.program.sending is not None
        self.made.program.sending.run()

    @contextmanager
    def cut(self, **where: object) -> Iterator[None]:
        """The line breaks as `CutLine` says for as long as the block runs."""
        laptop = self.laptop
        kept, tools = (laptop._lines, laptop._open_at), laptop.tools
        laptop._lines, laptop._open_at = {}, {}

        def broken(url: str, pem: str | None) -> Line:
            return CutLine(tools.open_line(url, pem), **where)  # type: ignore[arg-type]

        laptop.tools = replace(tools, open_line=broken)
        try:
            yield
        finally:
            (laptop._lines, laptop._open_at), laptop.tools = kept, tools


@contextmanager
def a_whole_program(place: Field, centre: Central, *, host: str) -> Iterator[WholeProgram]:
    """Serves the program of an enrolled laptop, opened, until the block ends."""
    address: list[str] = []
    with a_program(place, host=lambda: address[0]) as made, served(made.app.wsgi_app, host=host, threads=8) as root:
        address.append(root.removeprefix("http://"))
        made.let_in()
        answer = made.unlock()
        assert answer.status_code == 303, answer.get_data(as_text=True)
        yield WholeProgram(root + PREFIX, made, centre)


@contextmanager
def a_centre(template: Path, folder: Path, *logins: str) -> Iterator[Central]:
    """A centre on SQLite with social workers of one office."""
    for line in steps.LINES:
        shutil.copy(template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    made = a_central(urls, folder)
    office = made.office("PNH")
    for login in logins:
        made.person(login, office=office)
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole(sqlite_template, tmp_path_factory):  # type: ignore[no-untyped-def]
    """One program for the tests of a file: the laptop of sokha."""
    folder = tmp_path_factory.mktemp("whole")
    with a_centre(sqlite_template, folder, "sokha") as centre:
        place = enrol_field(centre, folder / "laptops", "sokha")
        with a_whole_program(place, centre, host="127.24.9.40") as made:
            yield made
