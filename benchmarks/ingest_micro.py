"""How fast the centre takes in a push, without HTTP: `python -m benchmarks.ingest_micro [count] [--url URL]`.

Prints changes a second and processor seconds for `count` new cases of 26 fields, in pushes as a laptop makes them.
"""

import argparse
import cProfile
import os
import pstats
import tempfile
import time
from pathlib import Path

from casework.book import Edit, Person
from migrations.server import steps
from shared_schema.change import Batch
from shared_schema.wire.exchange import Verdicts
from sync_server.collector import tune_collector
from sync_server.services.receive import receive
from sync_server.store.devices import Device, find_device
from sync_server.store.engine import open_database
from sync_server.store.keyset import SCHEMA
from tests.builders.device import TestDevice
from tests.builders.records import a_case
from tests.central import Central, a_central
from tests.stores import StoreUrls

PUSHES = 10


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database; default: SQLite in a temporary folder")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        central = a_central(prepared(Path(folder), arguments.url), Path(folder))
        device, batches = make_pushes(central, arguments.count)
        tune_collector()
        profiler = cProfile.Profile() if arguments.profile else None
        if profiler:
            profiler.enable()
        wall, cpu = time.perf_counter(), time.process_time()
        for batch in batches:
            verdicts = receive(central.server, device, [batch]).verdicts
            require_applied(verdicts)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if profiler:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
        rate = arguments.count / wall
        print(f"{arguments.count} changes: {wall:.2f} s wall, {cpu:.2f} s processor, {rate:.0f} a second")
        central.close()


def prepared(folder: Path, url: str) -> StoreUrls:
    """Migrated stores."""
    urls = (
        StoreUrls("postgres", url, url, SCHEMA)
        if url
        else StoreUrls("sqlite", f"sqlite:///{folder / 'records.db'}", f"sqlite:///{folder / 'keyset.db'}", None)
    )
    for line, where, schema in ((steps.RECORDS, urls.records, None), (steps.KEYSET, urls.keyset, urls.keyset_schema)):
        database = open_database(where, schema=schema)
        with database.transaction() as connection:
            steps.up(connection, line=line, schema=schema)
        database.dispose()
    return urls


def make_pushes(central: Central, count: int) -> tuple[Device, list[Batch]]:
    """A laptop with `count` new cases in its log, and its signed batches."""
    office = central.office("BTB")
    account = central.person("sokha", office=office)
    laptop = central.enrol("sokha")
    log = TestDevice(laptop.key, laptop.worker, laptop.incarnation, central.clock)
    me = Person(account.id, "social_worker", office)
    for _ in range(count):
        edit = whole_case(me)
        log.save(edit.kind, edit.registers, record=edit.record, home=edit.home)
    size = max(1, count // PUSHES)
    batches = [log.batch(after=start, up_to=min(start + size, count)) for start in range(0, count, size)]
    with central.server.database.snapshot() as connection:
        device = find_device(connection, laptop.device)
    assert device is not None
    return device, batches


def whole_case(me: Person) -> Edit:
    """A case with 26 fields filled."""
    return a_case(
        worker=me,
        nickname="ស្រីពៅ",
        ethnicity="khmer",
        marital_status="single",
        national_id_no=os.urandom(4).hex(),
        distinguishing_marks="ស្នាមលើថ្ងាស",
        home_place={"country": "KH", "province": "02", "district": "0204"},
        risk_level="medium",
        wishes="ចង់រៀនកាត់ដេរ ហើយចង់ជួបម្តាយ",
        immediate_family_count=5,
        wishes_tracing="yes",
        is_estimated=False,
    )


def require_applied(verdicts: Verdicts) -> None:
    """A benchmark of refusals would be a nice one."""
    if verdicts.set_aside or not verdicts.applied:
        raise SystemExit(f"not applied: {verdicts.set_aside[:3]}")


if __name__ == "__main__":
    main()
