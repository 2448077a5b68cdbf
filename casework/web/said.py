"""`_` and `ngettext` of templates: sentences in the reader's language as markup, whose facts are escaped.

A sentence without facts is made into markup once for each language, since a page has a hundred of them. What is kept
are texts of templates and of the phrasebook, never an answer of anybody; facts go in anew each time.
"""

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from casework.web.desk import Desk
from casework.web.saying import KHMER

MOST_SENTENCES = 8192


def say_in_templates(app: Flask, desk: Desk) -> None:
    """Teaches the templates of an app to speak as the reader of each request does."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    gettext = _gettext(desk)
    environment.globals.update(_=gettext, gettext=gettext, ngettext=_ngettext(desk))


def _gettext(desk: Desk) -> Callable[..., Markup]:
    phrases, reader = desk.phrases, desk.reader

    @lru_cache(MOST_SENTENCES)
    def sentence(is_khmer: bool, message: str) -> Markup:
        return _ours(phrases.translate(KHMER if is_khmer else "en", message)) % {}

    def gettext(message: str, /, **facts: object) -> Markup:
        language = reader().language
        if not facts:
            return sentence(language == KHMER, message)
        return _ours(phrases.translate(language, message)) % facts

    return gettext


def _ngettext(desk: Desk) -> Callable[..., Markup]:
    def ngettext(one: str, many: str, num: int, /, **facts: object) -> Markup:
        words = desk.phrases.translate_count(desk.reader().language, one, many, num)
        return _ours(words) % {"num": num, **facts}

    return ngettext


def _ours(words: str) -> Markup:
    return Markup(words)  # noqa: S704 - a sentence of a template or of the phrasebook, before any fact is in it
