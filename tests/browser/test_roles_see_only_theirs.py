"""One page for each role: shown or absent as the table of rights says. The whole matrix is asked over HTTP
(`tests/security/test_access_matrix.py`).
"""

import pytest
from selenium.webdriver.common.by import By

SHOWN = {  # role: its first page; pages that are other roles' alone
    "worker": ("/today", ("/users", "/overview", "/audit/chain")),
    "supervisor": ("/overview", ("/jobs", "/settings/programme/new/target")),
    "coordinator": ("/overview", ("/jobs", "/offices/new")),
    "administrator": ("/users", ("/cases", "/review", "/reports")),
    "auditor": ("/audit", ("/cases", "/review", "/reports")),
}


@pytest.mark.parametrize("role", SHOWN)
def test_each_role_has_its_first_page_and_not_those_of_another(stage, role):
    first, others = SHOWN[role]
    language = "km" if role in ("worker", "auditor") else "en"
    stage.opens(role, "/", language=language, shot=f"console-first-{role}")
    assert stage.browser.current_url == stage.address + first
    links = {one.get_attribute("href") for one in stage.browser.find_elements(By.CSS_SELECTOR, "nav a")}
    assert stage.address + first in links
    for other in others:
        assert stage.address + other not in links
        assert "There is nothing here for you." in stage.opens(role, other)


def test_a_case_of_another_office_is_nothing_at_all(stage):
    case = stage.console.town.saved_case("sokha")
    assert "Sok" in stage.opens("supervisor", f"/cases/{case}")
    refused = stage.opens("other_supervisor", f"/cases/{case}")
    assert refused == stage.opens("other_supervisor", f"/cases/{stage.console.town.battambang}")
    assert "Sok" not in refused
