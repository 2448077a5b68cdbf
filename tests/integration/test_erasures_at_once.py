"""Erasures of one case at the same moment, from two processes on one store: asked once, agreed once, done once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.server import Server
from sync_server.services.access import actor_from
from sync_server.services.erasing import WISH, approve_erasure, ask_erasure, erasures_of, look_at, stop_erasure
from sync_server.services.erasure_run import run_due_erasures
from sync_server.store.audit import find_rows
from sync_server.store.erasures import APPROVED, ASKED, DONE, OPEN, RUNNING, STOPPED, Erasure, list_erasures
from tests.builders.town import Town, a_town
from tests.central import reopen
from tests.stores import StoreUrls

HELD_SECONDS = 0.3  # as long as the second would need to come through, were there nothing in its way


@dataclass(slots=True)
class Twice:
    """The town, a second process on its store, and what that does in the middle of what the first does."""

    town: Town
    other: Server
    patch: pytest.MonkeyPatch
    beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def by(self, login: str, ask: Callable[..., object], *what: object, there: bool = False, **how: object) -> object:
        """An act of one person here, or in the other process; the code of the error where it is refused."""
        server = self.other if there else self.town.server
        try:
            return ask(server, actor_from(self.town.people[login]), *what, **how)
        except HomewardError as error:
            return error.code

    def in_the_middle(self, place: str, second: Callable[[], object]) -> Future[object]:
        """`second` begins when the first comes to `place`, which goes on when the second is through or stands still."""
        module, _, name = place.rpartition(".")
        real = getattr(__import__(module, fromlist=[name]), name)
        result: Future[object] = Future()

        def held(*given: object, **how: object) -> object:
            if not result.running() and not result.done():
                result.set_running_or_notify_cancel()
                started = self.beside.submit(second)
                started.add_done_callback(lambda done: result.set_result(done.result()))
                wait([started], timeout=HELD_SECONDS)
            return real(*given, **how)

        self.patch.setattr(place, held)
        return result

    def rows(self, *states: str) -> list[Erasure]:
        """Erasures in these states."""
        with self.town.server.database.snapshot() as connection:
            return list_erasures(connection, states)

    def acts(self, action: str) -> int:
        """How often the audit has an act."""
        with self.town.server.database.snapshot() as connection:
            return len(find_rows(connection, action=action))

    def asked(self, case: Id) -> Id:
        """The supervisor has asked for the erasure of a case."""
        return str(self.by("chenda", ask_erasure, case, ground=WISH))

    def agreed(self, case: Id) -> Id:
        """A coordinator has agreed too."""
        erasure = self.asked(case)
        self.by("vanna", approve_erasure, erasure)
        return erasure


@pytest.fixture
def twice(store_urls: StoreUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Twice]:
    town = a_town(store_urls, tmp_path)
    offices = (town.battambang, town.pailin)
    town.people["sopheak"] = town.central.person("sopheak", office=town.battambang, role="supervisor")
    town.people["bopha"] = town.central.person("bopha", office=town.pailin, role="coordinator", granted=offices)
    other = reopen(town.server.config, tmp_path, town.central.clock)
    found = Twice(town, other.server, monkeypatch)
    yield found
    found.beside.shutdown()
    other.close()
    town.close()


def test_two_supervisors_who_ask_at_once_ask_for_one_erasure(twice: Twice) -> None:
    case = twice.town.saved_case("sokha")
    second = twice.in_the_middle(
        "sync_server.services.erasing.put_erasure",
        lambda: twice.by("sopheak", ask_erasure, case, ground=WISH, there=True),
    )
    first = twice.by("chenda", ask_erasure, case, ground=WISH)
    assert second.result() == "erasure.under_way"
    (row,) = twice.rows(*OPEN)
    assert (row.id, row.state, twice.acts("erasure.ask")) == (first, ASKED, 1)
    assert twice.by("sopheak", ask_erasure, case, ground=WISH, there=True) == "erasure.under_way"
    assert twice.by("vanna", stop_erasure, row.id) is None
    again = twice.by("sopheak", ask_erasure, case, ground=WISH, there=True)
    assert [one.id for one in twice.rows(*OPEN)] == [again]


def test_two_coordinators_who_agree_at_once_agree_once(twice: Twice) -> None:
    erasure = twice.asked(twice.town.saved_case("sokha"))
    second = twice.in_the_middle(
        "sync_server.services.erasing.put_erasure", lambda: twice.by("bopha", approve_erasure, erasure, there=True)
    )
    twice.by("vanna", approve_erasure, erasure)
    assert second.result() == "erasure.not_open"
    (row,) = twice.rows(APPROVED)
    assert (row.approved_by, twice.acts("erasure.approve")) == (twice.town.people["vanna"].id, 1)


def test_what_is_stopped_while_somebody_agrees_is_not_done(twice: Twice) -> None:
    erasure = twice.asked(twice.town.saved_case("sokha"))
    second = twice.in_the_middle(
        "sync_server.services.erasing.put_erasure", lambda: twice.by("chenda", stop_erasure, erasure, there=True)
    )
    twice.by("vanna", approve_erasure, erasure)
    assert second.result() is None
    twice.town.central.clock.advance(hours=25)
    assert run_due_erasures(twice.town.server) == run_due_erasures(twice.other) == 0
    assert [one.id for one in twice.rows(STOPPED)] == [erasure]
    assert twice.by("bopha", approve_erasure, erasure) == "erasure.not_open"


def test_two_processes_do_each_erasure_once_and_number_their_certificates_apart(twice: Twice) -> None:
    cases = [twice.town.saved_case("sokha"), twice.town.saved_case("dara")]
    for case in cases:
        twice.agreed(case)
    twice.town.central.clock.advance(hours=25)
    second = twice.in_the_middle(
        "sync_server.services.erasure_run.make_certificate", lambda: run_due_erasures(twice.other)
    )
    run_due_erasures(twice.town.server)
    second.result()
    done = twice.rows(DONE)
    assert sorted(one.serial or 0 for one in done) == [1, 2]
    assert twice.acts("erasure.done") == twice.acts("erasure.run") == 2
    assert all(twice.town.server.sealing.is_destroyed(case) for case in cases)


def test_a_case_whose_erasure_was_cut_short_is_not_asked_for_again(twice: Twice) -> None:
    case = twice.town.saved_case("sokha")
    twice.agreed(case)
    twice.town.central.clock.advance(hours=25)
    with twice.patch.context() as patch:
        patch.setattr("sync_server.services.erasure_run.forget_homes", _dies)
        with pytest.raises(_CutError):
            run_due_erasures(twice.town.server)
    assert [one.home for one in twice.rows(RUNNING)] == [case]
    assert twice.by("sopheak", ask_erasure, case, ground=WISH, there=True) == "erasure.under_way"
    assert twice.by("sopheak", look_at, case, there=True) == "erasure.under_way"
    assert [one.row.state for one in erasures_of(twice.other, actor_from(twice.town.people["bopha"]))] == [RUNNING]
    assert run_due_erasures(twice.other) == 1


class _CutError(Exception):
    pass


def _dies(*_given: object, **_how: object) -> None:
    raise _CutError
