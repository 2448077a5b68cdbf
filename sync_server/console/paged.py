"""One page of a list that is short enough to be read whole: people, laptops, labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

PER_PAGE = 50
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Line]):
    """The lines of one page (from 1), and how many pages there are."""

    lines: Sequence[Line]
    page: int
    pages: int


def paged(lines: Sequence[Line], *, per_page: int = PER_PAGE, name: str = "page") -> Paged[Line]:
    """The page that this request asks for by `name`, or the nearest there is."""
    pages = max(1, -(-len(lines) // per_page))
    page = max(1, min(request.args.get(name, 1, type=int) or 1, pages))
    return Paged(lines[(page - 1) * per_page : page * per_page], page, pages)
