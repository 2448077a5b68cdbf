"""Every template and script keeps to the content policy: nothing inline, nothing unescaped, few htmx words."""

import re

import pytest
from jinja2 import Environment, nodes

from casework.web.static_files import read_static_files
from tests.casework.web.messages import ROOT, templates

HTMX_ALLOWED = {"hx-get", "hx-post", "hx-trigger", "hx-target", "hx-swap", "hx-sync", "hx-include", "hx-vals"}
TAG = re.compile(r"<(?!!--)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TYPED = re.compile(
    r"<textarea[^>]*>|<input(?![^>]*type=[\"'](?:hidden|radio|checkbox|file))[^>]*>|govuk(?:Input|Textarea|DateInput)\([^)]*\)"
)
ALL = templates()
IDS = [str(path.relative_to(ROOT)) for path in ALL]


def markup(path):
    """The template with comments, statements and expressions taken out of the way of the tags."""
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    source = re.sub(r"\{\{.*?\}\}", "¤", source, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}", " ", source, flags=re.DOTALL)


def tags(path):
    return [(match["name"].lower(), match["rest"]) for match in TAG.finditer(markup(path))]


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_nothing_is_printed_unescaped(path):
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text())
    assert not [node.name for node in tree.find_all(nodes.Filter) if node.name in ("safe", "forceescape")]
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape is not switched in a template"
    assert not [node for node in tree.find_all(nodes.Name) if node.name == "Markup"]


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_nothing_stands_inline(path):
    for name, rest in tags(path):
        assert name not in ("style", "iframe", "object", "embed", "base"), name
        assert not re.search(r"\sstyle\s*=", rest), f"<{name}{rest}>"
        assert not re.search(r"\son[a-z]+\s*=", rest), f"<{name}{rest}>"
        assert not re.search(r"(javascript|js):", rest), f"<{name}{rest}>"
        if name == "script":
            assert "src=" in rest, "a script stands in a file of its own"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_nothing_comes_from_outside_or_opens_elsewhere(path):
    for name, rest in tags(path):
        assert not re.search(r"(src|href|action|formaction)\s*=\s*[\"'](https?:)?//", rest), f"<{name}{rest}>"
        assert "target=" not in rest.replace("hx-target=", ""), f"<{name}{rest}>"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_only_htmx_words_of_the_list_are_used(path):
    used = set(re.findall(r"\b(?:data-)?(hx-[\w:-]+)\s*=", path.read_text()))
    assert used <= HTMX_ALLOWED, used - HTMX_ALLOWED


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_every_form_that_writes_carries_the_token_and_no_name_stands_in_an_address(path):
    for form in FORM.findall(path.read_text()):
        opening = form[: form.index(">")]
        if re.search(r"method=[\"']post", opening, re.IGNORECASE):
            assert "csrf_field()" in form, opening
        else:
            assert not TYPED.search(form), f"searches and names are posted: {opening}"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_browsers_do_not_remember_what_is_typed(path):
    for form in FORM.findall(path.read_text()):
        opening = form[: form.index(">")]
        typed = [field for field in TYPED.findall(form) if "autocomplete=" not in field]
        assert not typed or "autocomplete=" in opening, f"{opening} holds {typed}"


def test_no_page_sends_words_to_a_spelling_service():
    base = (ROOT / "casework/web/templates/base.html").read_text()
    assert re.search(r'<body[^>]*spellcheck="false"', base), "all that is typed inherits it"
    for path in ALL:
        assert 'spellcheck="true"' not in path.read_text(), path


def test_the_vendored_htmx_knows_every_name_of_our_configuration():
    base = (ROOT / "casework/web/templates/base.html").read_text()
    configured = re.findall(r'"(\w+)":', re.search(r"name=\"htmx-config\" content='([^']*)'", base)[1])
    htmx = read_static_files().files["vendor/htmx.js"].decode()
    assert {"history", "includeIndicatorCSS", "implicitInheritance", "noSwap"} == set(configured)
    assert [name for name in configured if f"{name}:" not in htmx] == []


def test_own_scripts_keep_nothing_in_the_browser_and_write_no_markup():
    files = read_static_files().files
    for name, data in files.items():
        if name.endswith(".js") and not name.startswith("vendor/"):
            source = data.decode()
            for word in (
                "localStorage",
                "sessionStorage",
                "indexedDB",
                "caches",
                "innerHTML",
                "eval(",
                "Function(",
                "http",
            ):
                assert word not in source, f"{name}: {word}"


def test_style_sheets_keep_khmer_whole():
    for name in ("app.css", "pieces.css", "print.css"):
        source = read_static_files().files[name].decode()
        assert set(re.findall(r"letter-spacing:\s*([\w.-]+)", source)) <= {"normal"}, name
        for word in ("uppercase", "small-caps", "italic", "justify;", "ellipsis", "overflow: hidden"):
            assert word not in source, f"{name}: {word}"
