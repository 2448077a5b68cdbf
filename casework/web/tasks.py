"""Tasks of all cases: those that answer an alert first, then by day; each leads to where its result is written."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from casework.agenda import DueTask, tasks_of
from casework.web.answers import code_words
from casework.web.desk import Desk
from casework.web.pieces import Tag
from casework.web.record_places import CASES, Stand
from casework.web.saying import say_count
from casework.web.today import Line, task_line

MOST, MINE = 200, "mine"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task: its line, how late it is and where it comes from, and where it is finished."""

    line: Line
    tags: tuple[Tag, ...]
    edit_url: str


def blueprint(desk: Desk) -> Blueprint:
    """`/tasks`."""
    pages = Blueprint("tasks", __name__)

    @pages.get("/tasks")
    def index() -> Response:
        book, today = desk.book(), desk.today()
        every = tasks_of(book.outlines(today), today)
        mine = [one for one in every if one.task.owner_worker == book.person.worker]
        shown = mine if request.args.get("show") == MINE else every
        rows = [_row(desk, one) for one in shown[:MOST]]
        return make_response(
            render_template("tasks/index.html", rows=rows, total=len(shown), mine=len(mine), every=len(every))
        )

    return pages


def _row(desk: Desk, one: DueTask) -> TaskRow:
    language = desk.reader().language
    tags = []
    if one.task.origin == "alert":
        tags.append(Tag(code_words("task_origin", "alert", language), "danger"))
    elif one.task.origin != "manual":
        tags.append(Tag(code_words("task_origin", one.task.origin, language), "quiet"))
    if one.days_late > 0:
        tags.append(Tag(say_count(language, "%(n)s day overdue", "%(n)s days overdue", n=one.days_late), "waiting"))
    url = Stand(CASES, one.case.home).url("edit", "task", record=one.task.record)
    return TaskRow(task_line(desk, one), tuple(tags), url)
