"""Laptops of the benchmarks: enrolled with a slip, vault and SQLCipher store as in the field, opened by passphrase."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from benchmarks.workload import Sample
from casework.book import Edit, Saved
from field_client.app import Laptop, Tools, open_http_line, open_laptop, real_tools
from field_client.config import Config
from field_client.store.book import LocalCaseBook
from field_client.store.save import Rules
from field_client.sync.enrol import enrol
from field_client.sync.http_line import HttpLine
from field_client.sync.line import Line
from field_client.vault.anchor import Anchor
from field_client.vault.argon2id import FLOOR
from field_client.vault.lease import read_lease
from field_client.vault.ways import by_passphrase
from shared_schema.slip import Slip

PASSPHRASE = "seven buffalo cross the quiet river"
SAVED_AT_ONCE = 500


@dataclass(slots=True)
class Lines:
    """Opens real lines and remembers them, so that a benchmark can hang up between two works."""

    opened: list[Line] = field(default_factory=list)

    def __call__(self, address: str, authority_pem: str | None) -> Line:
        self.opened.append(open_http_line(address, authority_pem))
        return self.opened[-1]


def bench_tools() -> Tools:
    """Real tools; key derivation at the lowest cost, for it is not what is measured."""
    return replace(real_tools(), choose_cost=lambda: FLOOR, open_line=Lines())


def hang_up(laptop: Laptop) -> None:
    """Ends the connection; the next sync calls anew."""
    lines = laptop.tools.open_line
    for line in lines.opened if isinstance(lines, Lines) else ():
        if isinstance(line, HttpLine):
            line.close()


def enrolled_laptop(folder: Path, slip: Slip, *, server_url: str) -> Laptop:
    """A laptop enrolled with the slip, open."""
    config, tools = Config(data=folder / "data", state=folder / "machine"), bench_tools()
    enrol(config, tools, slip, passphrase=PASSPHRASE, server_url=server_url)
    return opened(config, tools)


def opened(config: Config, tools: Tools) -> Laptop:
    """The laptop of these folders, unlocked by its passphrase."""
    return open_laptop(
        config,
        tools,
        lambda vault: by_passphrase(
            PASSPHRASE, lease_secrets=read_lease(vault.files, vault.folder).secrets, derive=vault.derive
        ),
    )


def save_all(laptop: Laptop, samples: Iterable[Sample]) -> int:
    """Writes the records of samples into log and store."""
    return save_edits(laptop, (sample.edit() for sample in samples))


def save_edits(laptop: Laptop, edits: Iterable[Edit]) -> int:
    """Saves edits one by one, for preparing: many to a commit, one anchor at the end, no rules. Gives how many."""
    quiet = replace(laptop.store, seal_anchor=_no_anchor)
    book = LocalCaseBook(quiet, rules=Rules(), clock=laptop.tools.clock, random=laptop.tools.random)
    count = 0
    for part in _parts(iter(edits)):
        with quiet.transaction():
            for edit in part:
                saved = book.save([edit])
                if not isinstance(saved, Saved):
                    raise RuntimeError(f"not saved: {saved.problems}")
        count += len(part)
    laptop.store.write_anchor(now=laptop.tools.clock())
    return count


def _parts(edits: Iterator[Edit]) -> Iterator[list[Edit]]:
    while part := list(islice(edits, SAVED_AT_ONCE)):
        yield part


def _no_anchor(_anchor: Anchor) -> None:
    """The anchor is written once, when everything is saved."""
