"""A lost laptop, one question at a time: when last seen, on or off, who had it, why; then its access stops at once.

The answers are codes and a day, so each step is a plain address that can be gone back to; nothing happens before the
last page is confirmed. Afterwards: what was on it, what to do, the report to print, and *Found again*.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.forms.days import DayProblem, boxes_of, read_boxes
from casework.web.answers import phone_words
from casework.web.dates import day_words
from casework.web.saying import message
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from sync_server.console.laptop_words import contact_words, worker_words
from sync_server.console.office_names import office_names
from sync_server.console.people_words import person_name, role_words
from sync_server.console.phrases import say
from sync_server.console.room import Console, Room, may_ever
from sync_server.services import laptops, staff
from sync_server.services.access import COORDINATOR, SUPERVISOR, Action, Target
from sync_server.services.laptops import LaptopPage
from sync_server.services.lost_reports import HAD_BY, REASONS, WAS, LostAnswers
from sync_server.services.people_names import name_of_worker

REFUSED = 422
SEEN, CHECK = "last_seen_on", "check"
STEPS = (SEEN, "was", "had_by", "reason", CHECK)
QUESTIONS = {
    SEEN: message("When was it last seen?"),
    "was": message("Was it on or off?"),
    "had_by": message("Who had it then?"),
    "reason": message("What do you think happened?"),
}
MISSING_DAY = message("Write day, month and year, such as 21 11 2026.")
MISSING_ANSWER = message("Choose one of the answers.")
ANSWERS = {
    "was": {
        "on": message("On and unlocked"),
        "asleep": message("On and locked, or asleep"),
        "off": message("Off"),
        "unknown": message("Not known"),
    },
    "had_by": {
        "worker": message("The worker herself"),
        "colleague": message("A colleague"),
        "family": message("Somebody of her family"),
        "stranger": message("Somebody else"),
        "unknown": message("Not known"),
    },
    "reason": {
        "lost": message("It was lost"),
        "stolen": message("It was stolen or taken away"),
        "left": message("The worker left and did not give it back"),
        "suspected": message("Somebody may have copied or opened it"),
    },
}
CODES = {"was": WAS, "had_by": HAD_BY, "reason": REASONS}


@dataclass(frozen=True, slots=True)
class Informed:
    """Somebody to tell, with her role and number."""

    name: str
    role: str
    phone: str


def blueprint(console: Console) -> Blueprint:
    """`/devices/<id>/lost` and what follows it."""
    pages = Blueprint("lost", __name__)

    @pages.get("/devices/<device>/lost")
    def begin(device: Id) -> BaseResponse:
        return _question(console, device)

    @pages.post("/devices/<device>/lost")
    def stop(device: Id) -> BaseResponse:
        _require(console, device)
        answers = _answers(request.form.to_dict())
        laptops.report_lost(console.server, console.actor(), device, answers)
        return redirect(url_for("lost.show", device=device), 303)

    @pages.get("/devices/<device>/lost/done")
    def show(device: Id) -> Response:
        return _shown(console, device, "lost/show.html")

    @pages.get("/devices/<device>/lost/report")
    def report(device: Id) -> Response:
        return _shown(console, device, "lost/report.html")

    @pages.route("/devices/<device>/lost/found", methods=["GET", "POST"])
    def found(device: Id) -> BaseResponse:
        page = _require(console, device)
        if request.method == "GET":
            return make_response(render_template("lost/found.html", one=page.laptop))
        laptops.report_found(console.server, console.actor(), device)
        return redirect(url_for("devices.show", device=device, done="found"), 303)

    return pages


def _require(console: Console, device: Id) -> LaptopPage:
    console.require_step_up()
    page = laptops.find_laptop(console.server, console.actor(), device)
    office = page.laptop.device.office
    console.require(Action.DEVICE_CODES, Target(offices=frozenset({office} if office else ())))
    return page


def _question(console: Console, device: Id) -> BaseResponse:
    page = _require(console, device)
    if page.laptop.is_lost and page.report is not None and page.report.found_at is None:
        return redirect(url_for("lost.show", device=device), 303)
    language = console.desk.reader().language
    given = {name: text for name, text in request.args.items() if name in STEPS and text}
    problem = _take_day(console, given)
    step = next(name for name in STEPS if name == CHECK or not _is_answered(name, given))
    if not problem and step == request.args.get("asked"):
        problem = say(language, MISSING_DAY if step == SEEN else MISSING_ANSWER)
    facts = {"one": page.laptop, "given": given, "language": language, "problem": problem}
    if step == CHECK:
        told = tuple((say(language, QUESTIONS[name]), _in_words(name, given[name], console)) for name in STEPS[:-1])
        return make_response(
            render_template("lost/check.html", told=told, worker=worker_words(page.laptop, language), **facts)
        )
    options = [(code, say(language, words)) for code, words in ANSWERS.get(step, {}).items()]
    return make_response(
        render_template(
            "lost/question.html",
            step=step,
            number=STEPS.index(step) + 1,
            steps=len(STEPS),
            question=say(language, QUESTIONS[step]),
            options=options,
            contact=contact_words(page.laptop, language),
            typed=request.args,
            **facts,
        ),
        REFUSED if problem else 200,
    )


def _take_day(console: Console, given: dict[str, str]) -> str:
    """The day from its boxes into `given`; a sentence where they make none."""
    boxes = boxes_of(*(request.args.get(f"{SEEN}.{part}", "") for part in ("day", "month", "year")))
    if boxes.is_empty:
        return ""
    language = console.desk.reader().language
    try:
        day = read_boxes(boxes, may_be_partial=False)
    except DayProblem:
        return say(language, MISSING_DAY)
    if day is None or day > console.desk.today().isoformat():
        return say(language, "This day has not come yet.")
    given[SEEN] = day
    return ""


def _is_answered(name: str, given: dict[str, str]) -> bool:
    if name == SEEN:
        return len(given.get(SEEN, "")) == len("2026-11-21")
    return given.get(name, "") in CODES.get(name, ())


def _in_words(name: str, answer: str, console: Console) -> str:
    language = console.desk.reader().language
    if name == SEEN:
        return day_words(answer, language, today=console.desk.today())
    return say(language, ANSWERS[name].get(answer, answer))


def _answers(fields: dict[str, str]) -> LostAnswers:
    return LostAnswers(
        last_seen_on=fields.get(SEEN, "")[:10],
        was=fields.get("was", ""),
        had_by=fields.get("had_by", ""),
        reason=fields.get("reason", ""),
    )


def _shown(console: Console, device: Id, template: str) -> Response:
    page = laptops.find_laptop(console.server, console.actor(), device)
    if page.report is None:
        raise HomewardError("record.not_found", record="")
    language, report, one = console.desk.reader().language, page.report, page.laptop
    where = Target(offices=frozenset({one.device.office} if one.device.office else ()))
    told = tuple(
        (say(language, QUESTIONS[name]), _in_words(name, str(getattr(report, name)), console)) for name in STEPS[:-1]
    )
    lists = request.args.get("list") == "cases" and may_ever(console.actor(), Action.SEE)
    return make_response(
        render_template(
            template,
            one=one,
            page=page,
            report=report,
            sees_restricted=page.restricted is not None,
            told=told,
            worker=worker_words(one, language),
            office="–" if one.office is None else office_names(console).get(one.office.id) or one.office.code,
            reporter=name_of_worker(console.server, report.reported_by, language) or "–",
            held=sum(life.revoked_after or 0 for life in page.lives),
            informed=_to_inform(console, page),
            connected=_connected_since(page),
            contents=laptops.contents_of(console.server, console.actor(), device, at_loss=True) if lists else None,
            may_list=may_ever(console.actor(), Action.SEE),
            may_act=console.may(Action.DEVICE_CODES, where),
            may_see_person=console.may(Action.SEE_PEOPLE, where),
        )
    )


def _connected_since(page: LaptopPage) -> int | None:
    """When the laptop last spoke with this server after its access was stopped: then it was given the order."""
    at, lost = page.laptop.device.last_contact_at, page.laptop.device.revoked_at
    return at if at is not None and lost is not None and at > lost else None


def _to_inform(console: Console, page: LaptopPage) -> list[Informed]:
    """Those who lead the office of the laptop, with their numbers: as far as this person may see them."""
    language, office = console.desk.reader().language, page.laptop.device.office
    found = []
    for one in staff.list_staff(console.server, console.actor()):
        leads = (one.account.role == SUPERVISOR and one.account.office == office) or (
            one.account.role == COORDINATOR and office in one.account.granted
        )
        if leads and one.account.is_active:
            number = one.shown.values.get("work_phone") if one.shown is not None else None
            phone = phone_words(number) if isinstance(number, str) else "–"
            found.append(Informed(person_name(one, language), role_words(one.account.role, language), phone))
    return found


ROOM = Room(
    blueprint,
    rights={
        "lost.begin": Action.DEVICE_CODES,
        "lost.stop": Action.DEVICE_CODES,
        "lost.show": Action.SEE_DEVICES,
        "lost.report": Action.SEE_DEVICES,
        "lost.found": Action.DEVICE_CODES,
    },
)
