"""The laptop dies in the middle of a sending, at statement after statement: the next one finishes it, nothing twice."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from field_client.app import Laptop
from field_client.store.check import find_damage
from sync_server.app import create_app
from tests.builders.records import a_case, a_visit
from tests.central import Central, a_central
from tests.field_client.sync.laptops import Field, change, closing, same_everywhere, save
from tests.field_client.sync.lines import WsgiLine
from tests.stores import StoreUrls


@pytest.fixture
def central(sqlite_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    """On SQLite alone: it is the laptop that dies here, and a pool of connections does not survive a fork."""
    made = a_central(sqlite_urls, tmp_path)
    made.person("sokha", office=made.office("PNH"))
    yield made
    made.close()


STEP = 9  # every ninth statement; the page itself is killed at each one in tests/simulation


def killed_at(field: Field, k: int, action: Callable[[Laptop], object]) -> bool:
    """Does `action` in a child that is killed before its k-th statement; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            laptop = field.open()
            left = [k]

            def count(_statement: str) -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            laptop.store.database.connection.set_trace_callback(count)
            action(laptop)
            laptop.store.database.connection.set_trace_callback(None)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_sync_killed_at_any_statement_is_finished_by_the_next(
    central: Central, sokha: Field, second: Field, tmp_path: Path
) -> None:
    with closing(sokha, second) as (first, other):
        case = a_case(worker=first.book.person)
        save(first, case, *(a_visit(home=case.record) for _ in range(20)))
        first.sync()
        other.sync()
        change(first, case.record, {"nickname": "Nita"})
        save(first, *(a_visit(home=case.record) for _ in range(10)))
        first.sync()
        change(other, case.record, {"distinguishing_marks": "scar"})
    image = (second.config.data, second.config.state)
    k, kills = 1, 0
    while True:
        home = tmp_path / f"kill{k}"
        shutil.copytree(image[0], home / "data")
        shutil.copytree(image[1], home / "state")
        app = create_app(central.server, with_console=False)
        tools = replace(second.tools, open_line=lambda _url, _pem, app=app: WsgiLine(app))
        copy = replace(second, config=replace(second.config, data=home / "data", state=home / "state"), tools=tools)
        central.clock.advance(hours=1)
        was_killed = killed_at(copy, k, Laptop.sync)
        kills += was_killed
        with closing(copy) as (laptop,):
            assert find_damage(laptop.store) == (), k
            laptop.sync()
            assert laptop.store.outbox.waiting(laptop.centre().server) == 0, k
            assert laptop.book.open(case.record).values["nickname"] == "Nita"
            assert laptop.book.open(case.record).values["distinguishing_marks"] == "scar"
            assert same_everywhere(laptop), k
        shutil.rmtree(home)
        if not was_killed:
            break
        k += STEP
    assert kills >= 5
