"""Decisions per band; thresholds only from 200 decisions on."""

from casework.matching.measure import ENOUGH, Judged, judged_of, measure
from shared_schema.merge.policy import Shown


def a_match(**values: object) -> Shown:
    return Shown("M", "match", "a", {}, values, {}, {}, (), None, None, ())


def test_confirmed_and_rejected_pairs_are_counted_by_band() -> None:
    records = [
        a_match(state="confirmed", score=60, band="likely"),
        a_match(state="rejected", score=50, band="likely"),
        a_match(state="reunited", score=-10, band="possible"),
        a_match(state="proposed", score=90, band="likely"),
        a_match(state="confirmed", score=90, band="likely", retracted=True),
        a_match(state="rejected"),
    ]
    measured = measure(judged_of(records))
    assert [(band.name, band.decided, band.confirmed) for band in measured.bands] == [
        ("likely", 2, 1),
        ("possible", 1, 1),
        ("unlikely", 0, 0),
    ]
    assert measured.thresholds == () and measured.decided == 3


def test_two_hundred_decisions_tell_of_other_thresholds() -> None:
    judged = [Judged(score, "likely", score > 50, "default-1") for score in range(ENOUGH)]
    measured = measure(judged)
    at_six = next(one for one in measured.thresholds if one.name == "+6")
    assert (at_six.decided, at_six.confirmed) == (140, 140)
    assert measure(judged[1:]).thresholds == ()
