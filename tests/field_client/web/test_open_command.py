"""`field-client open` as it is installed: it prints the file to open, serves, and ends in order."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from select import select

import pytest

from field_client.web.handover import restart_arguments

SECONDS = 60


def test_the_command_prints_its_file_serves_and_ends_at_a_signal(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path / "data"), "--state", str(tmp_path / "state")]
    command = [sys.executable, "-c", "from field_client.cli import main; main()", *options, "open", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        ready, _w, _x = select([process.stdout], [], [], SECONDS)
        assert ready
        line = process.stdout.readline().decode()
        file = Path(line.rsplit(": ", 1)[1].strip())
        page = file.read_text("utf-8")
        action, token = (re.search(part, page) for part in (r'action="([^"]+)"', r'name="token" value="([^"]+)"'))
        assert action is not None
        assert token is not None
        assert re.fullmatch(r"http://127\.\d+\.\d+\.\d+:\d+/~[\w-]{22}/open", action[1])
        request = urllib.request.Request(
            action[1], data=b"token=" + token[1].encode(), headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            assert answer.status == 200
            assert answer.headers["Server"] is None
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=SECONDS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert not file.exists()
    finally:
        process.kill()
        process.wait(SECONDS)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@pytest.mark.parametrize(
    ("given", "names_command", "expected"),
    [
        ([], False, ["open"]),
        (["--data", "x"], False, ["--data", "x", "open"]),
        (["--data", "open"], False, ["--data", "open", "open"]),
        (["--data", "x", "open"], True, ["--data", "x", "open"]),
        (["open", "--no-browser", "--resume", "7"], True, ["open", "--no-browser"]),
    ],
)
def test_the_next_process_is_started_as_this_one_was(
    given: list[str], names_command: bool, expected: list[str]
) -> None:
    interpreter = ["python", "-c", "code"]
    again = restart_arguments([*interpreter, *given], given, names_command=names_command)
    assert list(again) == [*interpreter, *expected]
