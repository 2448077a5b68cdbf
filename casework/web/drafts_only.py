"""A book that saves drafts and nothing else: for a form that reached its program too late."""

from typing import Any, NoReturn

from werkzeug.exceptions import Conflict

from casework.book import CaseBook, Draft

BUTTON = "_do"  # the name that submit buttons of forms have
SAVE_DRAFT = "draft"
_WRITES = frozenset({"save", "discard_draft", "next_case_number", "next_inquiry_number"})


class DraftsOnly:
    """A book that reads as the one behind it, and writes drafts alone; `kept` = how many."""

    def __init__(self, book: CaseBook) -> None:
        self._book = book
        self.kept = 0

    def __getattr__(self, name: str) -> Any:
        return _refused if name in _WRITES else getattr(self._book, name)

    def keep_draft(self, draft: Draft) -> None:
        """Keeps it, and counts."""
        self._book.keep_draft(draft)
        self.kept += 1


def _refused(*_given: object, **_named: object) -> NoReturn:
    raise Conflict
