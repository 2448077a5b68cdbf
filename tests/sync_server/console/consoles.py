"""The console over a town of two offices, and a browser without a screen for each of its people.

`a_console(tmp_path, urls)` plays on one store; `get` and `post` sign the person in by a session of her own (pages of
signing in have their own tests), insist on what they expect, and give `APage`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared_schema.identifiers import Id
from sync_server.app import create_app
from sync_server.console import cookies
from sync_server.server import Server
from sync_server.services.book import CentralCaseBook, make_books
from sync_server.services.directory import publish_office, publish_worker
from sync_server.services.sessions import open_session
from sync_server.store.people import Office
from sync_server.store.sessions import OPEN, delete_sessions_of
from tests.builders.town import Town, a_town
from tests.casework.web.desks import REMEMBERED, APage
from tests.central import BASE, SteeredClock
from tests.stores import StoreUrls

LOGINS = {
    "coordinator": "vanna",
    "coordinator_two": "pich",
    "supervisor": "chenda",
    "other_supervisor": "rith",
    "worker": "sokha",
    "colleague": "dara",
    "other_worker": "mony",
    "administrator": "theary",
    "auditor": "nimol",
}
ROLES = tuple(LOGINS)
NAMES = {
    "vanna": ("វណ្ណា", "Vanna"), "pich": ("ពេជ្រ", "Pich"), "chenda": ("ចិន្តា", "Chenda"), "rith": ("រិទ្ធ", "Rith"),
    "sokha": ("សុខា", "Sokha"), "dara": ("តារា", "Dara"), "mony": ("មុនី", "Mony"), "theary": ("ធារី", "Theary"),
    "nimol": ("និមល", "Nimol"),
}  # fmt: skip
OFFICES = {"BTB": ("បាត់ដំបង", "Battambang"), "PLN": ("ប៉ៃលិន", "Pailin")}


@dataclass
class AConsole:
    """The console and its people; `town` is where laptops and records are made."""

    town: Town
    app: Flask
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    language: str = "en"

    @property
    def server(self) -> Server:
        """The centre."""
        return self.town.server

    @property
    def clock(self) -> SteeredClock:
        """Stands still until told (`clock.advance(days=1)`)."""
        return self.town.central.clock

    def person(self, role: str) -> Id:
        """Her id."""
        return self.town.people[LOGINS[role]].id

    def book(self, role: str) -> CentralCaseBook:
        """The records as she may see them."""
        return make_books(self.server).of(self.person(role))

    def client(self, role: str) -> FlaskClient:
        """Her browser, signed in."""
        if role not in self.clients:
            self.clients[role] = self.app.test_client()
            self.signs_in(role)
        return self.clients[role]

    def signs_in(self, role: str, *, is_stepped_up: bool = False) -> None:
        """A new session of hers, instead of those before."""
        person = self.person(role)

        def work(connection):  # type: ignore[no-untyped-def]
            delete_sessions_of(connection, person)
            return open_session(self.server, connection, person, stage=OPEN, is_stepped_up=is_stepped_up)

        cookie = self.server.database.run(work)
        self.clients.setdefault(role, self.app.test_client()).set_cookie(cookies.SESSION, cookie, domain="127.0.0.1")

    def steps_up(self, role: str) -> None:
        """She has just given passphrase and code again."""
        self.signs_in(role, is_stepped_up=True)

    def get(self, role: str, path: str, *, status: int = 200, **headers: str) -> APage:
        """A page as she sees it."""
        self._reads(role)
        return _page(self.client(role).get(path, base_url=BASE, headers=headers), status)

    def post(
        self, role: str, path: str, fields: Mapping[str, object] | None = None, *, status: int = 303, **headers: str
    ) -> APage:
        """What a form of hers is answered; the token and the origin are added."""
        client = self.client(role)
        self._reads(role)
        held = client.get_cookie(cookies.SESSION, domain="127.0.0.1")
        request = self.app.test_request_context(headers={"Cookie": f"{cookies.SESSION}={held.value if held else ''}"})
        data = {"csrf": cookies.csrf_of(request.request), **(fields or {})}
        return _page(client.post(path, base_url=BASE, data=data, headers={"Origin": BASE, **headers}), status)

    def send(
        self, role: str, page: APage, fields: Mapping[str, object], *, form: str = "record-form", do: str = "save",
        status: int = 303,
    ) -> APage:  # fmt: skip
        """Sends the form of a page as a browser would, with `fields` typed over."""
        found = page.form(form)
        typed = {name: value for name, value in {**found.values, **fields}.items() if value is not None}
        return self.post(role, found.action, {**typed, "_do": do}, status=status)

    def follow(self, role: str, page: APage) -> APage:
        """The page that a redirect leads to."""
        return self.get(role, page.location)

    def say_khmer(self) -> None:
        """Everybody reads Khmer from now on."""
        self.language = "km"

    def _reads(self, role: str) -> None:
        self.client(role).set_cookie(cookies.READING, f"{self.language}.100.moving", domain="127.0.0.1")


@contextmanager
def a_console(folder: Path, urls: StoreUrls) -> Iterator[AConsole]:
    """A town with names in its directory, two further people (administrator, auditor), a second coordinator."""
    town = a_town(urls, folder)
    try:
        _settle(town)
        app = create_app(town.server)
        app.testing = False
        app.jinja_env.bytecode_cache = REMEMBERED
        yield AConsole(town, app)
    finally:
        town.close()


def _settle(town: Town) -> None:
    central = town.central
    town.people["theary"] = central.person("theary", office=None, role="administrator")
    town.people["nimol"] = central.person("nimol", office=None, role="auditor")
    granted = (town.battambang, town.pailin)
    town.people["pich"] = central.person(
        "pich", office=town.battambang, role="coordinator", granted=granted, clearance="restricted"
    )
    server = town.server
    server.sealing.prepare(["directory"])

    def work(connection):  # type: ignore[no-untyped-def]
        for code, office in (("BTB", town.battambang), ("PLN", town.pailin)):
            km, latin = OFFICES[code]
            publish_office(server, connection, Office(office, code, True), named={"name_km": km, "name_latin": latin})
        for login, account in town.people.items():
            km, latin = NAMES[login]
            publish_worker(server, connection, account, named={"name_km": km, "name_latin": latin})

    server.database.run(work)


def _page(answer: TestResponse, status: int) -> APage:
    page = APage(answer, answer.get_data().decode(errors="replace"))  # a file is no text
    assert answer.status_code == status, (answer.status_code, answer.headers.get("Location"), page.words[:1500])
    return page
