"""Every page of those who run the house, for every role, in both languages."""

import pytest

from sync_server.services import audit_view
from sync_server.store.audit import AuditRow, append_rows

PAGES = {
    "/users": {"coordinator", "supervisor", "administrator", "auditor"},
    "/offices": {"coordinator", "supervisor", "administrator", "auditor"},
    "/devices": {"coordinator", "supervisor", "administrator", "auditor"},
    "/audit": {"worker", "coordinator", "supervisor", "auditor"},
    "/jobs": {"administrator", "auditor"},
    "/hubs": {"coordinator", "administrator", "auditor"},
}
ROLES = ("worker", "supervisor", "coordinator", "administrator", "auditor")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_for_its_roles_and_unknown_to_the_others(console, path):
    for role in ROLES:
        page = console.get(role, path, status=200 if role in PAGES[path] else 404)
        assert page.words
    console.say_khmer()
    khmer = console.get("auditor", path)
    assert 'lang="km"' in khmer.text


def test_a_long_audit_says_that_there_are_more_acts_than_it_counted(console, monkeypatch):
    monkeypatch.setattr(audit_view, "PAGES_AHEAD", 1)
    now, server = console.clock.now_ms, console.server
    rows = [AuditRow(now - n, "session.opened", console.person("worker")) for n in range(1, 161)]
    server.database.run(lambda tx: append_rows(tx, rows, random=server.random))
    first = console.get("auditor", "/audit")
    assert "More than 100 acts" in first.words and "page 1 of more than 2" in first.words
    assert "page 3 of more than" not in console.get("auditor", "/audit?page=3").words
    console.say_khmer()
    assert "សកម្មភាពលើសពី 100" in console.get("auditor", "/audit").words
