"""Threat 6: script in synchronised text. Hostile words saved in every free text of every kind, then every page read.

What a colleague's laptop or a server sends reaches the pages as saved values; that they were saved through a form or
arrived makes no difference to what is shown.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from casework.forms.questions import LONG_TEXT, TEXT, component_of
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Once
from tests.casework.web.desks import PREFIX, ADesk
from tests.casework.web.test_records import desk, make, page_of, whole, writer

HOSTILE = "\"'><script>x()</script><img src=q onerror=x()><b>&lt;i&gt;{{7919*7927}}{%raw%}"
LINKS = re.compile(r'href="(/~test/[^"#]*)')
MOST_PAGES = 25
__all__ = ["desk"]


def hostile_answers(kind: Kind) -> dict[str, str]:
    """Hostile words for each free text of a kind, as long as the field takes."""
    found = {}
    for name in whole(kind):
        field = kind.fields[name]
        if component_of(field) in (TEXT, LONG_TEXT) and not isinstance(field.policy, Once):
            found[name] = HOSTILE[: getattr(field.type, "limit", None) or 500]
    return found


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_page_shows_saved_text_as_markup(desk: ADesk, name: str) -> None:
    kind = KINDS[name]
    answers = hostile_answers(kind)
    record = make(desk, kind, **answers)
    desk.become(writer(kind))
    shown = desk.laptop.book.open(record)
    assert all(shown.values[field] == text for field, text in answers.items())
    for path, page in _crawl(desk, page_of(kind, record)):
        inspector = _Inspector()
        inspector.feed(page)
        assert not inspector.found, (path, inspector.found)
        assert "62773913" not in page, path


def test_the_inspector_sees_what_is_not_escaped() -> None:
    inspector = _Inspector()
    inspector.feed(f"<p title='{HOSTILE}'>")
    assert {"script", "img", "b", "onerror"} <= set(inspector.found)


def _crawl(desk: ADesk, start: str) -> Iterator[tuple[str, str]]:
    waiting, seen = [start, start + "/edit"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = desk.client.get(PREFIX + path)
        if answer.status_code == 200 and answer.content_type.startswith("text/html"):
            page = answer.get_data(as_text=True)
            waiting += [link.removeprefix(PREFIX).replace("&amp;", "&") for link in LINKS.findall(page)]
            yield path, page


class _Inspector(HTMLParser):
    """Finds elements and attributes that only the hostile text could have made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "b" or (tag == "script" and not given.get("src")) or given.get("src") == "q":
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
