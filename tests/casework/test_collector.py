"""What an answered page leaves behind, and when it is looked at."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from casework.collector import FEW_NEW, MANY_NEW, tidy_up


class Shown:
    """Something that a page showed, held in a circle."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _nobody_else_collects() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def left_behind(count: int) -> "weakref.ref[Shown]":
    """The first of so many circles; each is an object and the dictionary of what it holds."""
    first = Shown()
    for _ in range(count):
        Shown()
    return weakref.ref(first)


def test_what_a_page_showed_is_freed_when_it_has_left() -> None:
    shown = left_behind(FEW_NEW)
    tidy_up()
    assert shown() is None


def test_little_is_left_for_later_and_much_to_the_collector() -> None:
    little = left_behind(10)
    tidy_up()
    assert little() is not None
    much = left_behind(MANY_NEW)
    tidy_up()
    assert much() is not None
