"""A step of a workflow as its gate panel: what is done, what is missing, who can record it and where.

Promise: each line names one thing; what nobody can allow says so. Nothing is decided here (casework/workflow.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casework.web.desk import Desk
from casework.web.form_steps import COLON
from casework.web.pieces import Condition as Line
from casework.web.pieces import Gate
from casework.web.saying import message
from casework.workflow import Condition, NextStep
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import W_S_C, WORKER
from shared_schema.vocabularies.directory import WORKER_ROLE
from shared_schema.words.gates import GATE_WORDS, NO_EXCEPTION

MET: Mapping[str, str] = {
    "alert_open": message("No alert is open"),
    "approval": message("The return is approved"),
    "approved_plan": message("A plan that the person agrees to is approved"),
    "best_interests": message("The best interests of the child were assessed in the last 90 days"),
    "breakdown_or_alert": message("The return broke down, or somebody acts on an alert"),
    "closure_approved": message("The closure is approved by another person than its author"),
    "complicity_cleared": message("The family is cleared"),
    "consent_services": message("The person agreed to services"),
    "consent_share_with_family": message("The person agreed that the family is told"),
    "consent_tracing": message("Consent to family tracing is in force"),
    "day_180": message("180 days have passed since the return"),
    "decision_open": message("No decision of a case conference is open"),
    "decision_or_approval": message("A case conference or a supervisor decided on the placement"),
    "do_not_contact": message("The family may be contacted"),
    "domains_stable": message("Every domain is stable, or it is said why not"),
    "first_sign_off": message("The first sign-off stands"),
    "home_safe": message("The home is safe, or the plan gives the support it needs"),
    "initial_assessment": message("The initial assessment is complete"),
    "inquiry_open": message("The inquiry is open"),
    "match_confirmed": message("The match is confirmed"),
    "other_person": message("Somebody else than the author approves"),
    "other_signer": message("Two different people sign"),
    "pair_rejected": message("The pair was not decided against before"),
    "person_wishes_tracing": message("The person did not say no to tracing"),
    "recent_visit": message("The last successful visit is less than 90 days ago"),
    "referral_open": message("No referral is under way"),
    "relative_located": message("A tracing action located this relative"),
    "relative_unsafe": message("No relative there is unsafe to contact"),
    "result_verified": message("The result of the verification is: verified"),
    "return_done": message("The return took place"),
    "risk_low": message("The risk is low"),
    "sign_off_fresh": message("The second sign-off is less than 90 days old"),
    "stage_monitoring": message("The case is in monitoring and support"),
    "task_open": message("No task is open"),
    "three_attempts": message("Three attempts over 60 days are recorded"),
    "three_facts": message("At least three facts agree"),
    "three_visits": message("At least three successful visits after the return"),
    "two_sign_offs": message("Two people have signed, and their signatures stand"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """What panels of one page need: the desk, the dossier, and `link_of(condition)` to where something is recorded."""

    desk: Desk
    dossier: Dossier
    link_of: Callable[[Condition], str]

    def gate(self, step: NextStep, title: str) -> Gate:
        """The panel of a step under a title that is already in the reader's language."""
        return Gate(title=title, conditions=tuple(self.line(one) for one in step.conditions))

    def line(self, condition: Condition) -> Line:
        """One line of a panel."""
        language = self.desk.reader().language
        label = self._label(condition.record, condition.field, language)
        if condition.is_met:
            met = MET.get(condition.code)
            return Line(words=self.desk.phrases.translate(language, met) if met else label, is_met=True)
        said = GATE_WORDS[condition.code].say(language)
        words = said if not label or condition.code in MET else f"{label}{COLON[language]}{said}"
        return Line(words=words, is_met=False, who=self._who(condition, language), url=self.link_of(condition))

    def _label(self, record: Id, name: str, language: str) -> str:
        shown = self.dossier.find(record)
        own = shown.kind if shown is not None and shown.kind in KINDS else "case"
        kinds = (KINDS[kind] for kind in (own, "verification"))  # a return asks for answers of its verification
        return next((kind.fields[name].label(language) for kind in kinds if name in kind.fields), "")

    def _who(self, condition: Condition, language: str) -> str:
        roles = frozenset({WORKER}) if condition.who == W_S_C else condition.who
        named = ", ".join(role.label(language) for role in WORKER_ROLE if role.code in roles)
        who = self.desk.phrases.say(language, "Recorded by: %(roles)s.", roles=named)
        return who if condition.has_exception else f"{who} {NO_EXCEPTION.say(language)}"
