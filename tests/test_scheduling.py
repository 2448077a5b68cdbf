"""A parallel run gives the journeys in a browser to one worker, whole and in their order."""

from tests.scheduling import BROWSER, OneBrowser


def test_tests_in_a_browser_are_one_piece_of_work_and_others_one_each() -> None:
    scheduler = OneBrowser.__new__(OneBrowser)
    assert scheduler._split_scope("tests/browser/test_a.py::test_x") == BROWSER
    assert scheduler._split_scope("tests/browser/test_b.py::test_y[km]") == BROWSER
    assert scheduler._split_scope("tests/casework/test_a.py::test_x") == "tests/casework/test_a.py::test_x"
