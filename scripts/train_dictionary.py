"""Trains the dictionary of `homeward-zstd` on invented records and measures what it saves (`make dictionary`).

Training and measuring use different seeds. The table goes to benchmarks/results/dictionary.json; a new dictionary is
written only when there is none of its version, since a released one never changes (`--again` before a release).
"""

import random
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson
import zstandard

from casework.book import Edit
from casework.invented.people import invented_dossier
from casework.invented.workload import invented_records
from casework.places import Gazetteer, load_gazetteer
from casework.wire_dictionary import SCHEMA_VERSION
from shared_schema.canonical import Json
from shared_schema.change import make_batch, write_body
from shared_schema.identifiers import Id, random_id, uuid7
from shared_schema.merge.apply import apply
from shared_schema.merge.state import Change, RecordState, empty_state
from shared_schema.wire.coding import GZIP, HOMEWARD_ZSTD, ZSTD, ZSTD_LEVEL, Codings
from shared_schema.wire.compact import write_state
from shared_schema.wire.delta import write_delta
from shared_schema.wire.exchange import write_message, write_state_frame
from shared_schema.wire.messages import End, ReplyHello, RequestHello, Verdicts

ROOT = Path(__file__).parent.parent
DICTIONARY = ROOT / "shared_schema" / "wire" / "dictionaries" / f"v{SCHEMA_VERSION}.dict"
TABLE = ROOT / "benchmarks" / "results" / "dictionary.json"
TRAINING_SEED, MEASURING_SEED = 1, 2
TODAY = date(2026, 11, 21)
START_MS = 1_760_000_000_000
KIB = 1024
SIZES = (8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB)
CHOSEN = 32 * KIB
PULL_PARTS = 12


@dataclass
class Laptop:
    """Ids, clock and counter of one invented laptop, all from one seed."""

    chance: random.Random
    places: Gazetteer
    n: int = 0

    def __post_init__(self) -> None:
        self.incarnation, self.worker, self.office = (random_id(self.chance.randbytes(16)) for _ in range(3))

    def next_id(self) -> Id:
        """A UUIDv7 of the laptop's present moment."""
        return uuid7(START_MS + 1000 * self.n + self.chance.randrange(900), self.chance.randbytes(10))

    def change(self, edit: Edit, seen: Mapping[Id, int]) -> Change:
        """The next change of the log."""
        self.n += 1
        at = START_MS + 60_000 * self.n + self.chance.randrange(60_000)
        return Change(self.incarnation, self.n, 1, edit.record, edit.kind, edit.home, at, 0, self.worker, seen,
                      edit.registers)  # fmt: skip

    def body(self, change: Change) -> bytes:
        """Its signed bytes."""
        return write_body(change, salt=self.chance.randbytes(12))

    def batch(self, bodies: list[bytes]) -> bytes:
        """The frames of a batch; the signature is as random as a real one."""
        before = self.n - len(bodies)
        link = self.chance.randbytes(32)
        return write_message(
            make_batch(incarnation=self.incarnation, n_before=before, link_before=link, items=bodies,
                       signer=lambda _message: self.chance.randbytes(64))
        )  # fmt: skip

    def hello(self) -> bytes:
        """The first frame of a request."""
        scopes = {"directory": 412, f"worker/{self.worker}": 20_193, f"office/{self.office}/book": 31}
        have = {"certificate": 3, "custodians": 1, "lease": 9, "revocations": 4}
        epoch = urlsafe_b64encode(self.chance.randbytes(8)).rstrip(b"=").decode("ascii")
        return write_message(
            RequestHello(1, epoch, scopes, {self.incarnation: self.n}, have, 262_144, START_MS + self.n)
        )

    def reply_head(self) -> bytes:
        """Hello and end of a reply."""
        hello = ReplyHello("r9cVdq0QJ1E", 1, START_MS)
        end = End({f"worker/{self.worker}": 20_293}, {f"worker/{self.worker}": self.chance.getrandbits(64)}, False)
        verdicts = Verdicts(applied=((self.incarnation, max(1, self.n - 99), max(1, self.n)),))
        return write_message(hello) + write_message(verdicts) + write_message(end)


def a_laptop(seed: int, places: Gazetteer) -> Laptop:
    """A laptop of a seed."""
    return Laptop(random.Random(seed), places)  # noqa: S311 - invented, not secret


def edits_of(laptop: Laptop, seed: int, records: int, dossiers: int) -> Iterator[Edit]:
    """Records of the workload, and whole dossiers of every kind."""
    who = {"worker": laptop.worker, "office": laptop.office, "next_id": laptop.next_id, "today": TODAY}
    yield from invented_records(seed, records, places=laptop.places, **who)  # type: ignore[arg-type]
    for number in range(dossiers):
        yield from invented_dossier(seed * 100_000 + number, places=laptop.places, **who)  # type: ignore[arg-type]


def training_samples(places: Gazetteer) -> list[bytes]:
    """Frames as they travel: bodies, full states, deltas, heads of requests and replies; many laptops."""
    samples: list[bytes] = []
    for number in range(120):
        laptop = a_laptop(TRAINING_SEED * 1000 + number, places)
        for edit in edits_of(laptop, TRAINING_SEED * 1000 + number, 25, 2):
            change = laptop.change(edit, {})
            state = state_after(change)
            edited, names = an_edited(laptop, state)
            samples.append(b"C\t" + laptop.body(change) + b"\n")
            samples.append(write_state_frame([1], write_state(state)))
            samples.append(b"C\t" + laptop.body(edited) + b"\n")
            samples.append(write_state_frame([1], delta_of(state, edited, names), is_delta=True))
        samples += [laptop.hello(), laptop.reply_head()]
    return samples


def state_after(change: Change) -> RecordState:
    """The state of a new record."""
    return apply(empty_state(change.record, change.kind, change.home), change, None)[0]


def an_edited(laptop: Laptop, state: RecordState) -> tuple[Change, list[str]]:
    """A change of three registers of a record by a laptop that was shown it: another value of the same kind."""
    values = {name: next(iter(live.values())).value for name, live in state.registers.items()}
    names = laptop.chance.sample(sorted(values), min(3, len(values)))
    written = {name: another(laptop, values[name]) for name in names}
    edit = Edit(state.record_id, state.kind, state.home, written)
    return laptop.change(edit, dict(state.seen)), names


def another(laptop: Laptop, value: Json) -> Json:
    """A value that looks like this one and is not it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value} {laptop.chance.choice('abcd')}" if isinstance(value, str) else value


def delta_of(state: RecordState, change: Change, names: Iterable[str]) -> bytes:
    """The delta that another device is sent."""
    return write_delta(apply(state, change, None)[0], changed=set(names))


def works(places: Gazetteer) -> dict[str, list[bytes]]:
    """The bodies of each kind of work, plain, as they would be compressed: one entry a request or reply."""
    laptop = a_laptop(MEASURING_SEED, places)
    changes = [laptop.change(edit, {}) for edit in edits_of(laptop, MEASURING_SEED, 10_000, 0)]
    bodies = [laptop.body(change) for change in changes]
    states = [state_after(change) for change in changes]
    frames = [write_state_frame([1], write_state(state)) for state in states]
    push = [laptop.batch(part) for part in parts(bodies, PULL_PARTS)]
    edited = [an_edited(laptop, state) for state in laptop.chance.sample(states[:2500], 100)]
    edit_bodies = [laptop.body(change) for change, _names in edited]
    by_record = {state.record_id: state for state in states}
    deltas = [
        write_state_frame([1], delta_of(by_record[change.record], change, names), is_delta=True)
        for change, names in edited
    ]
    return {
        "nothing to do, up": [laptop.hello()],
        "nothing to do, down": [laptop.reply_head()],
        "one change of three fields, up": [laptop.hello() + laptop.batch(edit_bodies[:1])],
        "100 edits of three fields, up": [laptop.hello() + laptop.batch(edit_bodies)],
        "100 edits of three fields, down": [laptop.reply_head() + b"".join(deltas)],
        "10,000 new records, up": push,
        "10,000 records, first pull, down": [b"".join(part) for part in parts(frames, PULL_PARTS)],
    }


def parts(items: list[bytes], count: int) -> list[list[bytes]]:
    """`count` lists of equal length."""
    size = -(-len(items) // count)
    return [items[start : start + size] for start in range(0, len(items), size)]


def train(samples: list[bytes], size: int) -> bytes:
    """A dictionary of at most `size` bytes; deterministic for one zstd version."""
    return zstandard.train_dictionary(size, [*samples], level=ZSTD_LEVEL).as_bytes()


def measured(works_plain: Mapping[str, list[bytes]], encode: Callable[[bytes], bytes]) -> dict[str, int]:
    """Compressed bytes of each work."""
    return {name: sum(len(encode(body)) for body in bodies) for name, bodies in works_plain.items()}


def main(*, is_again: bool) -> None:
    """Trains, measures, writes the table, and the dictionary where it may."""
    places = load_gazetteer()
    plain, samples = works(places), training_samples(places)
    columns: dict[str, dict[str, int]] = {"plain": measured(plain, lambda body: body)}
    columns[GZIP] = measured(plain, lambda body: Codings().encode(body, GZIP))
    columns[ZSTD] = measured(plain, lambda body: Codings().encode(body, ZSTD))
    for size in SIZES:
        codings = Codings(dictionary=train(samples, size))
        columns[f"{HOMEWARD_ZSTD} {size // KIB} KiB"] = measured(
            plain, lambda body, codings=codings: codings.encode(body, HOMEWARD_ZSTD)  # type: ignore[misc]
        )  # fmt: skip
    if is_again or not DICTIONARY.exists():
        DICTIONARY.write_bytes(train(samples, CHOSEN))
    released = Codings(dictionary=DICTIONARY.read_bytes())
    columns[f"{HOMEWARD_ZSTD} as released"] = measured(plain, lambda body: released.encode(body, HOMEWARD_ZSTD))
    _write_table(columns, samples=len(samples))


def _write_table(columns: Mapping[str, Mapping[str, int]], *, samples: int) -> None:
    table = {
        "zstd_level": ZSTD_LEVEL,
        "zstandard": zstandard.__version__,
        "samples": samples,
        "dictionary_bytes": DICTIONARY.stat().st_size,
        "bytes": columns,
    }
    TABLE.write_bytes(orjson.dumps(table, option=orjson.OPT_INDENT_2) + b"\n")
    for work in columns["plain"]:
        print(f"{work:34}", *(f"{name} {sizes[work]:>9,}" for name, sizes in columns.items()), sep=" | ")  # noqa: T201


if __name__ == "__main__":
    main(is_again="--again" in sys.argv[1:])
