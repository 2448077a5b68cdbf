"""After a whole session the browser's profile and the data folder hold no canary name, typed or shown."""

import pytest
from selenium.webdriver.common.by import By

from tests.browser.hands import until
from tests.browser.test_unlock_and_lock import come_in, go, unlock, wait_for
from tests.builders.records import a_case
from tests.field_client.conftest import centre, laptop
from tests.field_client.sync.laptops import PASSPHRASE, save
from tests.security.processes import a_running_program

__all__ = ["centre", "laptop"]
LATIN, KHMER, TYPED = "Canarychenda", "កានារីចិន្តា", "typedcanary4711"


@pytest.fixture
def case(laptop):
    opened = laptop.open()
    edit = a_case(worker=opened.book.person, given_name_latin=LATIN, given_name_km=KHMER)
    save(opened, edit)
    opened.close()
    return edit.record


def test_profile_and_folders_hold_no_canary(new_browser, laptop, case, tmp_path):
    folder = tmp_path / "program"
    folder.mkdir()
    with a_running_program(laptop, folder) as running:
        with new_browser("profile") as browser:
            come_in(browser, running)
            unlock(browser)
            go(browser, running, f"/cases/{case}/case/{case}")
            assert LATIN in browser.page_source
            assert KHMER in browser.page_source
            go(browser, running, f"/cases/{case}/case_note/new")
            browser.find_element(By.NAME, "text").send_keys(TYPED)
            browser.find_element(By.CSS_SELECTOR, 'button[name="_do"][value="draft"]').click()
            until(browser, lambda b: TYPED in b.page_source and "draft=" in b.current_url)
            browser.find_element(By.CSS_SELECTOR, "#lock button").click()
            wait_for(browser, "passphrase")
            running.wait_until_ready()
            browser.back()
            wait_for(browser, "passphrase")
        for place in (tmp_path / "profile", laptop.config.data, laptop.config.state, folder):
            assert any(place.rglob("*"))
            assert left_in(place) == []


def left_in(place):
    texts = (LATIN, KHMER, TYPED, PASSPHRASE)
    needles = [text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le")]
    files = [path for path in place.rglob("*") if path.is_file()]
    return [str(path) for path in files for needle in needles if needle in path.read_bytes()]
