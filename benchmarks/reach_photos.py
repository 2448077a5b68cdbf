"""200 photos of 2 MB over a line that drops every 30 s: how much is sent twice, up from one laptop, down to another.

Scaled time on a simulated line (`dropping_line.py` says exactly how): 512 kbit/s, 600 ms round trip. Laptops are the
real ones with encrypted store and chunk files, the centre is the real application on SQLite, in this process. The
content is noise, sealed as a laptop seals; each photo has a thumbnail of 12 kB. A sending that was cut is begun again.
"""

import io
import os
import tempfile
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.bench_reach import COMMAND
from benchmarks.centre import SUPERVISOR, WORKER, Centre
from benchmarks.dropping_line import ADDRESS, DroppingLine
from benchmarks.laptops import PASSPHRASE, bench_tools, opened, save_edits
from benchmarks.tables import report
from benchmarks.workload import samples
from casework.book import Edit
from field_client.app import Laptop
from field_client.config import Config
from field_client.sync.enrol import enrol
from field_client.sync.photos import photo_sizes, still_to_send
from field_client.vault.attachment_seal import ChunkSealer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.records.file_value import CHUNK_BYTES, FileValue, to_json
from shared_schema.slip import Slip
from shared_schema.wire.chunks import MAX_SEALED_BYTES, name_of
from sync_server.app import create_app
from sync_server.logs import server_logger
from sync_server.server import Server, open_server, system_clock

PHOTOS, PHOTO_BYTES, THUMBNAIL_BYTES = 200, 2_000_000, 12_000
BITS_PER_SECOND, ROUND_TRIP_SECONDS = 512_000, 0.6
AROUND_A_CHUNK = 22 + 64  # the record's id and what zstd adds to what cannot be packed
MOST_TRIES = 5_000


def run(*, quick: bool = False) -> None:
    """Reports the table `reach_photos`."""
    count = PHOTOS // 20 if quick else PHOTOS
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as name:
        stage = _Stage(Path(name))
        try:
            stage.take_photos(count)
            rows = [stage.measure("up", count), stage.measure("down", count)]
        finally:
            stage.close()
    report(
        "reach_photos", f"{count} photos of 2 MB over a line that drops every 30 s (simulated)", rows, command=COMMAND
    )


class _Stage:
    """A centre, a worker's laptop with photos, her supervisor's laptop, one line whose time all of them follow."""

    def __init__(self, folder: Path) -> None:
        self.centre = Centre(folder / "centre")
        self.centre.add_people(WORKER)
        slips = {login: self.centre.slip(login) for login in (WORKER, SUPERVISOR)}
        self.begun_at = system_clock()
        self.line = DroppingLine(self._app, BITS_PER_SECOND, ROUND_TRIP_SECONDS)
        self.server: Server = open_server(self.centre.config, clock=self.clock, logger=server_logger(io.StringIO()))
        self.app = create_app(self.server, with_console=False)
        self.laptops = {login: self._laptop(folder / login, slip) for login, slip in slips.items()}

    def clock(self) -> int:
        """Milliseconds, by the line's seconds."""
        return self.begun_at + int(self.line.seconds * 1000)

    def take_photos(self, count: int) -> None:
        """So many photos on the worker's laptop; their records are received, their chunks are not."""
        laptop = self.laptops[WORKER]
        first = next(iter(samples(1, person=laptop.book.person))).edit()
        edits, case = [first], first.record
        edits += [_photo(laptop, case) for _ in range(count)]
        save_edits(laptop, edits)
        for one in self.laptops.values():
            while one.sync(photos="none").waiting:
                pass

    def measure(self, way: str, count: int) -> dict[str, Any]:
        """Everything up from the worker, or down to the supervisor, over the dropping line."""
        laptop = self.laptops[WORKER if way == "up" else SUPERVISOR]
        server = laptop.centre().server
        line, before = self.line, self.line.traffic
        started, wall, tries = line.seconds, time.perf_counter(), 0
        line.start()
        while self._is_left(way, laptop, server):
            tries += 1
            if tries > MOST_TRIES:
                raise RuntimeError("it never ends")
            try:
                laptop.sync(photos="all")
            except HomewardError as error:
                if error.code not in ("sync.no_contact", "sync.cut"):
                    raise
        line.is_dropping = False
        gone = line.traffic.since(before)
        twice, drops = sum(line.wasted), len(line.wasted)
        once = line.chunk_bytes - twice
        return {
            "way": way,
            "photos": count,
            "line": "512 kbit/s, 600 ms",
            "drops": drops,
            "hours_on_the_line": round((line.seconds - started) / 3600, 2),
            "requests": gone.requests,
            "chunk_bytes": once,
            "sent_twice": twice,
            "twice_a_drop_mean": round(twice / drops) if drops else 0,
            "twice_a_drop_most": max(line.wasted, default=0),
            "one_chunk": MAX_SEALED_BYTES,
            "everything_else": gone.up + gone.down - line.chunk_bytes,
            "kept": "yes" if max(line.wasted, default=0) <= MAX_SEALED_BYTES + AROUND_A_CHUNK else "no",
            "seconds_of_both_programs": round(time.perf_counter() - wall, 1),
        }

    def close(self) -> None:
        """Closes laptops and stores."""
        for laptop in self.laptops.values():
            laptop.close()
        self.server.close()

    def _is_left(self, way: str, laptop: Laptop, server: Id) -> bool:
        if way == "up":
            return still_to_send(laptop.store, server) > 0
        sizes = photo_sizes(laptop.store, server)
        return sizes.fetch_small.bytes + sizes.fetch_full.bytes > 0

    def _laptop(self, folder: Path, slip: Slip) -> Laptop:
        config = Config(data=folder / "data", state=folder / "machine")
        tools = replace(bench_tools(), clock=self.clock, open_line=lambda _address, _pem: self.line)
        enrol(config, tools, slip, passphrase=PASSPHRASE, server_url=ADDRESS)
        return opened(config, tools)

    def _app(self) -> Flask:
        return self.app


def _photo(laptop: Laptop, case: Id) -> Edit:
    """A photo of 2 MB with its thumbnail, its chunks kept; the record that names it."""
    thumbnail = _sealed(laptop, THUMBNAIL_BYTES, None)
    value = to_json(_sealed(laptop, PHOTO_BYTES, thumbnail))
    record = laptop.tools.new_id()
    return Edit(record, "attachment", case, {"file": value, "attachment_type": "photo"})


def _sealed(laptop: Laptop, size: int, thumbnail: FileValue | None) -> FileValue:
    plain, sealer = os.urandom(size), ChunkSealer(os.urandom)
    key, names = sealer.new_key(), []
    for number, at in enumerate(range(0, size, CHUNK_BYTES)):
        sealed = sealer.seal(key, number, plain[at : at + CHUNK_BYTES])
        names.append(name_of(sealed))
        laptop.store.chunks.keep(names[-1], sealed)
    return FileValue("image/jpeg", size, sha256(plain).digest(), key, tuple(names), thumbnail)
