"""What holds on every page: axe finds nothing, a silent console, no outside request, no name leaks."""

import base64
import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from selenium.webdriver import Chrome

REVIEWED = Path(__file__).resolve().parents[2] / "docs" / "screens"
# Pictures are for people to look at: `make screens` takes them, a run of the tests does not.
IS_TAKEN = bool(os.environ.get("HOMEWARD_SCREENS"))
COLOURS = 64  # of a kept picture: text and its edges stay clear, and it takes a third of the room
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE = """
const done = arguments[arguments.length - 1];
const page = {origin: location.origin, address: location.href, title: document.title};
axe.run(document, {runOnly: {type: "tag", values: arguments[0]}, resultTypes: ["violations"]})
  .then((found) => found.violations.map((each) => ({
    rule: each.id, help: each.help,
    where: each.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary)})))
  .catch((error) => [{rule: "axe", help: String(error), where: []}])
  .then((violations) => done({...page, violations}));
"""
_SIDEWAYS = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at the open page brought: where it is, its title, and what axe objects to."""

    origin: str
    address: str
    title: str
    violations: list[dict[str, object]]


def check_page(browser: Chrome, *, names: Iterable[str] = ()) -> None:
    """Everything of this file for the page that is open; `names` may stand neither in its address nor its title."""
    seen = Seen(**browser.execute_async_script(_RUN_AXE, WCAG_AA))
    check_axe(seen)
    check_console(browser)
    check_requests(browser, seen.origin)
    check_no_name(seen, names)


def check_axe(seen: Seen) -> None:
    """No violation of the rules of WCAG 2.2 A and AA, nor of axe's best practice."""
    assert not seen.violations, json.dumps(seen.violations, indent=2, ensure_ascii=False)


def check_console(browser: Chrome) -> None:
    """No error and no warning in the console since it was last read; a refused page (4xx) of its own is none."""
    lines = [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    said = [line for line in lines if "the server responded with a status of 4" not in line]
    assert not said, "\n".join(said)


def check_requests(browser: Chrome, origin: str) -> None:
    """Every request since the last reading went to `origin`, the address of the page."""
    asked = (url for url in requested(browser) if url.startswith(("http:", "https:", "ws:", "wss:")))
    outside = [url for url in asked if not url.startswith(origin + "/")]
    assert not outside, outside


def check_no_name(seen: Seen, names: Iterable[str]) -> None:
    """No name in the address or the title."""
    shown = f"{seen.address} {seen.title}"
    found = [name for name in names if name and name in shown]
    assert not found, f"a name stands in address or title: {found}"


def check_no_sideways_scrolling(browser: Chrome) -> None:
    """The page is no wider than the window."""
    whole, window = browser.execute_script(_SIDEWAYS)
    assert whole <= window, f"the page is {whole} px wide in a window of {window} px"


def requested(browser: Chrome) -> list[str]:
    """The addresses asked for since the last reading."""
    messages = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]


def picture(browser: Chrome, name: str, *, whole: bool = True) -> None:
    """On `make screens`: a screenshot `docs/screens/<name>.png` of the whole page (or the window)."""
    if not IS_TAKEN:
        return
    REVIEWED.mkdir(parents=True, exist_ok=True)
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
    (REVIEWED / f"{name}.png").write_bytes(in_few_colours(base64.b64decode(shot["data"])))


def in_few_colours(png: bytes) -> bytes:
    """The same picture in a palette of COLOURS, as it is kept in the repository."""
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()
