"""Takes the styles, scripts and type of the pages from pinned npm packages: `python scripts/vendor_assets.py`.

Needs npm and a network, once per new release; users and tests need neither. Writes `casework/web/static/vendor/` and
`tests/browser/vendor/` with a licence for each package and `manifest.json`: {file: {"package", "sha256", "bytes"}}.
Raises CalledProcessError where a package or a tool fails; nothing is written then.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "scripts" / "vendoring"
SHIPPED = ROOT / "casework" / "web" / "static" / "vendor"
TESTED_WITH = ROOT / "tests" / "browser" / "vendor"

GOVUK = "govuk-frontend@6.3.0"  # the release that govuk-frontend-jinja 4.1 follows
HTMX = "htmx.org@4.0.1"
FONT = "@fontsource-variable/noto-sans-khmer@5.3.0"
AXE = "axe-core@4.14.1"
TOOLS = ("sass@1.108.2", "esbuild@0.28.2")

_FONT_FILES = "@fontsource-variable/noto-sans-khmer/files/noto-sans-khmer-{}-wght-normal.woff2"
SHIPPED_FILES = {
    "govuk.css": (GOVUK, "built/govuk.css"),
    "govuk.js": (GOVUK, "built/govuk.js"),
    "govuk-frontend.LICENSE.txt": (GOVUK, "built/govuk-frontend.LICENSE.txt"),
    "htmx.js": (HTMX, "htmx.org/dist/htmx.min.js"),
    "htmx.LICENSE.txt": (HTMX, "htmx.org/LICENSE"),
    "noto-sans-khmer-khmer.woff2": (FONT, _FONT_FILES.format("khmer")),
    "noto-sans-khmer-latin.woff2": (FONT, _FONT_FILES.format("latin")),
    "noto-sans-khmer.LICENSE.txt": (FONT, "@fontsource-variable/noto-sans-khmer/LICENSE"),
}
TEST_FILES = {
    "axe.min.js": (AXE, "axe-core/axe.min.js"),
    "axe.LICENSE.txt": (AXE, "axe-core/LICENSE"),
}


def main() -> None:
    """Fetches, builds and writes everything anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        fetch(work)
        build(work)
        for target, files in ((SHIPPED, SHIPPED_FILES), (TESTED_WITH, TEST_FILES)):
            write(work / "node_modules", target, files)
            sys.stdout.write(f"{target.relative_to(ROOT)}: {', '.join(sorted(files))}\n")


def fetch(work: Path) -> None:
    """Installs the pinned packages into an empty folder; install scripts do not run."""
    (work / "package.json").write_text('{"private": true}')
    packages = (GOVUK, HTMX, FONT, AXE, *TOOLS)
    _run(work, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", *packages)


def build(work: Path) -> None:
    """Compiles the chosen components of govuk-frontend into one style sheet and one script."""
    modules = work / "node_modules"
    built = modules / "built"
    built.mkdir()
    for source in ("govuk.scss", "govuk.js"):
        shutil.copy(SOURCES / source, work / source)
    shutil.copy(SOURCES / "govuk-frontend.LICENSE.txt", built)
    path = f"--load-path={modules / 'govuk-frontend' / 'dist'}"
    _run(
        work,
        "npx",
        "--no-install",
        "sass",
        "--style=compressed",
        "--no-source-map",
        path,
        "govuk.scss",
        "node_modules/built/govuk.css",
    )
    options = ("--bundle", "--minify", "--format=esm", "--legal-comments=none", "--log-level=error")
    _run(work, "npx", "--no-install", "esbuild", "govuk.js", *options, "--outfile=node_modules/built/govuk.js")


def write(modules: Path, target: Path, files: dict[str, tuple[str, str]]) -> None:
    """Replaces the folder by the files and a manifest of their hashes."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    manifest = {}
    for name, (package, source) in files.items():
        data = (modules / source).read_bytes()
        (target / name).write_bytes(data)
        manifest[name] = {"package": package, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def _run(work: Path, *command: str) -> None:
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words


if __name__ == "__main__":
    main()
