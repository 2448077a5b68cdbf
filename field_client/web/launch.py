"""The file that lets the browser in: one form with a token that is used once, and the browser that is told to open it.

Promise: 0600, at most 60 s old, removed on use; the token stands in no argument and no address. A confined browser
(snap, flatpak) cannot read inside the data folder: for it the file lies in the home folder under a random name.
"""

import html
import shutil
import subprocess
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from field_client.files import Files
from shared_schema.identifiers import Random

RUN_FOLDER, LAUNCH_NAME = "run", "open.html"
HOME_NAME = "Open-Homeward-{}.html"
_CONFINED = ("/snap/", "/flatpak/", "/var/lib/flatpak/")
_DESKTOP_SECONDS = 5
_NAME_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def launch_page(*, url: str, token: str) -> bytes:
    """The page: it posts itself, and has a button where scripts are off. Local, so its script may stand inside."""
    address, secret = html.escape(url, quote=True), html.escape(token, quote=True)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Homeward</title>'
        '<meta name="referrer" content="no-referrer"></head><body>'
        f'<form method="post" action="{address}"><input type="hidden" name="token" value="{secret}">'
        '<p><button>Open Homeward · <span lang="km">បើក Homeward</span></button></p></form>'
        "<script>document.forms[0].submit()</script></body></html>"
    ).encode()


class LaunchFile:
    """The file of one start."""

    def __init__(self, files: Files, path: Path) -> None:
        self._files, self.path = files, path

    def write(self, page: bytes) -> None:
        """Writes it for this user alone."""
        if not self.path.parent.exists():
            self._files.make_folder(self.path.parent)
        self._files.write_durably(self.path, page)

    def remove(self) -> None:
        """Takes it away; doing it twice is harmless."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def launch_path(data: Path, *, random: Random, confined_home: Path | None) -> Path:
    """Where the file lies: `run/open.html`, or in the home folder for a confined browser."""
    if confined_home is None:
        return data / RUN_FOLDER / LAUNCH_NAME
    name = "".join(_NAME_CHARACTERS[byte % len(_NAME_CHARACTERS)] for byte in random(8))
    return confined_home / HOME_NAME.format(name)


def is_confined(browser: str | None, *, default_desktop: Callable[[], str]) -> bool:
    """Whether the browser (None = the system's own) runs in a snap or flatpak and sees no hidden or foreign folders."""
    if browser is None:
        name = default_desktop()
        return "flatpak" in name or "snap" in name or name.partition(".")[0] == _twice(name)
    found = shutil.which(browser) or browser
    paths = (str(found), str(Path(found).resolve()))
    return any(part in path for path in paths for part in _CONFINED) or Path(paths[1]).name == "snap"


def default_desktop() -> str:
    """The name of the system's browser entry (`firefox_firefox.desktop` is a snap), empty where it does not say."""
    tool = shutil.which("xdg-settings")
    if tool is None:
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(  # noqa: S603 - a tool of the system
            [tool, "get", "default-web-browser"], capture_output=True, text=True, timeout=_DESKTOP_SECONDS, check=False
        )
        return asked.stdout.strip()
    return ""


def open_browser(path: Path, *, browser: str | None) -> bool:
    """Opens the file in the browser; whether something was started."""
    address = path.resolve().as_uri()
    if browser is None:
        return webbrowser.open(address)
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603 - the browser that the person named
            [browser, address], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return True
    return False


def _twice(name: str) -> str:
    # snapd names its entries <snap>_<program>.desktop
    stem = name.partition(".")[0]
    left, line, right = stem.partition("_")
    return stem if line and left and right else "-"
