"""A headless Chromium for tests: no sandbox needed, no outside network, a profile of its own that is thrown away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.common.exceptions import SessionNotCreatedException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM, DRIVER = "chromium", "chromedriver"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # the tests may run as root in a container; the pages are our own
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.*",  # whatever asks for another address fails
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


def is_installed() -> bool:
    """Whether Chromium and its driver are there."""
    return bool(shutil.which(CHROMIUM) and shutil.which(DRIVER))


@contextmanager
def chromium(profile: Path, *, scripts: bool = True) -> Iterator[Chrome]:
    """A browser with an empty profile in `profile`, at 1366x768; `scripts=False` switches JavaScript off.

    Every page has axe from its beginning: to hand half a megabyte to each page that is checked takes longer than axe.
    """
    options = ChromeOptions()
    options.binary_location = shutil.which(CHROMIUM) or CHROMIUM
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = Service(shutil.which(DRIVER), log_output=os.devnull)
    browser = _started(options, service)
    try:
        browser.set_page_load_timeout(30)
        if scripts:
            browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": AXE.read_text()})
        look_at(browser, width=1366, height=768)
        yield browser
    finally:
        browser.quit()


def _started(options: ChromeOptions, service: Service) -> Chrome:
    """A busy machine may be too slow for the driver's patience with a new browser: that alone is tried twice."""
    try:
        return Chrome(options=options, service=service)
    except SessionNotCreatedException:
        return Chrome(options=options, service=service)


def forget(browser: Chrome) -> None:
    """As if it were new: no page, no cookie, nothing stored or kept of pages, the size of a laptop's screen."""
    browser.get("about:blank")
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.execute_cdp_cmd("CSS.disable", {})
    look_at(browser, width=1366, height=768)
    for log in ("browser", "performance"):
        browser.get_log(log)


def look_at(browser: Chrome, *, width: int, height: int, scale: float = 1.0) -> None:
    """Sets the size of the page in CSS pixels and how many device pixels one of them takes."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )
