"""A parallel run gives the journeys in a browser to one worker, whole and in their order, and long tests their turn."""

from types import SimpleNamespace

from tests.scheduling import BROWSER, FileByFile, pytest_collection_modifyitems


def test_tests_in_a_browser_are_one_piece_of_work_and_every_other_file_is_one() -> None:
    scheduler = FileByFile.__new__(FileByFile)
    assert scheduler._split_scope("tests/browser/test_a.py::test_x") == BROWSER
    assert scheduler._split_scope("tests/browser/test_b.py::test_y[km]") == BROWSER
    assert scheduler._split_scope("tests/casework/test_a.py::test_x[a::b]") == "tests/casework/test_a.py"


def test_folders_of_long_tests_come_first_and_the_order_of_a_folder_stays() -> None:
    names = ["casework/test_a.py::a", "security/test_b.py::b", "security/test_b.py::a", "browser/test_c.py::a"]
    items = [SimpleNamespace(nodeid=f"tests/{name}") for name in names]
    pytest_collection_modifyitems(items)
    assert [item.nodeid.removeprefix("tests/") for item in items] == [names[3], names[1], names[2], names[0]]
