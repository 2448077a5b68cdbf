"""`make demo OPEN=1`: after the steps the server and both laptops stay open in the browser until Ctrl-C or eight hours.

Everything still lies in the temporary folder and is removed at the end; the people and their passphrases are invented.
"""

import subprocess
import sys
import time
from pathlib import Path

import pyotp

from demo.programs import START_SECONDS, DemoFailed, start_command
from demo.stage import CONSOLE, PASSPHRASES, Stage

LONGEST_SECONDS = 8 * 3600
ROLES = {"admin": "administrator", "malis": "coordinator", "dara": "supervisor"}
NICKNAMES = {"sophea": "Ra", "dara": "Rany"}


def leave_open(stage: Stage) -> list[str]:
    """Leaves one question to decide, opens each laptop; gives the lines that say how to come in."""
    _leave_a_question(stage)
    lines = _console(stage)
    for login, passphrase in PASSPHRASES.items():
        file = _start(stage, login)
        command = f"{Path(sys.executable).with_name('field-client')} {' '.join(stage.laptops[login].options)} open"
        lines += [
            f"     {login.title()}'s laptop, passphrase: {passphrase}",
            f"       {file} (a browser may enter by it within 60 s; afterwards: {command})",
        ]
    return lines


def _leave_a_question(stage: Stage) -> None:
    """Two people answer one question apart, for whoever signs in to decide."""

    def write(login: str) -> None:
        row = {"kind": "case", "id": stage.known["case"], "nickname": NICKNAMES[login]}
        path = stage.write_rows(f"nickname-{login}", [row])
        token = stage.laptops[login].run("import", path, "--dry-run").result["plan"]
        stage.laptops[login].run("import", path, "--plan", token, expect=(0, 6))

    stage.together(write, NICKNAMES)
    for login in NICKNAMES:
        stage.laptops[login].run("sync", expect=(0, 6))


def _console(stage: Stage) -> list[str]:
    lines = [f"     Console     http://127.0.0.1:{stage.port}   (one answer with two versions waits under Review)"]
    for login, passphrase in CONSOLE.items():
        key = pyotp.parse_uri(stage.otpauth[login]).secret
        code = f"{sys.executable} -c \"import pyotp; print(pyotp.TOTP('{key}').now())\""
        lines += [
            f"     {login:11} ({ROLES[login]}) passphrase: {passphrase}",
            f"       code: authenticator key {key}, or: {code}",
        ]
    return lines


def wait_for_the_end(stage: Stage) -> None:
    """Until Ctrl-C, until a program ends by itself, or for eight hours."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline and all(one.poll() is None for one in stage.opened):
        time.sleep(0.5)


def _start(stage: Stage, login: str) -> str:
    laptop = stage.laptops[login]
    log = stage.folder / f"open-{login}.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            start_command(laptop, "open", "--no-browser"), stdout=output, stderr=output, env=laptop.environment
        )
    stage.opened.append(process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (file := _launch_file(log)) is not None:
            return file
        time.sleep(0.05)
    raise DemoFailed(f"{login}'s program did not open: {log.read_text(encoding='utf-8', errors='replace')[-1000:]}")


def _launch_file(log: Path) -> str | None:
    said = log.read_text(encoding="utf-8", errors="replace").split()
    return next((word for word in said if word.endswith(".html")), None)
