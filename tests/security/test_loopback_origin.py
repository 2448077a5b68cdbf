"""Threat 2: another site or tab. Every route of the URL map, every mixture of Origin, Sec-Fetch-Site and token."""

import re
from itertools import product

from werkzeug.routing import Map

from field_client.web.guard import LAUNCH, READS
from tests.field_client.sync.laptops import Field
from tests.field_client.web.programs import HOST, ORIGIN, PREFIX, a_program, an_open_program

ORIGINS = (None, ORIGIN, "null", "https://evil.example", f"http://{HOST}0", f"https://{HOST}")
SITES = (None, "same-origin", "none", "same-site", "cross-site")
TOKENS = ("good", "bad", "absent")


def test_every_write_needs_own_origin_and_token(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        good = made.csrf()
        tried = 0
        for path in _writes(made.app.url_map):
            for origin, site, token in product(ORIGINS, SITES, TOKENS):
                if _is_admitted(origin, site) and token == "good":
                    continue
                answer = made.client.post(
                    path, data=_token(good, token), headers=_headers(origin, site), base_url=ORIGIN
                )
                assert answer.status_code == 403, (path, origin, site, token)
                assert PREFIX not in answer.get_data(as_text=True)
                tried += 1
        assert tried > 500
        assert made.program.state == "open"


def test_reads_are_refused_to_other_sites_and_served_to_our_own(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        for path in _reads(made.app.url_map):
            for origin, site in product(ORIGINS, SITES):
                is_foreign = origin not in (None, ORIGIN) or site not in (None, "same-origin", "none")
                answer = made.client.get(path, headers=_headers(origin, site), base_url=ORIGIN)
                assert (answer.status_code == 403) is is_foreign, (path, origin, site)


def test_the_header_of_scripts_serves_as_the_token_too(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        token = made.csrf()
        assert made.post("/alive", csrf=False, X_CSRF=token).status_code == 204
        assert made.post("/alive", csrf=False, X_CSRF=token[:-1] + "0" + "1").status_code == 403


def test_without_the_door_nothing_opens_even_with_everything_else(laptop: Field) -> None:
    with a_program(laptop) as made:
        for path in (*_reads(made.app.url_map), *_writes(made.app.url_map)):
            call = made.client.get if path in _reads(made.app.url_map) else made.client.post
            answer = call(path, headers=_headers(ORIGIN, "same-origin"), base_url=ORIGIN)
            assert answer.status_code == 403, path


def test_no_get_changes_anything(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert made.program.laptop is not None
        before = made.program.laptop.store.database.counts()
        settings = made.program.shell.read()
        for path in _reads(made.app.url_map):
            made.client.get(path, headers=_headers(ORIGIN, "same-origin"), base_url=ORIGIN)
        assert made.program.state == "open"
        assert made.program.laptop.store.database.counts() == before
        assert made.program.shell.read() == settings


def test_only_the_launch_route_takes_a_null_origin(laptop: Field) -> None:
    with a_program(laptop) as made:
        assert made.let_in().status_code == 200
        answer = made.post("/unlock", {"passphrase": "x"}, Origin="null", Sec_Fetch_Site="cross-site")
        assert answer.status_code == 403


def _is_admitted(origin: str | None, site: str | None) -> bool:
    if origin is None and site is None:
        return False
    return origin in (None, ORIGIN) and site in (None, "same-origin", "none")


def _headers(origin: str | None, site: str | None) -> dict[str, str]:
    given = {"Origin": origin, "Sec-Fetch-Site": site}
    return {name: value for name, value in given.items() if value is not None}


def _token(good: str, which: str) -> dict[str, str]:
    return {} if which == "absent" else {"csrf": good if which == "good" else good[::-1]}


def _writes(rules: Map) -> list[str]:
    return sorted({_path(rule.rule) for rule in _ours(rules) if set(rule.methods or ()) - READS})


def _reads(rules: Map) -> list[str]:
    return sorted({_path(rule.rule) for rule in _ours(rules) if "GET" in (rule.methods or ())})


def _ours(rules: Map) -> list:  # type: ignore[type-arg]
    return [rule for rule in rules.iter_rules() if not rule.endpoint.startswith((LAUNCH + ".", "static_files."))]


def _path(rule: str) -> str:
    chosen = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", rule)
    return re.sub(r"<[^>]+>", "AAAAAAAAAAAAAAAAAAAAAA", chosen)
