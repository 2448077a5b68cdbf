"""Threat 8: autofill, spelling service, htmx history, browser storage. Every template and script of both rooms.

Inline script, `safe` and forms without a token: `tests/casework/web/test_templates.py`.
"""

import json
import re

import pytest

from casework.web.static_files import read_static_files
from tests.casework.web.messages import ROOT, templates

ALL = templates()
IDS = [str(path.relative_to(ROOT)) for path in ALL]
SCRIPTS = {name: data.decode("utf-8") for name, data in read_static_files().files.items() if name.endswith(".js")}
OWN = sorted(name for name in SCRIPTS if not name.startswith("vendor/"))
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
NOT_TYPED = re.compile(
    r"\{\{ csrf_field\(\) \}\}|\{\{ _\(.*?\}\}|<input[^>]*type=\"hidden\"[^>]*>|\{\{ [\w.]+ \}\}", re.DOTALL
)
TYPED = re.compile(r"<input|<textarea|<select|\{\{ \w+\(|\{% (?:include|call)")
BASE = ROOT / "casework" / "web" / "templates" / "base.html"


def test_spelling_service_and_history_are_off_for_every_page() -> None:
    base = BASE.read_text("utf-8")
    body = re.search(r"<body[^>]*>", base)
    assert body is not None
    assert 'spellcheck="false"' in body[0]
    told = _configuration()
    assert [told[name] for name in ("history", "includeIndicatorCSS", "implicitInheritance")] == [False] * 3


def test_the_vendored_htmx_knows_every_name_of_our_configuration() -> None:
    for name in _configuration():
        assert re.search(rf"\b{name}\b", SCRIPTS["vendor/htmx.js"]), name


@pytest.mark.parametrize("name", OWN)
def test_our_scripts_keep_nothing_in_the_browser(name: str) -> None:
    for word in (
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "caches.",
        "serviceWorker",
        "eval(",
        "innerHTML",
    ):
        assert word not in SCRIPTS[name], word


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_a_passphrase_or_code_is_never_remembered_by_the_browser(path) -> None:
    source = path.read_text("utf-8")
    for box in re.findall(r'<input[^>]*type="password"[^>]*>', source):
        assert 'autocomplete="off"' in box
        assert 'spellcheck="false"' in box
    if "govukPasswordInput" in source:
        assert '"autocomplete": "off"' in source
        assert '"spellcheck": "false"' in source


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_no_page_asks_for_anything_from_elsewhere(path) -> None:
    source = path.read_text("utf-8")
    assert not re.findall(r'(?:src|href|action|poster|srcset)="(?:https?:)?//', source)
    assert "clipboard" not in source


def _configuration() -> dict[str, object]:
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", BASE.read_text("utf-8"))
    assert found is not None
    told: dict[str, object] = json.loads(found[1])
    return told


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_what_is_typed_is_not_written_into_the_files_of_the_browser(path) -> None:
    """Chromium writes typed answers into its session file unless the form says `autocomplete="off"`."""
    for form in FORM.findall(path.read_text("utf-8")):
        opening, _end, inside = form.partition(">")
        if 'method="post"' in opening and TYPED.search(NOT_TYPED.sub("", inside)):
            assert 'autocomplete="off"' in opening, opening
