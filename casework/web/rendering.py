"""What every template may call: sentences, labels, days, names, places, links to static files, the CSRF field.

All of it is bound to the desk, so imported macros have it too. Autoescape is on for every template; whatever gives
markup here escapes its parts.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from flask import Flask, request, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from casework.web.answers import Wording, answer_words, code_words, phone_words
from casework.web.dates import clock_words, day_of, day_words, moment_words
from casework.web.desk import Desk
from casework.web.differences import mark_differences
from casework.web.person_names import names_of, script_of
from casework.web.photo_shown import photo_url
from casework.web.pieces import bar_length
from casework.web.said import say_in_templates
from casework.web.static_files import StaticFiles
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS

SHORT_ENOUGH_NOT_TO_BREAK = 24
MOST_FILES = 256


def prepare_templates(app: Flask, desk: Desk, static: StaticFiles) -> None:
    """Gives the app the shared templates, gettext in the reader's language, and the words of `Printer`."""
    environment = app.jinja_env
    environment.autoescape = True
    say_in_templates(app, desk)
    loaders = [loader for loader in (app.jinja_loader,) if loader is not None]
    app.jinja_loader = ChoiceLoader(
        [
            *loaders,
            PackageLoader("casework.web"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    printer = Printer(desk)
    environment.globals.update(_globals(desk, printer, static))
    filters = _filters(printer)
    environment.filters.update({name: _at_reading(call) for name, call in filters.items()})
    environment.globals.update(filters)


def _globals(desk: Desk, printer: "Printer", static: StaticFiles) -> dict[str, object]:
    return {
        "reader": desk.reader,
        "frame": desk.frame,
        "today": desk.today,
        "is_at_centre": lambda: desk.matcher == "server",
        "static": _addresses(static),
        "csrf_field": printer.csrf_field,
        "csrf": desk.csrf,
        "label": printer.label,
        "code_label": printer.code_label,
        "answer": printer.answer,
        "name_of": printer.name_of,
        "name_of_id": printer.name_of_id,
        "photo_of": printer.photo_of,
        "differences": printer.differences,
        "bar_length": bar_length,
    }


def _addresses(static: StaticFiles) -> Callable[[str], str]:
    """The address of a static file by its name, made once: a page names ten."""

    @lru_cache(MOST_FILES)
    def below(_root: str, name: str) -> str:
        return url_for("static_files.file", path=static.path(name))

    return lambda name: below(request.root_path, name)


def _filters(printer: "Printer") -> dict[str, Callable[..., object]]:
    return {
        "day": printer.day,
        "day_text": printer.day_text,
        "moment": printer.moment,
        "clock": clock_words,
        "place": printer.place,
        "phone": printer.phone,
        "spoken": printer.spoken,
    }


def _at_reading(call: Callable[..., object]) -> Callable[..., object]:
    """The filter as one that is never worked out while a template is compiled, when no reader is known yet."""

    @pass_context
    def filtered(_context: Context, value: object, *facts: object, **named: object) -> object:
        return call(value, *facts, **named)

    return filtered


class Printer:
    """Puts values into words and markup for the reader of this request."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def csrf_field(self) -> Markup:
        """The hidden input that every form with `method="post"` holds."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(self._desk.csrf())

    def label(self, kind: str, field: str | None = None) -> str:
        """The label of a field, or of the kind itself."""
        declared = KINDS[kind]
        return declared.fields[field].label(self._language) if field else _either(declared, self._language)

    def code_label(self, vocabulary: str, code: Json) -> str:
        """The label of a code of a vocabulary."""
        return code_words(vocabulary, code, self._language)

    def answer(self, kind: str, field: str, value: Json) -> str:
        """Any recorded value in words (codes, days, places, non-answers, references)."""
        wording = Wording(
            language=self._language,
            phrases=self._desk.phrases,
            places=self._desk.places,
            today=self._desk.today(),
            name_of=lambda record: str(self.name_of_id(record).striptags()),
        )
        return answer_words(kind, field, value, wording)

    def differences(self, before: str, after: str) -> Markup:
        """`after` with what was added and removed since `before` marked, for the version chooser."""
        return mark_differences(before, after, language=self._language, phrases=self._desk.phrases)

    def day(self, value: date | str | None, *, weekday: bool = True) -> Markup:
        """`<time>` with a day in words, which does not break; its weekday within 7 days of today."""
        if not value:
            return Markup("")
        words = day_words(value, self._language, today=self._desk.today() if weekday else None)
        return _time(str(value), words)

    def day_text(self, value: date | str) -> str:
        """A day in words, without markup."""
        return day_words(value, self._language)

    def moment(self, unix_ms: int | None) -> Markup:
        """`<time>` with day and time in Phnom Penh, of milliseconds since 1970."""
        if unix_ms is None:
            return Markup("")
        stamp = f"{day_of(unix_ms).isoformat()}T{clock_words(unix_ms)}+07:00"
        words = moment_words(unix_ms, self._language)
        return _time(stamp, words)

    def place(self, value: Json) -> str:
        """A place value in words, the smallest part first."""
        return self._desk.places.describe(value, self._language)

    def phone(self, number: Json) -> Markup:
        """A number in groups, which does not break."""
        return Markup('<span class="hw-whole">{}</span>').format(phone_words(str(number or "")))

    def spoken(self, text: Json) -> Markup:
        """Words somebody typed, marked with their language where it is not the page's."""
        words = str(text or "")
        return _in_language(words, script_of(words), self._language)

    def name_of(self, shown: Shown, *, part: str | None = None, both: bool = True) -> Markup:
        """The names of a record's person, the reader's script first; its code where no name is recorded."""
        names = names_of(shown.kind, shown.values, self._language, part=part)
        if not names:
            return Markup('<span class="hw-whole">{}</span>').format(_stand_in(shown) or self._say("No name recorded"))
        chosen, language = names if both else names[:1], self._language
        said = [_in_language(name.text, name.language, language) for name in chosen]
        return said[0] if len(said) == 1 else _GAP.join(said)

    def name_of_id(self, record: Id) -> Markup:
        """The name of a record by its id, in one script; a sentence where it is not held here."""
        try:
            return self.name_of(self._desk.book().open(record), both=False)
        except HomewardError:
            return Markup.escape(self._say("Not on this device"))

    def photo_of(self, shown: Shown | None) -> Markup:
        """The photo of a case's person, or of whom an inquiry looks for, where consent permits; else nothing."""
        url = photo_url(self._desk.book(), shown, self._desk.today())
        words = self._say("Photo of the person")
        return Markup('<img class="hw-thumbnail" src="{}" alt="{}">').format(url, words) if url else Markup("")

    def _say(self, message: str) -> str:
        return self._desk.phrases.say(self._language, message)

    @property
    def _language(self) -> str:
        return self._desk.reader().language


def _either(declared: object, language: str) -> str:
    return str(getattr(declared, "km" if language == "km" else "en"))


def _stand_in(shown: Shown) -> str:
    names = ("case_number", "inquiry_number", "title")
    return next((text for name in names if isinstance(text := shown.values.get(name), str)), "")


_GAP = Markup(' <span class="hw-name-gap" aria-hidden="true">·</span> ')


def _in_language(text: str, spoken: str, language: str) -> Markup:
    """Escaped by hand, at a fifth of what `format` costs: a list has a hundred of these."""
    words, whole = escape(text), " hw-whole" if len(text) <= SHORT_ENOUGH_NOT_TO_BREAK else ""
    if spoken == language and not whole:
        return words
    return Markup(f'<span lang="{escape(spoken)}" class="hw-name{whole}">{words}</span>')  # noqa: S704 - all escaped


def _time(stamp: str, words: str) -> Markup:
    return Markup(f'<time datetime="{escape(stamp)}" class="hw-whole">{escape(words)}</time>')  # noqa: S704 - all escaped
