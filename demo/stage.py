"""What the demo's steps share: the folder, the programs, the lines between them, and what they have learnt so far."""

import json
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from demo.line import Line
from demo.programs import Program, RunningServer, clean_environment, free_port, start_server, stop_process

Result = TypeVar("Result")

PASSPHRASES = {
    "sophea": "mango river lantern basket seven bicycle",
    "dara": "cloud pepper window orchard quiet ladder",
}
ADMIN = "admin"
INTERNET = "internet"  # the line at the centre's public address; each laptop has one of its own besides
CONSOLE = {  # passphrases of the invented people who sign in to the console; their codes come from `otpauth`
    ADMIN: "river lantern basket orchard",
    "malis": "copper kettle morning ferry",
    "dara": "paper boat under the bridge",
}


@dataclass(slots=True)
class Stage:
    """The running demo. `laptops` by login; `lines` = the line of each laptop to the server."""

    folder: Path
    server: Program | None = None
    running: RunningServer | None = None
    running_hub: RunningServer | None = None
    port: int = 0
    hub_port: int = 0
    laptops: dict[str, Program] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    otpauth: dict[str, str] = field(default_factory=dict)
    opened: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def centre(self) -> Program:
        """The server's command line."""
        if self.server is None:
            self.server = Program("sync_server.cli", ["--data", str(self.folder / "centre")], clean_environment())
        return self.server

    @property
    def hub(self) -> Program:
        """The command line of the hub in Battambang."""
        return Program("sync_server.cli", ["--data", str(self.folder / "hub")], clean_environment())

    def start_port(self) -> None:
        """Chooses the ports that centre and hub will have each time, and lays the line that both are reached by."""
        self.port, self.hub_port = free_port(), free_port()
        self.lines[INTERNET] = Line(("127.0.0.1", self.port))

    def start_hub(self) -> None:
        """Starts the hub's process on its port."""
        self.running_hub = start_server(self.hub, port=self.hub_port, log=self.folder / "hub.log")

    def start(self) -> None:
        """Starts the server process on its port."""
        self.running = start_server(self.centre, port=self.port, log=self.folder / "server.log")

    def stop(self) -> None:
        """Stops centre and hub: nobody has a line."""
        for process in (self.running, self.running_hub):
            if process is not None:
                process.stop()
        self.running = self.running_hub = None

    def laptop_folder(self, login: str) -> Path:
        """The data folder of a laptop."""
        return self.folder / f"laptop-{login}"

    def add_laptop(self, login: str) -> Program:
        """A laptop with a line of its own to the server."""
        self.lines[login] = Line(("127.0.0.1", self.port))
        data, state = self.laptop_folder(login), self.folder / f"state-{login}"
        self.laptops[login] = Program(
            "field_client.cli",
            ["--data", str(data), "--state", str(state)],
            clean_environment(),
            [PASSPHRASES[login]],
        )
        return self.laptops[login]

    def later_version(self, login: str) -> Program:
        """The same laptop under a later version of the program (demo/later_version.py)."""
        laptop = self.laptops[login]
        return Program("demo.later_version", laptop.options, laptop.environment, laptop.secrets)

    def together(self, work: Callable[[str], Result], names: Iterable[str]) -> dict[str, Result]:
        """The same work for each name at once, as two people would; results by name."""
        chosen = list(names)
        with ThreadPoolExecutor(max_workers=2) as pool:
            return dict(zip(chosen, pool.map(work, chosen), strict=True))

    def write_rows(self, name: str, rows: list[dict[str, Any]]) -> str:
        """A file of JSON lines for `import`; gives its path."""
        path = self.folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    def close(self) -> None:
        """Stops whatever still runs."""
        for process in self.opened:
            stop_process(process)
        self.stop()
        for line in self.lines.values():
            line.close()
