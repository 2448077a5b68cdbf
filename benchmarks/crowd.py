"""Many laptops at one server at once: enrolled beforehand, each with a day's work in one signed request.

A laptop that is told that the server is too busy, or whose connection breaks, tries again after a random pause, longer
each time, as the real schedule does (with shorter pauses, or the bench would last for hours). What is timed is what its
worker waits for: from the first try to the receipt.
"""

import http.client
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.centre import Centre
from benchmarks.pushers import EXCHANGE, SECONDS, Prepared, Pusher, enrolled_within
from sync_server.app import create_app
from sync_server.server import Server
from sync_server.services.invitations import invite
from sync_server.store.log import count_changes

BASE_SECONDS, CAP_SECONDS, MOST_TRIES = 0.5, 20.0, 60
BUSY = frozenset({429, 503})
STACK_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """How one laptop's sending went: seconds to the receipt, tries, changes applied."""

    seconds: float
    tries: int
    applied: int


def enrol_many(server: Server, logins: Sequence[str]) -> list[Pusher]:
    """A laptop for each of these people, enrolled in this process."""
    client = create_app(server, with_console=False).test_client()
    return [
        enrolled_within(invite(server, login), client, address=f"127.1.{number // 250}.{number % 250 + 1}")
        for number, login in enumerate(logins)
    ]


def all_at_once(centre: Centre, work: Sequence[tuple[Pusher, Prepared]], *, within_seconds: float) -> list[Visit]:
    """Every laptop sends, each beginning at a random moment of `within_seconds`; the servers take turns."""
    chance = random.Random(7)
    starts = [chance.random() * within_seconds for _ in work]
    began = time.perf_counter()
    threading.stack_size(STACK_BYTES)

    def visit(number: int) -> Visit:
        time.sleep(max(0.0, began + starts[number] - time.perf_counter()))
        address = centre.addresses[number % len(centre.addresses)]
        return _send(*work[number], address=address, pause=chance.random)

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(visit, range(len(work))))


def require_all(centre: Centre, visits: Sequence[Visit], *, expected: int) -> None:
    """Refuses a run in which a change was lost."""

    def count(server: Server) -> int:
        with server.database.snapshot() as connection:
            return count_changes(connection)

    held, applied = centre.with_server(count), sum(one.applied for one in visits)
    if applied != expected or held < expected:
        raise RuntimeError(f"{expected} changes sent, {applied} answered as applied, {held} in the log")


def spread(visits: Sequence[Visit]) -> dict[str, float]:
    """Seconds to the receipt: median, 95th percentile, longest."""
    ordered = sorted(one.seconds for one in visits)
    return {
        "median_s": round(ordered[len(ordered) // 2], 2),
        "p95_s": round(ordered[int(len(ordered) * 0.95)], 2),
        "longest_s": round(ordered[-1], 2),
    }


def _send(pusher: Pusher, prepared: Prepared, *, address: str, pause: Callable[[], float]) -> Visit:
    began = time.perf_counter()
    for attempt in range(1, MOST_TRIES + 1):
        request = pusher.signed(prepared.body, nonce=attempt, changes=prepared.changes)
        try:
            status, data = _post(address, request)
        except (OSError, http.client.HTTPException):
            status, data = 503, b""
        if status == 200:
            return Visit(time.perf_counter() - began, attempt, pusher.applied_in(data))
        if status not in BUSY:
            raise RuntimeError(f"refused: {status} {data[:300]!r}")
        time.sleep(pause() * min(CAP_SECONDS, BASE_SECONDS * 2**attempt))
    raise RuntimeError("never answered")


def _post(address: str, request: Prepared) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address, timeout=SECONDS)
    try:
        connection.request("POST", EXCHANGE, body=request.body, headers=request.headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
