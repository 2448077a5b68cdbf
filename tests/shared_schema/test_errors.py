"""The catalogue: every code that the programs raise has words in both languages that say what to do next."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_schema.errors import CATALOGUE, ErrorWords, HomewardError, RecordInvalid, Sentences

SOURCE = Path(__file__).parents[2]
ROOMS = ("shared_schema", "casework", "field_client", "sync_server")
PARTS = ("happened", "safe", "next")
ENTRIES = sorted(CATALOGUE.values(), key=lambda entry: entry.code)
KHMER = re.compile("[\u1780-\u17b3]")
CODE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z0-9]+(_[a-z0-9]+)*\Z")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def raised_codes() -> Iterator[tuple[str, str]]:
    """Codes written in calls of HomewardError and its kind, with their place."""
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _is_error(node.func) and node.args:
                    for code in _codes(node.args[0]):
                        yield code, f"{path.relative_to(SOURCE)}:{node.lineno}"


def _is_error(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id == "HomewardError"


def _codes(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _codes(argument.body)
        yield from _codes(argument.orelse)


def test_every_code_that_is_raised_has_words() -> None:
    missing = sorted(f"{place} {code}" for code, place in raised_codes() if code not in CATALOGUE)
    assert missing == []


def test_the_search_for_codes_finds_them() -> None:
    codes = {code for code, _place in raised_codes()}
    assert {"wire.malformed", "state.dot_forked", "canonical.too_deep"} <= codes


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_every_error_speaks_both_languages(entry: ErrorWords) -> None:
    assert CODE.match(entry.code)
    assert 1 <= entry.exit_code <= 125
    for part in PARTS:
        english, khmer = getattr(entry.en, part), getattr(entry.km, part)
        assert english.strip() == english != "", part
        assert KHMER.search(khmer), part
        assert not KHMER.search(english), part
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(khmer)), part
        assert "%" not in PLACEHOLDER.sub("", english.replace("%%", "") + khmer.replace("%%", "")), part


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_a_fact_that_was_forgotten_never_hides_the_error(entry: ErrorWords) -> None:
    for language in ("en", "km"):
        words = HomewardError(entry.code).sentences(language)
        assert isinstance(words, Sentences)
        assert all("%(" not in getattr(words, part) for part in PARTS)


def test_facts_stand_in_the_words() -> None:
    error = HomewardError("wire.too_large", limit=77)
    assert "77" in error.sentences("en").happened
    assert "77" in error.sentences("km").happened
    assert str(error) == "wire.too_large"


def test_an_invalid_record_counts_its_problems_and_keeps_their_values_out() -> None:
    error = RecordInvalid(kind="visit", problems=["one", "two"])
    assert error.facts == {"kind": "visit", "count": 2}
    assert error.code in CATALOGUE
