"""The cases that pages of a day look through: all of a laptop; at the centre the first ones by their next visit.

Promise: nobody waits for a hundred thousand dossiers, and what is not looked through is counted and said on the page.
"""

from casework.book import CaseBook
from casework.case_list import EVERY, CasePage, CasesWanted
from casework.web.desk import Desk

MOST = 3000  # more than any laptop holds


def looked_through(desk: Desk, book: CaseBook, *, is_day: bool = False, holding: str = "") -> CasePage:
    """Cases by next visit, at most MOST; `is_day` = only what a page of one day needs, `holding` = those with open
    TASKS or QUESTIONS alone, both of which at the centre are fewer."""
    return book.case_page(CasesWanted(status=EVERY, limit=MOST, is_day=is_day, holding=holding), desk.today())


def left_out(page: CasePage) -> int:
    """How many cases there are beyond those."""
    return page.total - len(page.cases)
