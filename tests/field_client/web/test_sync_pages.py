"""*Send and receive*: a run from the page, cut and resumed, paused; counts fall by receipts alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from field_client.sync.line import Line
from field_client.web.sending import KEPT_CONTACTS, Contact, read_contacts
from shared_schema.errors import HomewardError
from shared_schema.wire.messages import SetAside
from tests.builders.records import a_case, a_visit
from tests.field_client.sync.laptops import Field, save
from tests.field_client.web.programs import OpenProgram, an_open_program


def words(made: OpenProgram, path: str = "/sync") -> str:
    return made.get(path).get_data(as_text=True)


def test_a_visit_waits_then_is_received(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        _save_a_visit(made)
        before = words(made)
        assert "1 visit not yet received by" in before
        assert 'data-state="waiting"' in before
        _run(made)
        after = words(made)
        assert "Everything has been received" in after
        assert 'data-state="all_received"' in after
        assert "Received by" in after
        assert made.program.sending is not None
        (contact,) = made.program.sending.contacts()
        assert (contact.outcome, contact.sent) == ("done", 2)


def test_without_a_line_the_page_says_that_the_work_is_safe_and_the_count_stays(laptop: Field) -> None:
    with without_line(laptop), an_open_program(laptop) as made:
        _save_a_visit(made)
        with pytest.raises(HomewardError):
            _run(made)
        page = words(made)
        assert 'data-state="no_contact"' in page
        assert "No internet. Your work is safe on this laptop." in page
        assert "1 visit not yet received by" in page
        assert "lost" not in page.partition("<main")[2].replace("Nothing was lost", "")


def test_after_a_cut_the_next_run_goes_on(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        _save_a_visit(made)
        with without_line(laptop, made), pytest.raises(HomewardError):
            _run(made)
        _run(made)
        assert 'data-state="all_received"' in words(made)
        assert made.program.sending is not None
        assert [one.outcome for one in made.program.sending.contacts()] == ["done", "sync.no_contact"]


def test_a_pause_keeps_what_arrived_and_the_button_says_go_on(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        _save_a_visit(made)
        sending = made.program.sending
        assert sending is not None
        sending.sent = _pausing(sending.sent, sending.pause)  # type: ignore[method-assign]
        with pytest.raises(HomewardError) as caught:
            sending.run()
        assert caught.value.code == "sync.paused"
        page = words(made)
        assert "Go on" in page
        assert 'data-state="no_contact"' not in page
        del sending.sent  # type: ignore[method-assign]
        _run(made)
        assert 'data-state="all_received"' in words(made)


def test_two_runs_at_once_are_one(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        sending = made.program.sending
        assert sending is not None
        with sending._running:
            assert sending.is_running
            assert not sending.start()
            with pytest.raises(HomewardError) as caught:
                sending.run()
            assert caught.value.code == "sync.busy"
            page = words(made, "/sync/running")
            assert 'http-equiv="refresh" content="3"' in page
            assert 'data-state="sending"' in page
            assert "Pause" in page
        assert made.get("/sync/running").status_code == 303


def test_the_fragment_for_scripts_is_no_whole_page(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        fragment = made.get("/sync/running", HX_Request="true").get_data(as_text=True)
        assert fragment.lstrip().startswith('<div id="progress"')
        assert "<html" not in fragment
        strip = made.get("/strip", HX_Request="true").get_data(as_text=True)
        assert strip.lstrip().startswith('<div id="strip"')


def test_the_schedule_starts_with_the_unlock_and_stops_with_the_lock(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        assert [len(timer.at) for timer in made.timers] == [1, 1]  # sending and receiving; work of quiet moments
        made.post("/lock")
        made.program.close()
        assert all(timer.is_stopped for timer in made.timers)


def test_what_was_set_aside_says_why_and_leads_to_its_page(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        case = a_case(worker=held.book.person)
        (dot,) = save(held, case)
        with held.store.transaction():
            held.store.marks.put(held.centre().server, [SetAside(dot, "change.not_allowed", None)])
        page = words(made)
        assert 'data-state="needs_you"' in page
        assert "This change is not among the rights of its author." in page
        assert "Nothing of this is lost." in page
        assert "Take this answer back by correcting it, or ask the office to do this step." in page
        link = re.search(rf'href="{made.program.prefix}(/set-aside/[^"]*)"', page.partition("Set aside")[2])
        assert link is not None
        assert made.get(link[1]).status_code == 200


def test_thirty_contacts_are_kept() -> None:
    assert KEPT_CONTACTS == 30
    assert read_contacts(None) == ()
    assert read_contacts('[[1,"done",2,3,4]]') == (Contact(1, "done", 2, 3, 4),)


def _save_a_visit(made: OpenProgram) -> None:
    laptop = made.program.held()
    case = a_case(worker=laptop.book.person)
    save(laptop, case)
    save(laptop, a_visit(home=case.record))


def _run(made: OpenProgram) -> None:
    assert made.program.sending is not None
    made.program.sending.run()


@contextmanager
def without_line(place: Field, made: OpenProgram | None = None) -> Iterator[None]:
    """The line is gone for the time of the block."""
    before = place.tools

    def refuse(_url: str, _pem: str | None) -> Line:
        raise HomewardError("sync.no_contact")

    if made is not None:
        held = made.program.held()
        lines, held._lines = held._lines, {}
        kept, held.tools = held.tools, replace(held.tools, open_line=refuse)
        yield
        held._lines, held.tools = lines, kept
        return
    place.tools = replace(before, open_line=refuse)
    yield
    place.tools = before


def _pausing(told, pause):  # type: ignore[no-untyped-def]
    def sent(done: int, total: int) -> None:
        pause()
        told(done, total)

    return sent


def test_progress_counts_visits_that_a_worker_knows_and_kilobytes(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held, sending = made.program.held(), made.program.sending
        assert sending is not None
        case = a_case(worker=held.book.person)
        save(held, case, a_visit(home=case.record), a_visit(home=case.record))
        sending.run()
        told = sending.progress
        assert (told.visits_done, told.visits_total) == (2, 2)
        assert told.records_done == told.records_total == 3 and told.kb >= 1
