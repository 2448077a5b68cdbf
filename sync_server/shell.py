"""What a command of `sync-server` speaks through: results on stdout, messages on stderr, three sentences for errors.

With `--json` exactly one object stands on stdout. Secrets are asked on the terminal or read from `--passphrase-fd`,
never from an argument or the environment; names and answers are never printed, codes and counts are.
"""

import getpass
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import orjson

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Random
from shared_schema.words import cli as words
from shared_schema.words.cli import Phrase
from sync_server.config import FILE_NAME, Config, read_config
from sync_server.keys.passwords import Passwords
from sync_server.server import Server, open_server, system_clock

DONE, WAITS = 0, 6
MAX_SECRET_BYTES = 4096


@dataclass(slots=True)
class Shell:
    """The streams, options and sources of time and randomness of one run."""

    data: Path = field(default_factory=Path)
    config_file: Path | None = None
    language: str = "en"
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    passphrase_fd: int | None = None
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Clock = system_clock
    random: Random = os.urandom
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    passwords: Callable[[], Passwords] = Passwords
    command: str = ""
    exit_code: int = DONE
    _secrets: list[str] | None = None
    _result: dict[str, Json] = field(default_factory=dict)
    _problems: list[dict[str, Json]] = field(default_factory=list)

    @property
    def settings_path(self) -> Path:
        """The settings file of this run."""
        return self.config_file or self.data / FILE_NAME

    def config(self) -> Config:
        """The settings; `server.not_initialised` before `init`."""
        return read_config(self.settings_path, environment=self.environment)

    def open_server(self) -> Server:
        """The composed server of these settings; the command closes it."""
        return self.open_with(self.config())

    def open_with(self, config: Config) -> Server:
        """The same with settings that are not, or not yet, in the file."""
        return open_server(config, clock=self.clock, random=self.random, passwords=self.passwords())

    def say(self, phrase: Phrase, **facts: object) -> None:
        """A sentence of the result, on stdout."""
        self.print(phrase.say(self.language, **facts))

    def print(self, line: str) -> None:
        """A line of the result; nothing with `--json`."""
        if not self.as_json:
            self.out.write(line + "\n")

    def note(self, phrase: Phrase, **facts: object) -> None:
        """A message beside the result, on stderr."""
        if not self.quiet:
            self.err.write(phrase.say(self.language, **facts) + "\n")
            self.err.flush()

    def answer(self, **facts: Json) -> None:
        """Facts of the `result` object of `--json`."""
        self._result.update(facts)

    def table(self, rows: list[dict[str, Json]], *, name: str) -> None:
        """Rows of codes and counts: a list under `name`, or columns on the terminal."""
        self.answer(**{name: rows})
        if not rows:
            return
        cells = [list(rows[0]), *([_cell(row[column]) for column in rows[0]] for row in rows)]
        widths = [max(len(line[at]) for line in cells) for at in range(len(cells[0]))]
        for line in cells:
            self.print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())

    def problem(self, *, code: str, message: str, next_step: str, ids: Mapping[str, Json] | None = None) -> None:
        """One entry of `problems`."""
        self._problems.append({"code": code, "message": message, "next": next_step, "ids": dict(ids or {})})

    def fail(self, error: HomewardError) -> int:
        """What happened, what is safe, what to do next; answers the exit code."""
        sentences = error.sentences(self.language)
        ids = {name: fact for name, fact in error.facts.items() if isinstance(fact, str | int)}
        self.problem(code=error.code, message=sentences.happened, next_step=sentences.next, ids=ids)
        if not self.as_json:
            for phrase, text in (
                (words.PROBLEM, sentences.happened),
                (words.SAFE, sentences.safe),
                (words.NEXT, sentences.next),
            ):
                self.err.write(phrase.say(self.language, text=text) + "\n")
        self.exit_code = error.exit_code
        return self.exit_code

    def finish(self) -> int:
        """Write the object of `--json`; answers the exit code."""
        if self.as_json:
            whole = {
                "ok": self.exit_code in (DONE, WAITS),
                "command": self.command,
                "exit": self.exit_code,
                "result": self._result,
                "problems": self._problems,
            }
            self.out.write(orjson.dumps(whole).decode() + "\n")
        self.out.flush()
        return self.exit_code

    def ask_secret(self, phrase: Phrase) -> str:
        """A secret from the next line of `--passphrase-fd`, else asked on the terminal; `cli.no_terminal`."""
        if self.passphrase_fd is not None:
            return self._next_secret(self.passphrase_fd)
        if not sys.stdin.isatty():
            raise HomewardError("cli.no_terminal")
        return getpass.getpass(phrase.say(self.language) + ": ", stream=self.err)

    def ask_new_secret(self, phrase: Phrase) -> str:
        """A new secret: from the descriptor as it stands, on the terminal twice."""
        first = self.ask_secret(phrase)
        while self.passphrase_fd is None and self.ask_secret(words.AGAIN) != first:
            self.note(words.NOT_THE_SAME)
            first = self.ask_secret(phrase)
        return first

    def _next_secret(self, descriptor: int) -> str:
        if self._secrets is None:
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(MAX_SECRET_BYTES + 1)
            self._secrets = data.decode("utf-8", "replace").splitlines()
        if not self._secrets:
            raise HomewardError("cli.no_terminal")
        return self._secrets.pop(0)


def _cell(value: Json) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
