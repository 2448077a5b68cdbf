"""Every page of those who run the house, for every role, in both languages."""

import pytest

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
