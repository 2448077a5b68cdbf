"""What is shipped of others is exactly what the manifest says, licensed, and within the budget of a first page."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from casework.web.static_files import read_static_files
from tests.casework.web.messages import ROOT

FOLDERS = (ROOT / "casework/web/static/vendor", ROOT / "tests/browser/vendor")
STYLES, SCRIPTS, FONTS, OWN_SCRIPTS = 18 * 1024, 28 * 1024, 85_000, 6 * 1024
OWN = ("asked.js", "draft.js", "idle.js", "shortcuts.js", "print.js")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_vendored_files_are_those_of_the_manifest(folder: Path):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest) == sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")
    for name, entry in manifest.items():
        data = (folder / name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (entry["sha256"], entry["bytes"]), name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_package_stands_with_its_licence_and_in_third_party(folder: Path):
    manifest = json.loads((folder / "manifest.json").read_text())
    named = (ROOT / "THIRD_PARTY.md").read_text()
    for package in {entry["package"] for entry in manifest.values()}:
        licences = [name for name, entry in manifest.items() if entry["package"] == package and "LICENSE" in name]
        assert licences, package
        assert package in named, package


def test_styles_scripts_and_type_keep_to_their_weight():
    files = read_static_files().files
    assert _shrunk(files, ".css") <= STYLES
    assert _shrunk(files, ".js") <= SCRIPTS
    assert sum(len(data) for name, data in files.items() if name.endswith(".woff2")) <= FONTS
    assert sum(len(files[name]) for name in OWN) <= OWN_SCRIPTS


def test_no_crest_no_gds_font_no_outside_address():
    styles = b"".join(data for name, data in read_static_files().files.items() if name.endswith(".css"))
    for word in (b"GDS Transport", b"crest", b"url(http", b"url(//", b"url(data", b"@import"):
        assert word not in styles, word


def test_the_manifest_is_not_served():
    assert not [name for name in read_static_files().files if name.endswith(".json")]


def _shrunk(files, ending):
    return sum(len(gzip.compress(data, 9, mtime=0)) for name, data in files.items() if name.endswith(ending))
