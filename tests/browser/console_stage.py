"""One console for the browser tests of a file, and somebody at it: reads pages, fills forms, checks every page.

A page is checked whole (axe, console, requests, names) when it is opened; in Khmer where the test says so.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.checks import check_page, picture
from tests.browser.console_pages import enter
from tests.browser.hands import leave
from tests.browser.serving import served
from tests.stores import StoreUrls
from tests.sync_server.console.consoles import AConsole, a_console

NAMES = ("Sok", "Chenda", "ចិន្តា", "Bopha", "Rachana")
_FILL = """
const [words, fields] = arguments;
const wanted = words.trim();
const said = (one) => one.textContent.replace(/\\s+/g, " ").trim();
const button = [...document.querySelectorAll("main form button")].find((one) => said(one).startsWith(wanted));
if (!button) return null;
const form = button.form;
form.querySelectorAll("details").forEach((one) => { one.open = true; });
for (const [name, value] of Object.entries(fields)) {
  const values = Array.isArray(value) ? value : [value];
  const found = [...form.elements].filter((one) => one.name === name);
  if (!found.length) throw new Error("no field " + name);
  for (const one of found) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = values.includes(one.value);
    else one.value = values[0];
    one.dispatchEvent(new Event("input", {bubbles: true}));
    one.dispatchEvent(new Event("change", {bubbles: true}));
  }
}
return button;
"""


@dataclass
class Stage:
    """The console, where it is served, and the browser in front of it."""

    console: AConsole
    address: str
    browser: Chrome
    names: tuple[str, ...] = NAMES

    def opens(self, role: str, path: str, *, language: str = "en", shot: str = "", is_checked: bool = True) -> str:
        """The words of a page that this person opens, checked whole (unless another test does, for long pages);
        `shot` = its name as a picture."""
        enter(self.browser, self.console, self.address, role, language=language)
        self.browser.get(self.address + path)
        return self.looks(shot=f"{shot}.{language}" if shot else "") if is_checked else self.words

    def looks(self, *, shot: str = "") -> str:
        """The words of the page that is open, checked whole."""
        check_page(self.browser, names=self.names)
        if shot:
            picture(self.browser, shot)
        return self.words

    @property
    def words(self) -> str:
        """What stands on the page."""
        return self.browser.find_element(By.TAG_NAME, "main").text

    def presses(self, words: str, **fields: object) -> str:
        """Fills the form of the button that begins with these words, presses it, and reads the page that comes."""
        named = {name.replace("__", "."): value for name, value in fields.items()}
        button = self.browser.execute_script(_FILL, words, named)
        assert button is not None, f"no button says {words!r}: {self.words}"
        leave(self.browser, button.click)
        return self.looks()

    def follows(self, words: str) -> str:
        """Presses a link of the page."""
        found = self.browser.find_element(By.XPATH, f"//main//a[contains(normalize-space(.), '{words}')]")
        leave(self.browser, found.click)
        return self.looks()


@contextmanager
def a_served_console(template: Path, folder: Path) -> Iterator[tuple[AConsole, str]]:
    """A console on a store of its own, and its address."""
    for line in ("records", "keyset"):
        shutil.copy(template / f"{line}.db", folder / f"{line}.db")
    urls = StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    with a_console(folder, urls) as console, served(console.app) as address:
        yield console, address
