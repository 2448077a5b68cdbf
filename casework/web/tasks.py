"""Tasks of all cases: those that answer an alert first, then by day; each leads to its page, where it is finished."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from casework.agenda import DueTask, tasks_of
from casework.case_list import TASKS
from casework.web.answers import code_words
from casework.web.desk import Desk
from casework.web.looked_through import left_out, looked_through
from casework.web.pieces import Tag
from casework.web.saying import say_count
from casework.web.task_page import show_task
from casework.web.today import Line, task_line

PER_PAGE = 50  # with ten elements a line
MINE, MY_CASES = "mine", "cases"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task: its line, how late it is and where it comes from, and where it is finished."""

    line: Line
    tags: tuple[Tag, ...]
    own_url: str


def blueprint(desk: Desk) -> Blueprint:
    """`/tasks`, `/tasks/<task>`."""
    pages = Blueprint("tasks", __name__)

    @pages.get("/tasks")
    def index() -> Response:
        book, today = desk.book(), desk.today()
        page = looked_through(desk, book, holding=TASKS)
        every = tasks_of(page.cases, today)
        me = book.person.worker
        lists = {
            "": every,
            MY_CASES: [one for one in every if one.case.values.get("case_worker") == me],
            MINE: [one for one in every if one.task.owner_worker == me],
        }
        show = request.args.get("show", "")
        show = show if show in lists else ""
        first = PER_PAGE * max(0, (request.args.get("page", 1, type=int) or 1) - 1)
        rows, is_more = lists[show][first : first + PER_PAGE], len(lists[show]) > first + PER_PAGE
        next_page = first // PER_PAGE + 2
        return make_response(
            render_template(
                "tasks/index.html",
                rows=[_row(desk, one) for one in rows],
                left_out=left_out(page),
                show=show,
                next_url=url_for("tasks.index", show=show or None, page=next_page) if is_more else "",
                counts={name: len(found) for name, found in lists.items()},
            )
        )

    @pages.route("/tasks/<task>", methods=["GET", "POST"])
    def show(task: str) -> Response:
        return show_task(desk, task)

    return pages


def _row(desk: Desk, one: DueTask) -> TaskRow:
    language = desk.reader().language
    tags = []
    if one.task.origin == "alert":
        tags.append(Tag(code_words("task_origin", "alert", language), "danger"))
    elif one.task.origin not in ("", "manual"):
        tags.append(Tag(code_words("task_origin", one.task.origin, language), "quiet"))
    if one.days_late > 0:
        tags.append(Tag(say_count(language, "%(n)s day overdue", "%(n)s days overdue", n=one.days_late), "waiting"))
    return TaskRow(task_line(desk, one), tuple(tags), url_for("tasks.show", task=one.task.record))
