"""Background jobs: when each ran, how long and how it went, when it is next due; a turn asked for now. No names."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as BaseResponse

from casework.web.saying import message
from shared_schema.errors import HomewardError
from sync_server.console.phrases import say
from sync_server.console.room import Console, Place, Room, may_ever
from sync_server.jobs.scheduler import find_jobs
from sync_server.services import job_list
from sync_server.services.access import Action
from sync_server.services.job_list import JobPlan

TITLES = {
    "audit_chainer": message("Chains the audit"),
    "audit_check": message("Checks the chain of the audit"),
    "chunks": message("Removes parts of photos that belong to no record"),
    "counters": message("Forgets counters and ended sessions"),
    "dossier_rules": message("Checks cases that were changed"),
    "fold_log": message("Tidies the database file"),
    "erasures": message("Erases what was asked for, a day after the second person agreed"),
    "mail_notice": message("Sends the morning's notice of counts"),
    "matching": message("Compares inquiries with all cases"),
    "measuring": message("Looks at its indexes, so that lists stay quick"),
    "nightly_backup": message("Makes the nightly backup"),
    "old_keys": message("Destroys keys that nothing needs any more"),
    "old_runs": message("Forgets old turns of jobs"),
    "rekeyings": message("Seals cases under their new keys"),
    "reports": message("Prepares the figures of the reports"),
    "upstream": message("A hub speaks with Phnom Penh"),
    "search_rows": message("Prepares the search"),
}


def blueprint(console: Console) -> Blueprint:
    """`/jobs`, `/jobs/<name>`."""
    pages = Blueprint("jobs", __name__)

    @pages.get("/jobs")
    def index() -> Response:
        lines = job_list.list_jobs(console.server, plans())
        language = console.desk.reader().language
        page = render_template(
            "jobs/index.html",
            lines=[(line, title_of(line.name, language)) for line in lines],
            may_run=may_ever(console.actor(), Action.RUN_JOBS),
            asked=request.args.get("asked", ""),
        )
        return make_response(page)

    @pages.get("/jobs/<name>")
    def show(name: str) -> Response:
        line, runs = job_list.find_job(console.server, plans(), name)
        language = console.desk.reader().language
        return make_response(
            render_template("jobs/show.html", line=line, runs=runs, title=title_of(line.name, language))
        )

    @pages.post("/jobs/<name>/run")
    def run(name: str) -> BaseResponse:
        if not console.may(Action.RUN_JOBS):
            raise HomewardError("record.not_found", record="")
        job_list.ask_for_turn(console.server, console.actor(), plans(), name)
        return redirect(url_for("jobs.index", asked=name), 303)

    return pages


def plans() -> tuple[JobPlan, ...]:
    """The jobs of this edition and when they are due."""
    return tuple(JobPlan(job.name, job.every_seconds, job.daily_at_ms) for job in find_jobs())


def title_of(name: str, language: str) -> str:
    """What a job does, in words; its name where this edition has none."""
    return say(language, TITLES[name]) if name in TITLES else name


ROOM = Room(
    blueprint,
    rights={"jobs.index": Action.SEE_JOBS, "jobs.show": Action.SEE_JOBS, "jobs.run": Action.RUN_JOBS},
    places=(Place("jobs.index", message("Jobs")),),
)
