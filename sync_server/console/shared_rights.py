"""The rights of the shared pages of cases, by blueprint: reaching a page of records at all needs the right named here.

What a page then shows and saves is judged record by record by the CaseBook.
"""

from collections.abc import Mapping

from sync_server.services.access import Action

SHARED_RIGHTS: Mapping[str, Action] = {
    "records": Action.SEE,
    "tracing": Action.SEE,
    "candidates": Action.SEE,
    "verification": Action.SEE,
    "returns": Action.SEE,
    "stage": Action.SEE,
    "visits": Action.EDIT,
    "new_case": Action.EDIT,
    "family": Action.SEE,
    "consent": Action.SEE,
    "today": Action.SEE,
    "cases": Action.SEE,
    "transfers": Action.SEE,
    "prints": Action.SEE,
    "trainings": Action.TRAININGS,
    "conferences": Action.SEE,
    "referrals": Action.SEE,
    "directory": Action.READ_DIRECTORY,
    "history": Action.SEE,
    "versions": Action.DECIDE,
    "tasks": Action.SEE,
    "questions": Action.SEE,
    "set_aside": Action.SEE,
    "files": Action.SEE,
}
KINDS_OF_PROVIDERS = frozenset({"provider", "provider_service"})
