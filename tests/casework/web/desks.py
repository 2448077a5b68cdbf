"""A desk over a real encrypted laptop, and a browser without a screen: for the tests of every page.

`a_desk(tmp_path)` gives the laptop, the application with all shared pages, and a client; `say_khmer()` switches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from casework.book import Edit, Person
from casework.place_search import load_place_search
from casework.places import load_gazetteer
from casework.web.desk import Desk, Frame, Reader
from casework.web.mount import mount
from casework.web.uploads import InMemoryRequest
from field_client.store.save import Rules
from shared_schema.identifiers import Id, uuid7
from shared_schema.rules.check import check_dossier, check_record
from shared_schema.rules.reading import day_of_ms
from tests.builders.records import OFFICE, WORKER, an_edit, an_office
from tests.field_client.store.laptops import ALaptop, a_laptop


class _Remembered(BytecodeCache):
    """Compiled templates, kept for all tests of a run: compiling them is most of a short test."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


REMEMBERED = _Remembered()
CSRF = "a-token"
PREFIX = "/~test"
PLACES = load_gazetteer()
SEARCH = load_place_search(PLACES)


@dataclass
class ADesk:
    """A laptop with its pages: `client` speaks HTTP to them, `get` and `post` insist on what they expect."""

    laptop: ALaptop
    app: Flask
    client: FlaskClient
    desk: Desk
    language: list[str] = field(default_factory=lambda: ["en"])

    def say_khmer(self) -> None:
        """The reader reads Khmer from now on."""
        self.language[0] = "km"

    def get(self, path: str, *, status: int = 200, **headers: str) -> "APage":
        """A page by its path (with or without the prefix)."""
        return self._page(self.client.get(_whole(path), headers=headers), status)

    def post(self, path: str, fields: Mapping[str, object], *, status: int = 303, **headers: str) -> "APage":
        """What a post answers; the token is added."""
        answer = self.client.post(_whole(path), data={"csrf": CSRF, **fields}, headers=headers)
        return self._page(answer, status)

    def send(self, page: "APage", fields: Mapping[str, object], *, do: str = "save", status: int = 303) -> "APage":
        """Sends the form of a page as a browser would: what stands in it, with `fields` typed over."""
        form = page.form("record-form")
        typed = {name: value for name, value in {**form.values, **fields}.items() if value is not None}
        return self.post(form.action, {**typed, "_do": do}, status=status)

    def follow(self, page: "APage") -> "APage":
        """The page that a redirect leads to."""
        return self.get(page.location)

    def become(self, person: Person) -> None:
        """The same laptop in the hands of another role."""
        identity = self.laptop.store.identity
        named = {"worker": person.worker, "role": person.role, "clearance": person.clearance}
        identity.put(replace(identity.read(), **named))

    def saved(self, *edits: Edit) -> None:
        """Records that were there before."""
        self.laptop.save(*edits)

    def _page(self, answer: TestResponse, status: int) -> "APage":
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.status_code, answer.headers.get("Location"), _problems(text))
        return APage(answer, text)


@dataclass
class AForm:
    """A form of a page: where it is sent, and what stands in it; hidden, typed and chosen alike."""

    action: str
    values: dict[str, object] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        """One more value under a name: a second one makes a list of it."""
        held = self.values.get(name)
        if held is None:
            self.values[name] = value
        else:
            self.values[name] = [*(held if isinstance(held, list) else [held]), value]


@dataclass
class APage:
    """An answer of the program."""

    answer: TestResponse
    text: str

    @property
    def location(self) -> str:
        """Where a redirect leads, without its fragment."""
        return urlsplit(self.answer.headers["Location"])._replace(fragment="").geturl()

    @property
    def words(self) -> str:
        """The text that people see, one space between words."""
        reader = _Words()
        reader.feed(self.text)
        return " ".join(" ".join(reader.found).split())

    def form(self, form_id: str) -> AForm:
        """A form by its id, as a browser would send it unchanged."""
        reader = _Forms(form_id)
        reader.feed(self.text)
        assert reader.form is not None, f"no form {form_id}"
        return reader.form


def a_desk(
    folder: Path, *, person: Person = WORKER, scopes: tuple[str, ...] = (), frame: Frame | None = None, code: str = "K7"
) -> ADesk:
    """A desk whose laptop holds its office and the worker of WORKER, under the rules that a real laptop has."""
    rules = Rules(of_record=check_record, of_dossier=lambda dossier: check_dossier(dossier, today=today()))
    laptop = a_laptop(folder, name=code, person=person, rules=rules, scopes=scopes)
    laptop.clock.now = 1_795_237_200_000  # 21 November 2026, 12:00 in Phnom Penh
    language = ["en"]

    def today() -> date:
        return day_of_ms(laptop.clock())

    def new_id() -> Id:
        return uuid7(laptop.clock(), laptop.random(10))

    desk = Desk(
        book=lambda: laptop.book,
        reader=lambda: Reader(language=language[0]),
        csrf=lambda: CSRF,
        clock=laptop.clock,
        today=today,
        new_id=new_id,
        frame=lambda: frame or Frame(language_url=PREFIX + "/language"),
        places=PLACES,
        place_search=SEARCH,
    )
    app = Flask("tests.casework.web", static_folder=None)
    app.testing = True
    app.request_class = InMemoryRequest

    @app.post(PREFIX + "/language")
    def switch() -> Response:
        language[0] = request.values["language"]
        return redirect(request.values["next"], code=303)  # type: ignore[return-value]

    mount(app, desk, url_prefix=PREFIX)
    app.jinja_env.bytecode_cache = REMEMBERED
    found = ADesk(laptop, app, app.test_client(), desk, language)
    found.saved(an_office(), a_worker(person))
    return found


def a_worker(person: Person = WORKER) -> Edit:
    """The directory entry of a person."""
    values = {
        "name_km": "ចាន់ សុខា",
        "name_latin": "Chan Sokha",
        "office": OFFICE,
        "role": person.role,
        "status": "active",
        "clearance": person.clearance,
    }
    return an_edit("worker", values, record=person.worker, home="directory")


def _whole(path: str) -> str:
    return path if path.startswith(PREFIX) else PREFIX + path


def _problems(text: str) -> str:
    start = text.find("govuk-error-summary")
    reader = _Words()
    reader.feed(text[start : start + 4000] if start > 0 else text[:3000])
    return " ".join(" ".join(reader.found).split())[:1500]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style", "head")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


class _Forms(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form: AForm | None = None
        self._wanted, self._inside = form_id, False
        self._select = self._textarea = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "form":
            self._inside = found.get("id") == self._wanted
            self.form = AForm(found.get("action") or "") if self._inside else self.form
        elif not self._inside or self.form is None:
            return
        elif tag == "input":
            is_sent = found.get("type") not in ("radio", "checkbox") or "checked" in found
            if name and is_sent and (value or found.get("type") in ("hidden", "text", "tel")):
                self.form.put(name, value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.form.put(self._select, value)
        elif tag == "textarea":
            self._textarea, self._text = name, []

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._textarea and self.form is not None:
            self.form.put(self._textarea, "".join(self._text))
            self._textarea = ""
