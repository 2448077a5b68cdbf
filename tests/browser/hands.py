"""A person's hands on a page: wait until something is so, press what leads to another page and be there.

The browser works beside the test: a piece of a page may be swapped, or a page left, between two commands. Waiting here
bears that; whoever reads an element outside of `until` must know that nothing swaps it any more.
"""

from collections.abc import Callable
from typing import TypeVar

from selenium.common.exceptions import (
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 30
_BETWEEN_TWO_PAGES = (JavascriptException, NoSuchElementException, StaleElementReferenceException)
Found = TypeVar("Found")


def until(browser: Chrome, holds: Callable[[Chrome], Found], *, seconds: float = PATIENCE_SECONDS) -> Found:
    """Waits until it gives something that is true, and gives that."""
    wait = WebDriverWait(browser, seconds, poll_frequency=0.05, ignored_exceptions=_BETWEEN_TWO_PAGES)
    return wait.until(holds)


def press(browser: Chrome, what: str, *, by: str = By.CSS_SELECTOR) -> None:
    """Presses a button or link that leads to another page, and waits until that page is there."""
    leave(browser, browser.find_element(by, what).click)


def leave(browser: Chrome, act: Callable[[], object]) -> None:
    """Does what leads to another page (or the same one anew), and waits until it begins; the driver lets it load."""
    page = browser.find_element(By.TAG_NAME, "html")
    act()
    until(browser, lambda _b: _is_gone(page))


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except WebDriverException:
        return True
    return False
