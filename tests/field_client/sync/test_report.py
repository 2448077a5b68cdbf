"""What a sending is said to have done: counted in records that a worker recognises, in both languages."""

import io

from field_client.progress import PlainLines, Silent, choose_view
from field_client.sync.report import SyncReport, Tally
from shared_schema.records.kinds import KINDS
from tests.builders.records import an_id


def a_report(**other: object) -> SyncReport:
    values = {"sent": {"visit": 3, "case": 1}, "arrived": {}, "left": 0, "waiting": 0, "set_aside": 0}
    values |= {"two_versions": 0, "requests": 1, "bytes_up": 10, "bytes_down": 20}
    return SyncReport(**{**values, **other})  # type: ignore[arg-type]


def said(report: SyncReport, language: str = "en") -> str:
    return "\n".join(report.sentences(language, centre="Phnom Penh", kinds=KINDS))


def test_what_was_received_is_said_in_records() -> None:
    assert said(a_report()).splitlines() == [
        "Received by Phnom Penh: Follow-up visit 3, Case 1.",
        "Waiting here: nothing.",
    ]


def test_what_waits_for_a_person_is_said_and_changes_the_exit_code() -> None:
    report = a_report(set_aside=2, two_versions=1, arrived={"case": 1}, left=4)
    assert report.waits_for_person
    for words in (
        "2 items were set aside",
        "1 answers have two versions",
        "New or changed here: Case 1",
        "4 records left",
    ):
        assert words in said(report)
    assert not a_report().waits_for_person


def test_khmer_says_the_same() -> None:
    assert "ភ្នំពេញ" not in said(a_report(), "en")
    assert "ការចុះជួប 3" in said(a_report(), "km")


def test_a_record_counts_once_however_many_changes_it_had() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add_sent({an_id("one"): "visit", an_id("two"): "visit"})
    assert tally.sent == {"visit": 2}


def test_progress_is_a_line_at_every_tenth_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with PlainLines(stream).step("Sending", total=100) as step:
        for done in range(101):
            step.reach(done)
    assert len(stream.getvalue().splitlines()) == 11


def test_progress_is_one_json_object_a_line_when_asked() -> None:
    stream = io.StringIO()
    view = choose_view(quiet=False, as_json=True, no_color=True, stream=stream)
    with view.step("Sending", total=2) as step:
        step.reach(2)
    assert stream.getvalue() == '{"step":"Sending","done":2,"total":2}\n'


def test_quiet_shows_nothing() -> None:
    stream = io.StringIO()
    view = choose_view(quiet=True, as_json=False, no_color=True, stream=stream)
    with view.step("Sending", total=2) as step:
        step.reach(2)
    assert isinstance(view, Silent)
    assert stream.getvalue() == ""
