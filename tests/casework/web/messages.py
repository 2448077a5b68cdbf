"""Finds every message of the pages: in templates through jinja2, in Python through the syntax tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE_FOLDERS = ("casework/web/templates", "field_client/web/templates", "sync_server/console/templates")
PYTHON_FOLDERS = ("casework", "field_client/web", "sync_server/console")
SAYING = {"say", "_say", "say_count", "_", "message"}
COUNTED = {"say_count"}
LANGUAGES = {"en", "km"}


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for folder in TEMPLATE_FOLDERS for path in (ROOT / folder).rglob("*.*") if path.is_file())


@cache
def messages() -> dict[str, str]:
    """{message that needs Khmer: where it stands}; of a counted one the plural."""
    found = {}
    for path in templates():
        for message in in_template(path.read_text()):
            found.setdefault(message, str(path.relative_to(ROOT)))
    for folder in PYTHON_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for message in in_python(path.read_text()):
                found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def in_template(source: str) -> Iterator[str]:
    """The messages of one template."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True
    for _line, _function, message in extract_from_ast(environment.parse(source)):
        texts = [text for text in (message if isinstance(message, tuple) else (message,)) if isinstance(text, str)]
        if texts:
            yield texts[-1]


def in_python(source: str) -> Iterator[str]:
    """The messages of one module: literal texts handed to a function that says them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in SAYING:
            texts = [text for argument in node.args for text in _literals(argument) if text not in LANGUAGES]
            yield from texts[1:] if name in COUNTED else texts


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literals(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _literals(body)
            yield from _literals(otherwise)
