"""Finding one of 100,000 people by name: recall, time, memory and cost of the index, on the laptop's and the centre's.

The same candidate search runs over the laptop's encrypted store and over the packed arrays of a server process. A
person is found when her record is among the first ten; the name alone, then with the year of birth (± 2) and the
province, of which one in five is wrong, in the full score.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from benchmarks.people import HABITS, SLIPS, Noise, Someone, people
from benchmarks.tables import measured, peak_memory_mb, report
from casework.matching.candidates import Postings, Wanted, find_candidates
from casework.matching.indexed import PERSON, Indexed
from casework.matching.profile import MAIN, ORIGIN, Birth, PlaceFact, Profile, Source, WrittenName
from casework.matching.score import score
from casework.matching.search_row import SearchRows, unpack_row
from casework.matching.weights import DEFAULT_WEIGHTS
from casework.names.whole import read_name
from field_client.store.database import Database, migrate, open_store
from field_client.store.match_index import MatchIndex, NewNames
from migrations.client.steps import STEPS
from shared_schema.records.kinds import KINDS
from sync_server.services.packed_postings import PackedPostings

SEED, PEOPLE, ASKED = 20, 100_000, 600
COMMAND = "python -m benchmarks matching_people"
QUICK = (5_000, 200)
TOP = 10
BY_NAME, WITH_FACTS = "recall@10, name", "recall@10, name, year, province"
GATES = {
    "Khmer asked, Latin record": {BY_NAME: 0.88, WITH_FACTS: 0.93},  # aim .90 and .96
    "Latin asked, Latin record": {BY_NAME: 0.93, WITH_FACTS: 0.96},  # aim .94 and .975
}
SOURCE = Source("", "")


def run(*, quick: bool = False) -> None:
    """Both stores, both scripts, both lists of noise."""
    count, asked = QUICK if quick else (PEOPLE, ASKED)
    rows = []
    for noise_name, noise in (("habits", HABITS), ("slips", SLIPS)):
        rows += _with_noise(noise_name, noise, count, asked)
    report(
        "matching_people", f"Finding one of {count:,} people by name ({asked:,} questions each)", rows, command=COMMAND
    )
    missed = [] if quick else [line for row in rows for line in _missed(row)]
    if missed:
        raise SystemExit("below the gate: " + "; ".join(missed))


def _missed(row: dict[str, Any]) -> list[str]:
    """What a row of questions lacks; each gate the figure aimed at less two standard errors of 600 questions."""
    if row["register"] != "habits":
        return []
    gates = GATES.get(row.get("question", ""), {})
    return [f"{row['question']}, {name} {row[name]} of {gate}" for name, gate in gates.items() if row[name] < gate]


def _with_noise(name: str, noise: Noise, count: int, asked: int) -> list[dict[str, Any]]:
    everybody = people(SEED, count, noise=noise)
    rows = _at_centre(everybody, asked)
    if noise is HABITS:
        with tempfile.TemporaryDirectory() as folder:
            rows = [*_on_laptop(Path(folder), everybody, asked), *rows]
    return [{"register": name, **row} for row in rows]


def _on_laptop(folder: Path, everybody: Sequence[Someone], asked: int) -> list[dict[str, Any]]:
    """Builds the index of a store that holds everybody, as the program does at its first unlock, and asks it."""
    path, key = folder / "store.db", os.urandom(32)
    _fill(path, key, everybody)
    before_disk = path.stat().st_size
    database = open_store(path, db_key=key)
    index = MatchIndex(database, Indexed(KINDS))
    index.total()
    before = _begin_peak_mb()
    with measured() as spent:
        index.build(is_forced=True)
    built = peak_memory_mb() - before
    database.checkpoint()
    row = {
        "store": "laptop (SQLCipher)",
        "build_s": round(spent.wall, 1),
        "build_cpu_s": round(spent.cpu, 1),
        "build_mb": round(built, 1),
        "disk_mb": round((path.stat().st_size - before_disk) / 1e6, 1),
        "change_ms": _change_ms(database, index, everybody),
    }
    found = _questions(index, everybody, asked, first=1)
    database.close()
    return [row, *found]


def _fill(path: Path, key: bytes, everybody: Sequence[Someone]) -> None:
    database = open_store(path, db_key=key)
    migrate(database, [STEPS])
    with database.transaction():
        database.execute_many(
            "INSERT INTO shown VALUES (?, ?, 'case', ?, ?, '', 0, 0)",
            (
                (row, str(row), str(row), orjson.dumps({"r": _groups(one)}))
                for row, one in enumerate(everybody, start=1)
            ),
        )
    database.checkpoint()
    database.close()


def _at_centre(everybody: Sequence[Someone], asked: int) -> list[dict[str, Any]]:
    maker = SearchRows(KINDS)
    packed = []
    with measured() as making:
        for one in everybody:
            row = maker.of("case", _registers(one))
            assert row is not None
            packed.append(row.pack())
    before = _resident_mb()
    postings: PackedPostings[int] = PackedPostings()
    with measured() as spent:
        for number, data in enumerate(packed):
            _take(postings, number, data)
    row = {
        "store": "server process",
        "build_s": round(spent.wall, 1),
        "build_mb": round(_resident_mb() - before, 1),
        "change_ms": round(making.wall / len(everybody) * 1000, 3),
    }
    return [row, *_questions(postings, everybody, asked)]


def _take(postings: "PackedPostings[int]", number: int, data: bytes) -> None:
    row = unpack_row(data)
    assert row is not None
    postings.add(number, row.features, row.forms)


def _questions(index: Postings, everybody: Sequence[Someone], asked: int, *, first: int = 0) -> list[dict[str, Any]]:
    """`first` = the row of the first person."""
    ways: tuple[tuple[str, Callable[[Someone], str]], ...] = (
        ("Khmer asked, Latin record", lambda one: one.khmer),
        ("Latin asked, Latin record", lambda one: one.latin),
    )
    return [_question(name, write, index, everybody, asked, first=first) for name, write in ways]


def _question(
    name: str,
    write: Callable[[Someone], str],
    index: Postings,
    everybody: Sequence[Someone],
    asked: int,
    *,
    first: int,
) -> dict[str, Any]:
    chance = random.Random(name)
    by_name = with_facts = held = 0
    times, full_times = [], []
    before = _resident_mb()
    for row in chance.sample(range(len(everybody)), asked):
        text = write(everybody[row])
        start = time.process_time()
        read = read_name(text)
        found = find_candidates(index, [Wanted(read.parts, frozenset({PERSON}))]) if read is not None else []
        times.append((time.process_time() - start) * 1000)
        rows = [one.row - first for one in found]
        held += row in rows
        by_name += row in rows[:TOP]
        start = time.process_time()
        with_facts += row in _scored(_sought(text, everybody[row], chance), rows, everybody)[:TOP]
        full_times.append((time.process_time() - start) * 1000)
    times.sort()
    return {
        "question": name,
        BY_NAME: round(by_name / asked, 3),
        WITH_FACTS: round(with_facts / asked, 3),
        "among 100": round(held / asked, 3),
        "mean_cpu_ms": round(sum(times) / len(times), 1),
        "p95_cpu_ms": round(times[int(len(times) * 0.95)], 1),
        "score_100_cpu_ms": round(sum(full_times) / len(full_times), 1),
        "extra_mb": round(_resident_mb() - before, 1),
    }


def _scored(sought: Profile, rows: Sequence[int], everybody: Sequence[Someone]) -> list[int]:
    def total(row: int) -> float:
        one = everybody[row]
        return -score(sought, _profile(one.registered, one.year, one.province, margin=0), DEFAULT_WEIGHTS).total

    return sorted(rows, key=lambda row: (total(row), row))


def _sought(text: str, one: Someone, chance: random.Random) -> Profile:
    year = one.year + chance.randrange(-2, 3)
    province = one.province if chance.random() < 0.8 else f"{chance.randrange(1, 26):02d}"
    return _profile(text, year, province, margin=2)


def _profile(text: str, year: int, province: str, *, margin: int) -> Profile:
    return Profile(
        "",
        "",
        "case",
        names=(WrittenName(text, MAIN, SOURCE),),
        birth=Birth(year, margin, None, SOURCE),
        places=(PlaceFact(ORIGIN, "KH", province, SOURCE),),
    )


def _registers(one: Someone) -> list[tuple[str, Any]]:
    family, _space, given = one.registered.partition(" ")
    return [("group:name_latin", {"family_name_latin": family, "given_name_latin": given})]


def _groups(one: Someone) -> list[Any]:
    return [["", 1, 0, 0, "", dict(_registers(one))]]


def _change_ms(database: Database, index: MatchIndex, everybody: Sequence[Someone]) -> float:
    changed = 200
    with measured() as spent, database.transaction():
        for row in range(1, changed + 1):
            index.put([NewNames(row, "case", _groups(everybody[-row]))])
    with database.transaction():
        index.put(NewNames(row, "case", _groups(everybody[row - 1])) for row in range(1, changed + 1))
    return round(spent.wall / changed * 1000, 2)


def _begin_peak_mb() -> float:
    """Lets the highest resident memory begin again from what is held now (Linux); gives it in MiB."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_memory_mb()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
