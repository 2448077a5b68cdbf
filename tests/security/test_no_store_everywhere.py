"""Threat 5: nothing is kept by browser or history. A crawl from every door over every link and every static file."""

import re
from urllib.parse import urlsplit

from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import ORIGIN, PREFIX, OpenProgram, an_open_program

LINKS = re.compile(r'(?:href|src|action|hx-get|hx-post|data-[a-z-]+)="(/~[^"#]*)')
MOST_PAGES = 400


def test_every_page_and_file_within_reach_is_not_stored(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        seen = _crawl(made)
        assert len(seen) > 20
        assert any("/static/" in path for path in seen)


def test_addresses_hold_no_words_that_were_typed(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        for path in _crawl(made):
            query = urlsplit(path).query
            assert re.fullmatch(r"[A-Za-z0-9_=&.%/~-]*", query), path


def test_lock_clears_cache_and_storage_and_ends_the_session_cookie(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        answer = made.post("/lock")
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert "session=;" in answer.headers["Set-Cookie"]
        assert "Max-Age=0" in answer.headers["Set-Cookie"]
        page = answer.get_data(as_text=True)
        assert 'name="passphrase"' in page
        assert "sokha" not in page
        assert 'class="hw-strip' not in page


def _crawl(made: OpenProgram) -> set[str]:
    waiting, seen = [PREFIX + "/", PREFIX + "/nowhere"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = made.client.get(path, headers={"Sec-Fetch-Site": "same-origin"}, base_url=ORIGIN)
        assert answer.headers.getlist("Cache-Control") == ["no-store"], path
        if location := answer.headers.get("Location"):
            waiting.append(location)
        if answer.content_type.startswith("text/html"):
            waiting += LINKS.findall(answer.get_data(as_text=True).replace("&amp;", "&"))
    return seen
