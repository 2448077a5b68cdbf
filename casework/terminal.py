"""What a command of either program speaks through: results on stdout, messages on stderr, three sentences for errors.

Promise: with `--json` exactly one object stands on stdout, whatever happens. Refused: names and answers (only `export`
writes those, to a file), secrets as arguments or from the environment.
"""

import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

import orjson

from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.words import cli as words
from shared_schema.words.cli import Phrase

DONE, WAITS = 0, 6
MAX_SECRET_BYTES = 4096


@dataclass(slots=True, kw_only=True)
class Terminal:
    """The streams and options of one run; `_secrets` holds lines read from `--passphrase-fd`."""

    language: str = "en"
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    passphrase_fd: int | None = None
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    command: str = ""
    exit_code: int = DONE
    _secrets: list[str] | None = None
    _result: dict[str, Json] = field(default_factory=dict)
    _problems: list[dict[str, Json]] = field(default_factory=list)

    def text(self, phrase: Phrase, **facts: object) -> str:
        """A sentence in the language of this run."""
        return phrase.say(self.language, **facts)

    def say(self, phrase: Phrase, **facts: object) -> None:
        """A sentence of the result, on stdout; with `--json` the facts stand in the object instead."""
        self.print(self.text(phrase, **facts))

    def print(self, line: str) -> None:
        """A line of the result; nothing with `--json`."""
        if not self.as_json:
            self.out.write(line + "\n")

    def note(self, phrase: Phrase, **facts: object) -> None:
        """A message beside the result, on stderr."""
        if not self.quiet and not self.as_json:
            self.err.write(self.text(phrase, **facts) + "\n")
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
        """Tells an error that ends the command; answers its exit code."""
        self.tell(error)
        self.exit_code = error.exit_code
        return self.exit_code

    def tell(self, error: HomewardError) -> None:
        """What happened, what is safe, what to do next: of an error, or of an alert that does not end the command."""
        sentences = error.sentences(self.language)
        ids = {name: fact for name, fact in error.facts.items() if isinstance(fact, str | int)}
        self.problem(code=error.code, message=sentences.happened, next_step=sentences.next, ids=ids)
        if not self.as_json:
            for phrase, text in (
                (words.PROBLEM, sentences.happened),
                (words.SAFE, sentences.safe),
                (words.NEXT, sentences.next),
            ):
                self.err.write(self.text(phrase, text=text) + "\n")

    def finish(self) -> int:
        """Writes the object of `--json`; answers the exit code."""
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
        return getpass.getpass(self.text(phrase) + ": ", stream=self.err)

    def ask_new_secret(self, phrase: Phrase, *, offered: str = "") -> str:
        """A new secret: from the descriptor as it stands; on the terminal twice, or `offered` by Enter."""
        if self.passphrase_fd is not None:
            return self._next_secret(self.passphrase_fd)
        if offered:
            self.err.write(self.text(words.OFFERED, words=offered) + "\n")
        while True:
            first = self.ask_secret(phrase) or offered
            if self.ask_secret(words.AGAIN) == first:
                return first
            self.err.write(self.text(words.NOT_THE_SAME) + "\n")

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
