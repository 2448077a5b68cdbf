"""Which pages of the console are measured, as whom, and why the others are not. Read by the bench and by its test.

A path may hold `{case}`, `{inquiry}`, `{item}`, `{match}` or `{person}`: it is asked for many of them in turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.console_people import ADMINISTRATOR, AUDITOR, COORDINATOR, LEADER, SOCIAL_WORKER

RENDER_MS, SEARCH_MS, OVERVIEW_MS = 50, 150, 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A page: its name in the table, its path, who asks (the coordinator of all offices has the most to be shown)."""

    name: str
    path: str
    who: str = COORDINATOR
    budget_ms: int = RENDER_MS


PAGES = (
    Asked("Overview", "/overview", budget_ms=OVERVIEW_MS),
    Asked("Silent laptops", "/overview/laptops"),
    Asked("Follow-ups by office", "/follow-ups"),
    Asked("Follow-ups by worker", "/follow-ups?by=worker"),
    Asked("Follow-ups by stage", "/follow-ups?by=stage"),
    *(Asked(f"Follow-ups, {state}", f"/follow-ups/cases?state={state}") for state in (
        "open", "due", "overdue", "tried", "lost", "alerts", "matches", "reunified", "closed", "unassigned", "all",
    )),
    Asked("Follow-ups, page 300", "/follow-ups/cases?state=overdue&page=300"),
    Asked("Workload", "/workload"),
    Asked("Today", "/today"),
    Asked("Tasks", "/tasks"),
    Asked("Questions", "/questions"),
    Asked("Cases", "/cases"),
    Asked("New case", "/cases/new"),
    Asked("Case page", "/cases/{case}"),
    Asked("Case on paper", "/cases/{case}/print"),
    Asked("Case history", "/records/{case}/history"),
    Asked("Case form", "/cases/{case}/case/{case}/edit"),
    Asked("Visits of a case", "/cases/{case}/visit"),
    Asked("Record a visit", "/cases/{case}/visit/new"),
    Asked("Could not visit", "/cases/{case}/visit/could-not"),
    Asked("Family", "/cases/{case}/family"),
    Asked("Consent", "/cases/{case}/consent"),
    Asked("Stage", "/cases/{case}/stage"),
    Asked("Return", "/cases/{case}/reunification"),
    Asked("Referrals of a case", "/cases/{case}/referrals"),
    Asked("Files of a case", "/cases/{case}/files"),
    Asked("Transfers of a case", "/cases/{case}/transfers"),
    Asked("May be of a case", "/cases/{case}/candidates", budget_ms=SEARCH_MS),
    Asked("Files", "/files"),
    Asked("Inquiries", "/tracing"),
    Asked("New inquiry", "/tracing/new"),
    Asked("Inquiry", "/tracing/{inquiry}"),
    Asked("May be of an inquiry", "/tracing/{inquiry}/candidates", budget_ms=SEARCH_MS),
    Asked("Review", "/review"),
    Asked("Review, one line", "/review/{item}"),
    Asked("Matches", "/matches"),
    Asked("Match", "/matches/{match}"),
    Asked("Duplicates", "/duplicates"),
    Asked("Transfers", "/transfers"),
    Asked("New transfer", "/transfers/new"),
    Asked("Assign", "/assign"),
    Asked("Intake", "/intake"),
    Asked("Referrals", "/referrals"),
    Asked("Inbox", "/referrals/inbox"),
    Asked("Conferences", "/conferences"),
    Asked("Calendar", "/conferences/calendar"),
    Asked("Trainings", "/trainings"),
    Asked("Directory", "/directory"),
    Asked("Providers", "/providers"),
    Asked("Import providers", "/providers/import"),
    Asked("Papers", "/papers"),
    Asked("Reports", "/reports"),
    Asked("Export", "/reports/export"),
    Asked("Export cases", "/reports/cases"),
    Asked("Past exports", "/reports/exports"),
    Asked("Audit", "/audit"),
    Asked("Time of keeping", "/retention"),
    Asked("Erasure", "/erasure"),
    Asked("Bundles", "/bundles"),
    Asked("Reading", "/reading"),
    Asked("Own account", "/account"),
    Asked("Overview of one office", "/overview", LEADER, OVERVIEW_MS),
    Asked("Workload of one office", "/workload", LEADER),
    Asked("Today of one office", "/today", LEADER),
    Asked("Review of one office", "/review", LEADER),
    Asked("Cases of a worker", "/cases", SOCIAL_WORKER),
    Asked("Today of a worker", "/today", SOCIAL_WORKER),
    Asked("People", "/users", ADMINISTRATOR),
    Asked("One of the people", "/users/{person}", ADMINISTRATOR),
    Asked("Offices", "/offices", ADMINISTRATOR),
    Asked("Laptops", "/devices", ADMINISTRATOR),
    Asked("Settings", "/settings/programme", ADMINISTRATOR),
    Asked("Words", "/settings/words", ADMINISTRATOR),
    Asked("Hubs", "/hubs", ADMINISTRATOR),
    Asked("The centre", "/centre", ADMINISTRATOR),
    Asked("Jobs", "/jobs", ADMINISTRATOR),
    Asked("Audit, all of it", "/audit", AUDITOR),
)  # fmt: skip

_ONE = "reads one record and its dossier, which do not grow with the centre: as quick as the pages of a case above"
_FORM = "a form over one record or none, as quick as the forms above"
_STATE = "stands only after an act that the filled store does not hold (a laptop lost, an export asked for, a minute)"
NOT_MEASURED: Mapping[str, str] = {
    **dict.fromkeys((
        "records.show", "records.void", "consent.withdraw", "tasks.show", "questions.show",
        "directory.show", "trainings.show", "trainings.paper", "conferences.show", "conferences.minutes",
        "referrals.show", "referrals.letter", "verification.show", "verification.show_located", "prints.of_case",
        "prints.visit", "candidates.closer_of_case", "candidates.closer_of_inquiry", "visits.saved", "new_case.saved",
        "files.one", "files.paper", "files.picture", "files.thumbnail", "files.download", "files.index",
        "files.of_inquiry", "versions.show", "review.decide", "review.judge", "set_aside.show", "jobs.show",
        "devices.show", "hubs.show", "weights.show",
    ), _ONE),
    **dict.fromkeys((
        "records.new", "consent.add", "family.edit", "family.link", "family.number", "family.add", "files.add",
        "files.begin", "files.new", "referrals.edit", "referrals.new", "returns.done", "returns.part", "returns.plan",
        "stage.close", "stage.closing", "transfers.new", "verification.task", "verification.task_located",
        "verification.decide", "verification.decide_located", "verification.sign", "verification.sign_located",
        "conferences.edit", "conferences.item", "conferences.new", "conferences.person", "trainings.edit",
        "trainings.new", "trainings.person", "tracing.action", "tracing.close", "tracing.reopen", "prints.blank",
        "prints.head", "offices.change", "offices.new", "settings.change", "settings.new", "wording.change",
        "users.change", "users.confirm", "users.countersign", "users.credentials", "users.left", "users.names",
        "users.new", "own_account.authenticator", "own_account.codes", "own_account.passphrase", "erasure.ask",
        "slips.new", "review.ask", "set_aside.ask", "set_aside.correct", "hubs.withdraw", "moves.pack",
    ), _FORM),
    **dict.fromkeys((
        "slips.show", "lease_codes.read", "lost.begin", "lost.show", "lost.found", "lost.report", "bundles.show",
        "duplicates.show", "erasure.show", "erasure.agree", "erasure.certificate", "providers.preview",
        "board.letter", "reports.agree", "reports.take", "review.aside", "moves.show",
    ), _STATE),
    **dict.fromkeys(("sign_in.begin", "sign_in.again", "sign_in.code", "sign_in.first"), "asked before signing in"),
    "sign_in.kept": "a form of one person that waited for passphrase and code",
    "frame.home": "leads to the first page of a role",
    "frame.strip": "a part of every page that is measured",
}  # fmt: skip
