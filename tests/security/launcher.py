"""The local program in a process of its own, with clocks that the test moves: `python -m tests.security.launcher`.

It listens on stdin for `monotonic N`, `wall N`, `tick` and answers `ok`; on stdout it says where it listens whenever it
has started, so also after a lock. The clocks lie in a file and so survive the replacement.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Thread

import orjson

sys.modules["pandas"] = None  # type: ignore[assignment]  # a laptop has none; sqlite-utils would load it here

import field_client.store.database  # noqa: E402,F401  before anybody imports sqlite-utils
from field_client.app import open_http_line, real_tools  # noqa: E402
from field_client.config import Config  # noqa: E402
from field_client.vault.argon2id import FLOOR, Kdf  # noqa: E402
from field_client.web.handover import RESUME, replacing, restart_arguments, take_over  # noqa: E402
from field_client.web.hardening import harden  # noqa: E402
from field_client.web.program import Program, Surroundings  # noqa: E402
from field_client.web.run import Ways, run_program  # noqa: E402
from field_client.web.serve import LoopbackServer  # noqa: E402
from shared_schema.errors import HomewardError  # noqa: E402


def quick_derive(secret: bytes, kdf: Kdf) -> bytes:
    """The stand-in of `tests/field_client/sync/laptops.py`, without all that it imports."""
    return sha256(b"quick" + secret + kdf.salt).digest()


class ClockFile:
    """{"wall": ms, "monotonic": s} in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wall(self) -> int:
        return int(self.read()["wall"])

    def monotonic(self) -> float:
        return float(self.read()["monotonic"])

    def read(self) -> dict[str, float]:
        found: dict[str, float] = orjson.loads(self.path.read_bytes())
        return found

    def move(self, name: str, by: float) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_bytes(orjson.dumps({**self.read(), name: self.read()[name] + by}))
        beside.replace(self.path)


class HandTicks:
    """Ticks when the test says so."""

    def __init__(self, tick: Callable[[], None], clocks: ClockFile) -> None:
        self._tick, self._clocks = tick, clocks

    def start(self) -> None:
        Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        return

    def _listen(self) -> None:
        for line in sys.stdin:
            word, _space, number = line.strip().partition(" ")
            if word == "tick":
                self._tick()
            elif word in ("monotonic", "wall"):
                self._clocks.move(word, float(number))
            _say({"ok": word})


class NoTimer:
    """The steered clock stands in the past: a real timer would begin run after run."""

    def call_at(self, at_ms: int, function: Callable[[], None]) -> None:
        return

    def stop(self) -> None:
        return


def main(arguments: list[str]) -> int:
    """Data folder, state folder, name, clock file; then perhaps `--resume N`."""
    data, state, name, clock_file = arguments[:4]
    clocks = ClockFile(Path(clock_file))
    tools = replace(
        real_tools(),
        clock=clocks.wall,
        derive=quick_derive,
        choose_cost=lambda: FLOOR,
        open_line=open_http_line if "online" in arguments else _no_line,
        machine=b"machine of " + name.encode(),
        environment={},
    )
    around = Surroundings(
        config=Config(data=Path(data), state=Path(state)),
        tools=tools,
        monotonic=clocks.monotonic,
        platform="linux",
        new_timer=NoTimer,
    )
    ways = Ways(
        replace=replacing(restart_arguments(sys.orig_argv, sys.argv[1:], names_command=True)),
        show=lambda path: _say({"launch": str(path)}),
        harden=harden if "hardened" in arguments else lambda: None,
        started=_say_where,
        ticks=lambda tick: HandTicks(tick, clocks),
    )
    resumed = take_over(int(arguments[arguments.index(RESUME) + 1])) if RESUME in arguments else None
    return run_program(around, ways, taken_over=resumed)


def _say_where(program: Program, server: LoopbackServer) -> None:
    host, port = server.address
    _say({"host": f"{host}:{port}", "prefix": program.prefix})


def _say(told: dict[str, str]) -> None:
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
    sys.stdout.flush()


def _no_line(_url: str, _pem: str | None) -> object:
    raise HomewardError("sync.no_contact")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
