"""One return of a case during one request: which record, its addresses, its gate, where what is missing is recorded."""

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for

from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.record_places import CASES, Stand
from casework.workflow import Condition, NextStep, next_step
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import W_S_C
from shared_schema.rules.gates_return import BY_VERIFICATION
from shared_schema.rules.reading import answer, day

_STEP = "return.done"


@dataclass
class Returning:
    """One return during one request: `record` = which one, "" for the one that is planned, else the newest."""

    desk: Desk
    case: str
    record: str

    def __post_init__(self) -> None:
        self.surroundings = Surroundings(self.desk, self.case)
        self.book, self.language, self.today = self.surroundings.book, self.desk.reader().language, self.desk.today()
        found = self.surroundings.dossier
        if found is None or found.head is None or found.head.kind != "case":
            abort(404)
        self.dossier: Dossier = found
        self.head: Shown = found.head
        self.every = [*found.of_kind("reunification", with_retracted=True)]
        self.shown = self._chosen()

    def _chosen(self) -> Shown | None:
        if self.record:
            chosen = next((one for one in self.every if one.record_id == self.record), None)
            if chosen is None or chosen.is_retracted:
                abort(404)
            return chosen
        standing = [one for one in self.every if not one.is_retracted]
        planned = [one for one in standing if is_planned(one)]
        likely = planned or standing
        return likely[-1] if likely else None

    @property
    def is_planned(self) -> bool:
        """Whether the return is still to take place, and may be changed."""
        return self.shown is not None and is_planned(self.shown) and self.book.person.role in W_S_C

    def url(self, screen: str, **named: Any) -> str:
        """The address of a page of this return."""
        if self.shown is None or screen in ("show", "plan"):
            return url_for(f"returns.{screen}", case=self.case, **named)
        return url_for(f"returns.{screen}", case=self.case, record=self.shown.record_id, **named)

    def saved(self) -> str:
        """The task list with the word that it is saved."""
        return url_for("returns.show", case=self.case, saved=self.desk.clock())

    def step(self, returned: Shown) -> NextStep:
        """What the return needs, asked of the day it took place or is planned for, at the latest of today."""
        on = day(returned, "date_reunification") or self.today
        return next_step(_STEP, self.dossier, returned, today=on, actor=self.book.person)

    def may_be_excepted(self, step: NextStep) -> bool:
        """Whether a coordinator may do without what is missing: of a placement alone (rule 19 holds the others)."""
        return step.may_be_excepted and answer(self.shown, "return_type") not in BY_VERIFICATION

    def link_of(self, condition: Condition) -> str:
        """Where what is missing is recorded."""
        stand = Stand(CASES, self.case)
        match condition.code:
            case "consent_tracing" | "consent_share_with_family":
                return stand.url("new", "consent")
            case "do_not_contact":
                return stand.url("edit", "case", record=self.case)
            case "best_interests":
                return stand.url("new", "assessment")
            case "approved_plan":
                return stand.url("index", "reintegration_plan")
            case "relative_unsafe" | "approval":
                return ""
            case "home_safe" | "both_willing" | "two_sign_offs" | "sign_off_fresh" | "match_confirmed":
                return self.verification_url()
        return ""

    def verification_url(self) -> str:
        """Where the match of this return is verified; the tracing of the case where there is none."""
        verification = self.dossier.find(answer(self.shown, "verification_id"))
        match = self.dossier.find(answer(verification, "match_id"))
        if match is None:
            return url_for("candidates.of_case", case=self.case)
        inquiry = answer(match, "inquiry_id")
        if isinstance(inquiry, str):
            return url_for("verification.show", inquiry=inquiry, case=self.case)
        return url_for("verification.show_located", case=self.case, match=match.record_id)


def is_planned(shown: Shown) -> bool:
    """Whether a return is still to take place."""
    return answer(shown, "state") in (None, "planned")
