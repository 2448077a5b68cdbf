"""Every page of the console is measured in the bench, or stands there by its name with the reason why not."""

import re

from benchmarks.console_map import NOT_MEASURED, PAGES
from tests.sync_server.console.consoles import AConsole

A_RECORD = "A" * 22


def test_every_page_is_measured_or_named_with_its_reason(console: AConsole) -> None:
    app = console.client("coordinator").application
    routes = app.url_map.bind("127.0.0.1")
    measured = {routes.match(re.sub(r"\{\w+\}", A_RECORD, one.path).partition("?")[0])[0] for one in PAGES}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {one for one in pages if not one.startswith(("health.", "static_files.", "enrol.", "openapi.", "audit."))}
    assert measured <= pages
    assert sorted(measured & NOT_MEASURED.keys()) == []
    assert sorted(pages - measured - NOT_MEASURED.keys()) == []
    assert sorted(NOT_MEASURED.keys() - pages) == []
